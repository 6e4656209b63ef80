import ExchangePorts
import GRDB
import Primitives

/// What the history thread does: everything that waits goes into one transaction.
struct HistoryWriting: Sendable {
    let database: any DatabaseWriter
    let retention: HistoryRetention?
    let inbox: HistoryInbox
    let progress: HistoryProgress
    let report: @Sendable (String) -> Void
    var storedSequence: SequenceNumber
    private var rowsSinceTrim = 0
    private var hasFailed = false

    init(
        database: any DatabaseWriter, retention: HistoryRetention?, inbox: HistoryInbox, progress: HistoryProgress,
        report: @escaping @Sendable (String) -> Void, storedSequence: SequenceNumber
    ) {
        self.database = database
        self.retention = retention
        self.inbox = inbox
        self.progress = progress
        self.report = report
        self.storedSequence = storedSequence
    }

    mutating func run() {
        while let entry = inbox.take() {
            if hasFailed { continue }
            do {
                try take(entry)
            } catch {
                giveUp(error)
            }
        }
        let last = progress.sequence
        if !hasFailed && last > storedSequence { try? store(HistoryEntry(lastSequence: last, rows: [])) }
        progress.end()
    }

    private mutating func take(_ entry: HistoryEntry) throws {
        let isDue = entry.lastSequence.value &- storedSequence.value > HistoryStore.unstoredCommandsMax
        if entry.lastSequence > storedSequence, !entry.rows.isEmpty || isDue { try store(entry) }
        progress.advance(to: entry.lastSequence)
    }

    private mutating func store(_ entry: HistoryEntry) throws {
        rowsSinceTrim += entry.rows.count
        let isTrimDue = rowsSinceTrim >= min(HistoryStore.rowsBetweenTrims, retention?.ordersMax ?? .max)
        let retention = isTrimDue ? retention : nil
        try database.write { database in
            try HistorySchema.write(HistoryEntry(lastSequence: entry.lastSequence, rows: entry.latestRows), database)
            if let retention { try HistorySchema.trim(to: retention, database) }
        }
        storedSequence = entry.lastSequence
        if isTrimDue { rowsSinceTrim = 0 }
    }

    /// The exchange goes on without its memory; the file stays at its last good sequence and catches up at the next start.
    private mutating func giveUp(_ error: any Error) {
        hasFailed = true
        report("history cannot be written, and stays at command \(storedSequence.value): \(error)")
        progress.end()
    }
}
