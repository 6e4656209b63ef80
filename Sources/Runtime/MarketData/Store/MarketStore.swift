import ExchangePorts
import Foundation
import GRDB
public import Primitives
import RowStorage

/// The past of the markets in a SQLite file of its own: trades, candles, records, and what is under way.
///
/// One thread writes, for `MarketData` and for `MarketRecords`. Every few seconds it takes what each has gathered since, and writes
/// it together with the sequence it reaches in one transaction; so what each has in the file always stands at one command, and
/// the journal's tail brings it on from there. It can always
/// be made anew from a whole journal, so its commits do not wait for the disk.
public final class MarketStore: Sendable {
    public static let fileName = "market.sqlite"

    /// How long what happened may wait to be written with what follows.
    static let lingerSeconds = 2.0
    /// More rows than this do not wait.
    static let rowsAtOnce = 20_000
    /// Whoever brings more rows than this waits for the writing.
    static let rowsMax = 100_000
    /// Deletion goes in steps of this many rows of a series, once a minute.
    static let rowsTrimmed = 10_000
    static let trimSeconds: TimeInterval = 60

    private let database: any DatabaseWriter
    private let trimSeconds: TimeInterval
    private let report: @Sendable (String) -> Void
    private let gate = StoreGate()
    private let writers = Locked<[Writer]>([])
    private let hasEnded = DispatchSemaphore(value: 0)

    /// Opens the file of a directory, made anew when missing or damaged, or ahead of the journal's `journalEnd`.
    /// `report` is told what went wrong on the way.
    public convenience init(
        directory: String, journalEnd: SequenceNumber = SequenceNumber(.max),
        report: @escaping @Sendable (String) -> Void = MarketStore.reportToStandardError
    ) throws {
        try self.init(directory: directory, journalEnd: journalEnd, trimSeconds: Self.trimSeconds, report: report)
    }

    /// Trims with the first entry that is written `trimSeconds` after the last time; with zero seconds, with every entry.
    init(
        directory: String, journalEnd: SequenceNumber = SequenceNumber(.max), trimSeconds: TimeInterval,
        report: @escaping @Sendable (String) -> Void = MarketStore.reportToStandardError
    ) throws {
        self.trimSeconds = trimSeconds
        self.report = report
        database = try Self.open(directory, journalEnd, report)
    }

    public static let reportToStandardError: @Sendable (String) -> Void = { text in
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }

    deinit { gate.close() }

    /// The last command that anything in it comes from.
    func lastSequence() throws -> SequenceNumber { try database.read(MarketStoreSchema.lastSequence) }

    /// Reads on the calling thread, before the caller is added.
    func load<Answer>(_ body: (Database) throws -> Answer) throws -> Answer { try database.read(body) }

    func read<Answer: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Answer
    ) async throws(HistoryUnavailable) -> Answer {
        guard gate.enter() else { throw HistoryUnavailable() }
        defer { gate.leave() }
        do {
            return try await database.read(body)
        } catch {
            report("market data cannot be read: \(error)")
            throw HistoryUnavailable()
        }
    }

    // MARK: Writing

    /// One of those who write.
    private struct Writer: Sendable {
        let take: @Sendable () -> MarketStoreEntry?
        let written: @Sendable () -> Void
    }

    /// Writes from now on what `take` hands over, nil when nothing has gathered; `written` is told when it is in the file.
    func add(taking take: @escaping @Sendable () -> MarketStoreEntry?, written: @escaping @Sendable () -> Void) {
        let isFirst = writers.withLock { writers in
            writers.append(Writer(take: take, written: written))
            return writers.count == 1
        }
        if isFirst { start() }
    }

    private func start() {
        let (database, gate, report, hasEnded, trimSeconds) = (database, gate, report, hasEnded, trimSeconds)
        let thread = Thread { [writers] in
            var hasFailed = false
            var trimmed = Date()
            while let turn = gate.nextTurn(lingering: Self.lingerSeconds) {
                for writer in writers.withLock({ $0 }) {
                    guard let entry = writer.take(), !hasFailed else { continue }
                    do {
                        let isTrimDue = Date().timeIntervalSince(trimmed) >= trimSeconds
                        try database.write { database in
                            try MarketStoreSchema.write(entry, database)
                            if isTrimDue { try MarketStoreSchema.trim(at: entry.time, atMost: Self.rowsTrimmed, database) }
                        }
                        if isTrimDue { trimmed = Date() }
                        writer.written()
                    } catch {
                        hasFailed = true
                        report("market data cannot be written, and its file stays where it is: \(error)")
                    }
                }
                gate.finish(turn)
            }
            hasEnded.signal()
        }
        thread.name = "contango.market"
        thread.start()
    }

    /// So many rows wait to be written: hurries, or holds the caller up.
    func gathered(_ rows: Int) {
        if rows > Self.rowsMax {
            gate.waitForTurn()
        } else if rows > Self.rowsAtOnce {
            gate.hurry()
        }
    }

    /// Has everything written that has gathered, and returns once it is.
    func flush() async { await gate.turnTaken() }

    /// Writes what has gathered and closes the file. Questions throw afterwards.
    func stop() {
        gate.close()
        // Without anyone who writes there is no thread.
        if writers.withLock({ !$0.isEmpty }) { hasEnded.wait() }
        gate.waitForReaders()
        do { try database.close() } catch { report("market data cannot be closed: \(error)") }
    }

    // MARK: The file

    private static func open(
        _ directory: String, _ journalEnd: SequenceNumber, _ report: (String) -> Void
    ) throws -> any DatabaseWriter {
        let path = directory + "/" + fileName
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        do {
            let database = try openFile(path)
            if try database.read(MarketStoreSchema.lastSequence) <= journalEnd { return database }
            report("\(path) is ahead of the journal: it is made anew")
            try database.close()
        } catch let error as DatabaseError where [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(error.resultCode) {
            report("\(path) is damaged: it is made anew from the journal: \(error)")
        }
        try remove(path)
        return try openFile(path)
    }

    private static func remove(_ path: String) throws {
        for suffix in ["", "-wal", "-shm"] where FileManager.default.fileExists(atPath: path + suffix) {
            try FileManager.default.removeItem(atPath: path + suffix)
        }
    }

    private static func openFile(_ path: String) throws -> any DatabaseWriter {
        let pool = try DatabasePool(path: path)
        try MarketStoreSchema.migrator.migrate(pool)
        return pool
    }
}
