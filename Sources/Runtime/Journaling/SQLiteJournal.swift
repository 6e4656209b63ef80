import Dispatch
import Foundation
import GRDB
public import Primitives

/// The journal of a server: one row per batch in a SQLite file, each under a checksum and chained to the one before it.
///
/// A commit writes and syncs SQLite's write-ahead log and nothing else; moving the log into the database happens on a queue
/// of its own. What each layer catches stands in `docs/journal-format.md`.
///
/// `@unchecked Sendable`: `end`, `logBytes` and `restartsLog` are only touched while `state` is held; appending, pruning and
/// closing hold `writing` throughout. The connections guard themselves.
public final class SQLiteJournal: Journal, @unchecked Sendable {
    public static let fileName = "journal.sqlite"

    /// Moving the log into the database begins when this much was appended since it last did.
    public static let logBytesBeforeCheckpoint = 16 << 20
    /// A log that outgrows this, because commits never paused long enough, is restarted between two commits.
    public static let logBytesMax = 128 << 20
    /// The log is given this room when it is opened: syncing a file that grows takes twice as long.
    public static let logBytesReserved = 24 << 20

    /// The last batch there is.
    struct End {
        var number: Int64
        var sequence: SequenceNumber
        var chain: Digest
    }

    let path: String
    let writer: DatabaseQueue
    let reader: DatabaseQueue
    private let checkpointer: DatabaseQueue
    private let snapshots: SnapshotFolder
    private let directoryLock: DirectoryLock

    let writing = NSLock()
    private let state = NSLock()
    private var end: End
    private var logBytes = 0
    private var restartsLog = false
    private let checkpoints = DispatchQueue(label: "contango.journal.checkpoints")

    /// Opens the journal of a directory, making both when missing, and holds the directory until closed.
    ///
    /// Checks that the log was not damaged before its end and that nothing known to have been durable is missing from the
    /// end; batches themselves are checked by `read` and `verifyAll`. `report` is told what was found wrong but could be
    /// passed over.
    public init(
        directory: String, durability: Durability = .fsync, logBytesReserved: Int = SQLiteJournal.logBytesReserved,
        report: @escaping @Sendable (String) -> Void = SQLiteJournal.reportToStandardError
    ) throws {
        try DurableFile.makeDirectory(directory)
        directoryLock = try DirectoryLock(directory: directory)
        snapshots = SnapshotFolder(directory: directory, report: report)
        let path = directory + "/" + Self.fileName
        self.path = path
        if durability == .fsync, let frame = try WriteAheadLogInspection.firstDamage(in: path + "-wal") {
            throw JournalError.logDamaged(path: path + "-wal", frame: frame)
        }
        (writer, reader, checkpointer, end) = try Self.reportingDatabaseErrors(path) {
            let writer = try Self.open(path, durability)
            try JournalSchema.migrator.migrate(writer)
            let end = try writer.read { database in try JournalSchema.end(database) }
            return (writer, try Self.open(path, durability), try Self.open(path, durability), end)
        }
        try DurableFile.extend(path + "-wal", to: logBytesReserved)
    }

    public static let reportToStandardError: @Sendable (String) -> Void = { text in
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }

    public var lastSequence: SequenceNumber { state.withLock { end.sequence } }

    // MARK: Appending

    public func append(_ batches: [JournalBatch]) throws {
        guard !batches.isEmpty else { return }
        try writing.withLock {
            let before = state.withLock { end }
            let records = try seal(batches, after: before)
            let leavesMark = state.withLock { logBytes } > Self.logBytesBeforeCheckpoint
            try commit(records, leavesMark: leavesMark)
            advance(to: records)
            if leavesMark { startCheckpoint() }
            restartLogIfTooLong()
        }
    }

    private func seal(_ batches: [JournalBatch], after end: End) throws -> [BatchRecordV1] {
        var last = end
        return try batches.map { batch in
            try batch.checkFollows(last.sequence)
            let record = BatchRecordV1(number: last.number + 1, batch: batch, after: last.chain)
            last = End(record)
            return record
        }
    }

    /// A statement on its own is a transaction already.
    private func commit(_ records: [BatchRecordV1], leavesMark: Bool) throws {
        try Self.reportingDatabaseErrors(path) {
            try writer.writeWithoutTransaction { database in
                guard records.count > 1 || leavesMark else { return try JournalSchema.insert(records[0], database) }
                try database.inTransaction(.immediate) {
                    for record in records { try JournalSchema.insert(record, database) }
                    if leavesMark, let last = records.last { try JournalSchema.mark(last.batch.lastSequence, database) }
                    return .commit
                }
            }
        }
    }

    private func advance(to records: [BatchRecordV1]) {
        let pageSize = 4096
        let bytes = records.reduce(0) { $0 + $1.batch.payload.count + 2 * pageSize }
        state.withLock {
            if let last = records.last { end = End(last) }
            logBytes += bytes
        }
    }

    // MARK: Reading

    public func read(from sequence: SequenceNumber, _ body: (JournalBatch) throws -> Void) throws {
        let target = lastSequence
        guard sequence <= target else { return }
        var walk = try Self.reportingDatabaseErrors(path) {
            try reader.read { database in try JournalWalk(from: sequence, database) }
        }
        while walk.previous.sequence < target {
            let page = try Self.reportingDatabaseErrors(path) { try reader.read { database in try walk.nextPage(database) } }
            if page.isEmpty { throw JournalError.tailMissing(expected: target, found: walk.previous.sequence) }
            for batch in page { try body(batch) }
        }
    }

    /// Reads everything held and decodes every command of it; throws the first thing that is wrong.
    public func verifyAll() throws {
        let first = try Self.reportingDatabaseErrors(path) { try reader.read { try JournalSchema.prunedEnd($0) } }
        var number = first.number
        try read(from: first.sequence.next) { batch in
            number += 1
            do {
                try batch.forEachCommand { _ in }
            } catch let error as MalformedBytes {
                throw JournalError.corrupt(batch: number, firstSequence: batch.firstSequence, reason: error.reason)
            }
        }
    }

    // MARK: Snapshots

    public func saveSnapshot(_ snapshot: Snapshot) throws { try snapshots.save(snapshot) }

    public func latestSnapshot(notAfter sequence: SequenceNumber?) throws -> Snapshot? {
        try snapshots.latest(notAfter: sequence)
    }

    public func prune(before sequence: SequenceNumber) throws {
        guard let oldest = try snapshots.sequences().first else { return }
        let bound = min(sequence, oldest.next)
        var isDone = false
        while !isDone {
            isDone = try writing.withLock {
                try Self.reportingDatabaseErrors(path) {
                    try writer.write { database in try JournalSchema.pruneSome(before: bound, database) }
                }
            }
        }
    }

    // MARK: The log

    public func checkpoint() throws { try checkpoints.sync { try moveLog() } }

    /// Moves what it can without holding up commits.
    private func moveLog() throws {
        state.withLock { logBytes = 0 }
        try Self.reportingDatabaseErrors(path) {
            let result = try checkpointer.writeWithoutTransaction { try $0.checkpoint(.passive) }
            let pageSize = 4096
            let isLong = result.walFrameCount > Self.logBytesMax / pageSize
            if isLong { state.withLock { restartsLog = true } }
        }
    }

    private func startCheckpoint() {
        state.withLock { logBytes = 0 }
        // A checkpoint that fails leaves the log as it was; the next one tries again.
        checkpoints.async { [weak self] in try? self?.moveLog() }
    }

    /// Called between two commits, when little is left for it to move.
    private func restartLogIfTooLong() {
        let isDue = state.withLock {
            defer { restartsLog = false }
            return restartsLog
        }
        guard isDue else { return }
        // Refused while a reader needs the log; the checkpoint after the next stretch sees it again.
        _ = try? writer.writeWithoutTransaction { try $0.checkpoint(.restart) }
    }

    public func close() throws {
        checkpoints.sync {}
        try writing.withLock {
            let last = state.withLock { end.sequence }
            try Self.reportingDatabaseErrors(path) {
                try writer.write { try JournalSchema.mark(last, $0) }
                try reader.close()
                try checkpointer.close()
                try writer.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
                try writer.close()
            }
        }
        directoryLock.release()
    }

    // MARK: Connections

    private static func open(_ path: String, _ durability: Durability) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.journalMode = .wal
        configuration.busyMode = .timeout(busyTimeoutSecondsMax)
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA synchronous = \(durability == .fsync ? "FULL" : "OFF")")
            try database.execute(sql: "PRAGMA wal_autocheckpoint = 0")
            try database.execute(sql: "PRAGMA journal_size_limit = \(logBytesMax)")
        }
        return queue
    }

    private static let busyTimeoutSecondsMax = 10.0

    private static func reportingDatabaseErrors<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw JournalError.database(
                path: path, code: error.extendedResultCode.rawValue, message: error.message ?? "no message")
        }
    }
}

extension SQLiteJournal.End {
    init(_ record: BatchRecordV1) {
        self.init(number: record.number, sequence: record.batch.lastSequence, chain: record.chain)
    }
}
