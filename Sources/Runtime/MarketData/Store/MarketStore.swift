import ExchangePorts
import Foundation
import GRDB
public import Primitives
import RowStorage

/// The past of the markets in a SQLite file of its own: trades, candles, and what is under way.
///
/// One thread writes. Every few seconds it takes what has gathered since, and writes it together with the sequence it reaches
/// in one transaction; so the file always stands at one command, and the journal's tail brings it on from there. It can always
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

    func position() throws -> (sequence: SequenceNumber, time: Timestamp) { try database.read(MarketStoreSchema.position) }

    /// Reads on the calling thread, before writing has begun.
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

    /// Begins to write. `take` hands over what has gathered, nil when nothing has; `written` is told when it is in the file.
    func start(
        taking take: @escaping @Sendable () -> MarketStoreEntry?, written: @escaping @Sendable (MarketStoreEntry) -> Void
    ) {
        let (database, gate, report, hasEnded, trimSeconds) = (database, gate, report, hasEnded, trimSeconds)
        let thread = Thread {
            var hasFailed = false
            var trimmed = Date()
            while let turn = gate.nextTurn(lingering: Self.lingerSeconds) {
                if let entry = take(), !hasFailed {
                    do {
                        let isTrimDue = Date().timeIntervalSince(trimmed) >= trimSeconds
                        try database.write { database in
                            try MarketStoreSchema.write(entry, database)
                            if isTrimDue { try MarketStoreSchema.trim(at: entry.time, atMost: Self.rowsTrimmed, database) }
                        }
                        if isTrimDue { trimmed = Date() }
                        written(entry)
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

    /// Has everything written that has gathered, and returns once it is.
    func flush() async { await gate.turnTaken() }

    /// Has everything written soon.
    func hurry() { gate.hurry() }

    /// Waits until everything that has gathered is written.
    func waitForTurn() { gate.waitForTurn() }

    /// Writes what has gathered and closes the file. Questions throw afterwards.
    func stop() {
        gate.close()
        hasEnded.wait()
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
            if try database.read(MarketStoreSchema.position).sequence <= journalEnd { return database }
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
