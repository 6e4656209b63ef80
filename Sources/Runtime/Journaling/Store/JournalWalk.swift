import GRDB
import Primitives

/// Goes through the journal page by page and checks every batch against the one before it.
///
/// Pages rather than one long read: a reader that stays keeps SQLite from reusing its log.
struct JournalWalk {
    static let pageBatchesMax = 256
    static let pageBytesMax = 4 << 20

    private(set) var previous: SQLiteJournal.End

    /// Stands before the batch that holds `sequence`.
    init(from sequence: SequenceNumber, _ database: Database) throws {
        let pruned = try JournalSchema.prunedEnd(database)
        guard sequence > pruned.sequence else {
            // Command 0 does not exist: asking from it is asking from the beginning.
            if pruned.number == 0 {
                previous = pruned
                return
            }
            throw JournalError.pruned(requested: sequence, firstHeld: pruned.sequence.next)
        }
        let start = try JournalSchema.lastRecord(before: Int64(clamping: sequence.value), database)
        let firstSequence = Int64(clamping: start?.batch.firstSequence.value ?? 1)
        previous = try JournalSchema.lastRecord(before: firstSequence - 1, database).map(SQLiteJournal.End.init) ?? pruned
    }

    /// The next batches; empty at the end.
    mutating func nextPage(_ database: Database) throws -> [JournalBatch] {
        var page: [JournalBatch] = []
        var bytes = 0
        let rows = try JournalSchema.records(from: previous.sequence.next, database)
        while page.count < Self.pageBatchesMax, bytes < Self.pageBytesMax, let row = try rows.next() {
            let record = try JournalSchema.record(row)
            try check(record)
            previous = SQLiteJournal.End(record)
            bytes += record.batch.payload.count
            page.append(record.batch)
        }
        return page
    }

    private func check(_ record: BatchRecordV1) throws {
        let reason: String? =
            if let damage = record.damage(after: previous.chain) {
                damage
            } else if record.number != previous.number + 1 || record.batch.firstSequence != previous.sequence.next {
                "it does not follow batch \(previous.number), which ends at command \(previous.sequence.value)"
            } else {
                nil
            }
        guard let reason else { return }
        throw JournalError.corrupt(batch: record.number, firstSequence: record.batch.firstSequence, reason: reason)
    }
}
