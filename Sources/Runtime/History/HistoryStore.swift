public import CommandsAndEvents
public import ExchangePorts
import Foundation
import GRDB
public import Primitives

/// What happened to client accounts, in a SQLite file of its own (or in memory), written behind the exchange's back.
///
/// A projection: it can always be rebuilt from the journal, so its commits do not wait for the disk. Show it batches from
/// `lastSequence` on (or earlier: what it has seen it passes over). Rows of bots are dropped before they are queued. When
/// writing cannot keep up, `apply` waits.
public final class HistoryStore: Projection, HistoryQueries {
    public static let fileName = "history.sqlite"

    /// Batches without anything to remember move `lastSequence` in memory, and in the file after this many commands.
    static let unstoredCommandsMax: UInt64 = 100_000
    /// Rows written between two looks at the retention limits.
    static let rowsBetweenTrims = 10_000

    private let database: any DatabaseWriter
    private let retention: HistoryRetention?
    private let report: @Sendable (String) -> Void
    private let extraction: Locked<HistoryExtraction>
    private let inbox = HistoryInbox()
    private let progress: HistoryProgress
    private let hasEnded = DispatchSemaphore(value: 0)
    private let door = HistoryDoor()
    private let isStopped = Locked(false)

    /// Opens the history of a directory, made anew when missing or damaged; without a directory it lives in memory and
    /// keeps what `retention` says. A history that is ahead of the journal's `journalEnd`, because the journal lost its
    /// unsynced end, is made anew too. `report` is told what went wrong on the way.
    public init(
        directory: String?, journalEnd: SequenceNumber? = nil, retention: HistoryRetention? = nil,
        report: @escaping @Sendable (String) -> Void = HistoryStore.reportToStandardError
    ) throws {
        self.report = report
        self.retention = retention ?? (directory == nil ? .inMemory : nil)
        database = try Self.open(directory, journalEnd ?? SequenceNumber(.max), report)
        let (known, lastSequence) = try database.read { database in
            (try HistorySchema.known(database), try HistorySchema.lastSequence(database))
        }
        extraction = Locked(HistoryExtraction(known: known, lastSequence: lastSequence))
        progress = HistoryProgress(at: lastSequence)
        startWriting(from: lastSequence)
    }

    public static let reportToStandardError: @Sendable (String) -> Void = { text in
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }

    deinit { inbox.close() }

    /// Everything up to here is in it.
    public var lastSequence: SequenceNumber { progress.sequence }

    public func apply(_ batch: EventBatch) {
        let entry = extraction.withLock { $0.rows(of: batch) }
        _ = inbox.put(entry)
    }

    /// Writes what waits and closes the file. Queries throw afterwards.
    public func stop() {
        let isFirst = isStopped.withLock { stopped in
            defer { stopped = true }
            return !stopped
        }
        guard isFirst else { return }
        inbox.close()
        hasEnded.wait()
        if door.shut() { close() }
    }

    private func close() {
        do { try database.close() } catch { report("history cannot be closed: \(error)") }
    }

    // MARK: Queries

    public func orders(_ query: OrderHistoryQuery, after sequence: SequenceNumber) async throws(HistoryUnavailable) -> [Order] {
        try await answer(after: sequence) { try HistoryReads.orders(query, $0) }
    }

    public func order(
        of account: AccountID, on instrument: InstrumentID, _ reference: OrderReference, after sequence: SequenceNumber
    ) async throws(HistoryUnavailable) -> Order? {
        try await answer(after: sequence) { try HistoryReads.order(of: account, on: instrument, reference, $0) }
    }

    public func algoOrders(
        _ query: AlgoOrderHistoryQuery, after sequence: SequenceNumber
    ) async throws(HistoryUnavailable) -> [AlgoOrderRecord] {
        try await answer(after: sequence) { try HistoryReads.algoOrders(query, $0) }
    }

    public func algoOrder(
        of account: AccountID, on instrument: InstrumentID?, _ reference: OrderReference, after sequence: SequenceNumber
    ) async throws(HistoryUnavailable) -> AlgoOrderRecord? {
        try await answer(after: sequence) { try HistoryReads.algoOrder(of: account, on: instrument, reference, $0) }
    }

    public func amendments(
        _ query: AmendmentHistoryQuery, after sequence: SequenceNumber
    ) async throws(HistoryUnavailable) -> [AmendmentRecord] {
        try await answer(after: sequence) { try HistoryReads.amendments(query, $0) }
    }

    public func marginChanges(
        _ query: MarginChangeQuery, after sequence: SequenceNumber
    ) async throws(HistoryUnavailable) -> [MarginChangeRecord] {
        try await answer(after: sequence) { try HistoryReads.marginChanges(query, $0) }
    }

    public func forcedOrders(
        _ query: ForcedOrderQuery, after sequence: SequenceNumber
    ) async throws(HistoryUnavailable) -> [Order] {
        try await answer(after: sequence) { try HistoryReads.forcedOrders(query, $0) }
    }

    public func fills(_ query: FillHistoryQuery, after sequence: SequenceNumber) async throws(HistoryUnavailable) -> [FillRecord] {
        try await answer(after: sequence) { try HistoryReads.fills(query, $0) }
    }

    public func income(_ query: IncomeHistoryQuery, after sequence: SequenceNumber) async throws(HistoryUnavailable)
        -> [IncomeRecord]
    {
        try await answer(after: sequence) { try HistoryReads.income(query, $0) }
    }

    /// Returns once everything up to `sequence` is in it.
    func reach(_ sequence: SequenceNumber) async throws(HistoryUnavailable) {
        if progress.sequence < sequence { inbox.hurry() }
        await progress.reached(sequence)
        guard progress.sequence >= sequence else { throw HistoryUnavailable() }
    }

    /// Reads on the calling thread what is in it now.
    func look<Answer>(_ body: (Database) throws -> Answer) throws -> Answer {
        guard door.enter() else { throw HistoryUnavailable() }
        defer { if door.leave() { close() } }
        return try database.read(body)
    }

    private func answer<Answer: Sendable>(
        after sequence: SequenceNumber, _ body: @escaping @Sendable (Database) throws -> Answer
    ) async throws(HistoryUnavailable) -> Answer {
        try await reach(sequence)
        guard door.enter() else { throw HistoryUnavailable() }
        defer { if door.leave() { close() } }
        do {
            return try await database.read(body)
        } catch {
            report("history cannot be read: \(error)")
            throw HistoryUnavailable()
        }
    }

    // MARK: Writing

    private func startWriting(from sequence: SequenceNumber) {
        let writing = HistoryWriting(
            database: database, retention: retention, inbox: inbox, progress: progress, report: report, storedSequence: sequence)
        let hasEnded = hasEnded
        let thread = Thread {
            var writing = writing
            writing.run()
            hasEnded.signal()
        }
        thread.name = "contango.history"
        thread.start()
    }

    // MARK: The file

    private static func open(
        _ directory: String?, _ journalEnd: SequenceNumber, _ report: (String) -> Void
    ) throws -> any DatabaseWriter {
        guard let directory else {
            let queue = try DatabaseQueue()
            try HistorySchema.migrator.migrate(queue)
            return queue
        }
        let path = directory + "/" + fileName
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        do {
            let database = try openFile(path)
            if try database.read(HistorySchema.lastSequence) <= journalEnd { return database }
            report("\(path) is ahead of the journal: it is set aside and made anew")
            try database.close()
        } catch let error as DatabaseError where [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(error.resultCode) {
            report("\(path) is damaged: it is set aside and made anew from the journal: \(error)")
        }
        try setAside(path)
        return try openFile(path)
    }

    /// What is made anew is not thrown away: it may be all that is left of a journal that was lost.
    private static func setAside(_ path: String) throws {
        for suffix in ["", "-wal", "-shm"] where FileManager.default.fileExists(atPath: path + suffix) {
            let aside = path + ".set-aside" + suffix
            try? FileManager.default.removeItem(atPath: aside)
            try FileManager.default.moveItem(atPath: path + suffix, toPath: aside)
        }
    }

    private static func openFile(_ path: String) throws -> any DatabaseWriter {
        let pool = try DatabasePool(path: path)
        try HistorySchema.migrator.migrate(pool)
        return pool
    }
}
