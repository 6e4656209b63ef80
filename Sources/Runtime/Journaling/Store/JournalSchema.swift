import Foundation
import GRDB
import Primitives

/// The tables of the journal file and every statement that touches them.
enum JournalSchema {
    /// Batches a pruning transaction removes at most, so that it never holds up commits for long.
    private static let pruneBatchesMax = 512

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("v1") { database in
            try database.execute(
                sql: """
                    CREATE TABLE batches (
                        first_sequence INTEGER PRIMARY KEY NOT NULL,
                        number INTEGER NOT NULL,
                        format INTEGER NOT NULL,
                        count INTEGER NOT NULL,
                        time INTEGER NOT NULL,
                        crc INTEGER NOT NULL,
                        chain BLOB NOT NULL,
                        digest BLOB,
                        payload BLOB NOT NULL
                    );
                    CREATE TABLE ends (
                        id INTEGER PRIMARY KEY NOT NULL CHECK (id = 1),
                        pruned_number INTEGER NOT NULL,
                        pruned_sequence INTEGER NOT NULL,
                        pruned_chain BLOB NOT NULL,
                        marked_sequence INTEGER NOT NULL
                    );
                    """)
            try database.execute(
                sql: "INSERT INTO ends VALUES (1, 0, 0, ?, 0)", arguments: [blob(BatchRecordV1.genesis)])
        }
        return migrator
    }

    // MARK: Writing

    static func insert(_ record: BatchRecordV1, _ database: Database) throws {
        let batch = record.batch
        guard let firstSequence = Int64(exactly: batch.firstSequence.value) else {
            throw JournalError.outOfOrder(expected: SequenceNumber(UInt64(Int64.max)), found: batch.firstSequence)
        }
        let statement = try database.cachedStatement(sql: "INSERT INTO batches VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
        try statement.execute(arguments: [
            firstSequence, record.number, BatchRecordV1.format, Int64(batch.count), batch.time.milliseconds,
            Int64(record.checksum), blob(record.chain), batch.digest.map(blob), Data(batch.payload),
        ])
    }

    /// Notes how far the journal reached, so that a damaged page cannot make batches vanish from its end unseen.
    static func mark(_ sequence: SequenceNumber, _ database: Database) throws {
        try database.cachedStatement(sql: "UPDATE ends SET marked_sequence = ?")
            .execute(arguments: [Int64(clamping: sequence.value)])
    }

    /// Removes some batches that lie before a bound; true when none is left.
    static func pruneSome(before bound: SequenceNumber, _ database: Database) throws -> Bool {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT first_sequence, number, format, count, time, crc, chain, digest, x'' FROM batches
                WHERE first_sequence + count <= ? ORDER BY first_sequence LIMIT ?
                """, arguments: [Int64(clamping: bound.value), pruneBatchesMax])
        guard let last = rows.last else { return true }
        let end = SQLiteJournal.End(try record(last))
        try database.execute(
            sql: "UPDATE ends SET pruned_number = ?, pruned_sequence = ?, pruned_chain = ?",
            arguments: [end.number, Int64(clamping: end.sequence.value), blob(end.chain)])
        try database.execute(
            sql: "DELETE FROM batches WHERE first_sequence <= ?", arguments: [Int64(clamping: end.sequence.value)])
        return rows.count < pruneBatchesMax
    }

    // MARK: Reading

    /// The last batch, or where pruning ended; throws when batches that were there are gone.
    static func end(_ database: Database) throws -> SQLiteJournal.End {
        let pruned = try prunedEnd(database)
        let last = try lastRecord(before: .max, database).map(SQLiteJournal.End.init) ?? pruned
        let marked = try Int64.fetchOne(database, sql: "SELECT marked_sequence FROM ends") ?? 0
        if last.sequence.value < UInt64(max(0, marked)) {
            throw JournalError.tailMissing(expected: SequenceNumber(UInt64(marked)), found: last.sequence)
        }
        return last
    }

    /// What the first held batch is chained to.
    static func prunedEnd(_ database: Database) throws -> SQLiteJournal.End {
        let row = try Row.fetchOne(database, sql: "SELECT pruned_number, pruned_sequence, pruned_chain FROM ends")
        guard let row, let number: Int64 = value(row, 0), let sequence: Int64 = value(row, 1), sequence >= 0,
            let chain = digest(row, 2)
        else { throw JournalError.corrupt(batch: 0, firstSequence: SequenceNumber(0), reason: "its anchor row is unreadable") }
        return SQLiteJournal.End(number: number, sequence: SequenceNumber(UInt64(sequence)), chain: chain)
    }

    /// The last batch that begins at or before a command.
    static func lastRecord(before sequence: Int64, _ database: Database) throws -> BatchRecordV1? {
        try Row.fetchOne(
            database, sql: "SELECT * FROM batches WHERE first_sequence <= ? ORDER BY first_sequence DESC LIMIT 1",
            arguments: [sequence]
        ).map(record)
    }

    static func records(from sequence: SequenceNumber, _ database: Database) throws -> RowCursor {
        try Row.fetchCursor(
            database.cachedStatement(sql: "SELECT * FROM batches WHERE first_sequence >= ? ORDER BY first_sequence"),
            arguments: [Int64(clamping: sequence.value)])
    }

    /// A row as a batch. A column of the wrong kind, which only damage can bring about, is reported like any other damage.
    static func record(_ row: Row) throws -> BatchRecordV1 {
        let first: Int64 = value(row, 0) ?? 0
        let number: Int64 = value(row, 1) ?? 0
        let firstSequence = SequenceNumber(UInt64(max(0, first)))
        func corrupt(_ reason: String) -> JournalError {
            .corrupt(batch: number, firstSequence: firstSequence, reason: reason)
        }
        guard let format: Int64 = value(row, 2), format == BatchRecordV1.format else { throw corrupt("its format is unknown") }
        guard first > 0, number > 0, let count: Int64 = value(row, 3), count > 0, let time: Int64 = value(row, 4),
            let checksum = (value(row, 5) as Int64?).flatMap(UInt32.init(exactly:)), let chain = digest(row, 6),
            let payload: Data = value(row, 8)
        else { throw corrupt("a column is not what it must be") }
        let stateDigest = digest(row, 7)
        guard stateDigest != nil || (row[7] as DatabaseValue).isNull else { throw corrupt("a column is not what it must be") }
        let batch = JournalBatch(
            firstSequence: firstSequence, count: Int(count), time: Timestamp(milliseconds: time), payload: [UInt8](payload),
            digest: stateDigest)
        return BatchRecordV1(number: number, batch: batch, checksum: checksum, chain: chain)
    }

    // MARK: Values

    private static func value<Value: DatabaseValueConvertible>(_ row: Row, _ column: Int) -> Value? {
        Value.fromDatabaseValue(row[column] as DatabaseValue)
    }

    private static func digest(_ row: Row, _ column: Int) -> Digest? {
        guard let data: Data = value(row, column), data.count == 16 else { return nil }
        var reader = ByteReader([UInt8](data))
        return try? reader.readDigest()
    }

    private static func blob(_ digest: Digest) -> Data {
        var writer = ByteWriter(reservingCapacity: 16)
        writer.write(digest)
        return Data(writer.bytes)
    }
}
