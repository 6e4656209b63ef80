import GRDB
import Primitives
import RowStorage

/// The tables of the market file, and how an entry gets into them.
enum MarketStoreSchema {
    static var tables: [any MarketTable.Type] {
        [
            InstrumentTable.self, TradeTable.self, AggregateTradeTable.self, OpenAggregateTable.self, CandleTable.self,
            OpenMinuteTable.self, FundingTable.self, DeliveryTable.self, MarketSampleTable.self, SampledMarketTable.self,
        ]
    }

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("meta v1") { database in
            try database.execute(
                sql: """
                    CREATE TABLE meta (
                        id INTEGER PRIMARY KEY NOT NULL CHECK (id = 1), last_sequence INTEGER NOT NULL, time INTEGER NOT NULL
                    );
                    INSERT INTO meta VALUES (1, 0, 0);
                    """)
        }
        for (name, sql) in tables.flatMap({ $0.migrations }) {
            migrator.registerMigration(name) { try $0.execute(sql: sql) }
        }
        // Records stand at a command of their own. In a file that had none they begin at the first command.
        migrator.registerMigration("records_meta v1") { database in
            try database.execute(
                sql: """
                    CREATE TABLE records_meta (
                        id INTEGER PRIMARY KEY NOT NULL CHECK (id = 1), last_sequence INTEGER NOT NULL, time INTEGER NOT NULL
                    );
                    INSERT INTO records_meta VALUES (1, 0, 0);
                    """)
        }
        return migrator
    }

    /// The last command whose batch is in what a keeper wrote, and the time it had reached.
    static func position(of keeper: MarketKeeper, _ database: Database) throws -> (sequence: SequenceNumber, time: Timestamp) {
        guard let meta = try Row.fetchOne(database, sql: "SELECT last_sequence, time FROM \(keeper.rawValue)") else {
            throw Row.Damaged(column: "last_sequence")
        }
        var row = RowReader(meta)
        return (SequenceNumber(try row.next(UInt64.self)), Timestamp(milliseconds: try row.next()))
    }

    /// The last command that anything in it comes from.
    static func lastSequence(_ database: Database) throws -> SequenceNumber {
        try max(position(of: .markets, database).sequence, position(of: .records, database).sequence)
    }

    static func write(_ entry: MarketStoreEntry, _ database: Database) throws {
        try entry.rows.write(to: database)
        try entry.open.write(to: database)
        try database.execute(
            sql: "UPDATE \(entry.keeper.rawValue) SET last_sequence = ?, time = ?",
            arguments: [Int64(clamping: entry.lastSequence.value), entry.time.milliseconds])
    }

    static func trim(at time: Timestamp, atMost: Int, _ database: Database) throws {
        for table in tables { try table.trim(at: time, atMost: atMost, database) }
    }
}
