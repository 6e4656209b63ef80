import CommandsAndEvents
import ExchangePorts
import Foundation
import GRDB
import Primitives
import RowStorage

/// The tables of the history file, and how rows get into them.
///
/// Row ids follow the order of insertion, which is what trimming goes by.
enum HistorySchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("v1") { database in
            try database.execute(
                sql: """
                    CREATE TABLE clients (account INTEGER PRIMARY KEY NOT NULL);
                    CREATE TABLE meta (id INTEGER PRIMARY KEY NOT NULL CHECK (id = 1), last_sequence INTEGER NOT NULL);
                    INSERT INTO meta VALUES (1, 0);

                    CREATE TABLE orders (
                        account INTEGER NOT NULL, instrument INTEGER NOT NULL, id INTEGER NOT NULL, client_id BLOB NOT NULL,
                        side INTEGER NOT NULL, position_side INTEGER NOT NULL,
                        price INTEGER, time_in_force INTEGER, -- both NULL: a market order
                        reduce_only INTEGER NOT NULL, self_trade_prevention INTEGER NOT NULL, status INTEGER NOT NULL,
                        quantity INTEGER NOT NULL, filled INTEGER NOT NULL, filled_notional INTEGER NOT NULL,
                        amendments INTEGER NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
                        UNIQUE (account, instrument, id)
                    );
                    CREATE INDEX orders_by_time ON orders (account, instrument, created_at, id);
                    CREATE INDEX orders_by_client_id ON orders (account, instrument, client_id, id);

                    CREATE TABLE fills (
                        account INTEGER NOT NULL, instrument INTEGER NOT NULL, trade INTEGER NOT NULL, order_id INTEGER NOT NULL,
                        side INTEGER NOT NULL, position_side INTEGER NOT NULL, price INTEGER NOT NULL, quantity INTEGER NOT NULL,
                        is_maker INTEGER NOT NULL, commission INTEGER NOT NULL, commission_asset INTEGER NOT NULL,
                        realized_profit INTEGER NOT NULL, time INTEGER NOT NULL,
                        UNIQUE (account, instrument, trade, order_id) -- twice when an account trades with itself
                    );
                    CREATE INDEX fills_by_time ON fills (account, instrument, time, trade);
                    CREATE INDEX fills_by_order ON fills (account, instrument, order_id, trade);

                    CREATE TABLE income (
                        account INTEGER NOT NULL, kind INTEGER NOT NULL, id INTEGER NOT NULL, instrument INTEGER,
                        amount INTEGER NOT NULL, asset INTEGER NOT NULL, trade INTEGER, time INTEGER NOT NULL,
                        UNIQUE (account, kind, id)
                    );
                    CREATE INDEX income_by_time ON income (account, time, id, kind);
                    """)
        }
        migrator.registerMigration("v2") { database in
            // Conditional orders have every column of the condition, all others none.
            let orderTerms = """
                condition_kind INTEGER; stop_price INTEGER; callback INTEGER; working_price INTEGER; price_protect INTEGER;
                closes_position INTEGER; triggered_at INTEGER; good_till_date INTEGER NOT NULL DEFAULT 0;
                price_match INTEGER NOT NULL DEFAULT 0; algo INTEGER NOT NULL DEFAULT 0
                """.split(separator: ";").map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
            for column in orderTerms { try database.execute(sql: "ALTER TABLE orders ADD COLUMN \(column)") }
            try database.execute(
                sql: """
                    -- As orders, found by their algo id; their id is 0 until they trigger.
                    CREATE TABLE algo_orders (
                        algo INTEGER PRIMARY KEY NOT NULL, was_refused INTEGER NOT NULL,
                        account INTEGER NOT NULL, instrument INTEGER NOT NULL, id INTEGER NOT NULL, client_id BLOB NOT NULL,
                        side INTEGER NOT NULL, position_side INTEGER NOT NULL,
                        price INTEGER, time_in_force INTEGER,
                        reduce_only INTEGER NOT NULL, self_trade_prevention INTEGER NOT NULL, status INTEGER NOT NULL,
                        quantity INTEGER NOT NULL, filled INTEGER NOT NULL, filled_notional INTEGER NOT NULL,
                        amendments INTEGER NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
                        condition_kind INTEGER, stop_price INTEGER, callback INTEGER, working_price INTEGER,
                        price_protect INTEGER, closes_position INTEGER, triggered_at INTEGER,
                        good_till_date INTEGER NOT NULL, price_match INTEGER NOT NULL
                    );
                    CREATE INDEX algo_orders_by_time ON algo_orders (account, instrument, created_at, algo);
                    CREATE INDEX algo_orders_by_client_id ON algo_orders (account, client_id, algo);

                    CREATE TABLE amendments (
                        id INTEGER PRIMARY KEY NOT NULL, account INTEGER NOT NULL, instrument INTEGER NOT NULL,
                        order_id INTEGER NOT NULL, client_id BLOB NOT NULL, price_before INTEGER NOT NULL,
                        price_after INTEGER NOT NULL, quantity_before INTEGER NOT NULL, quantity_after INTEGER NOT NULL,
                        price_match INTEGER NOT NULL, count INTEGER NOT NULL, time INTEGER NOT NULL,
                        UNIQUE (account, instrument, order_id, count)
                    );
                    CREATE INDEX amendments_by_time ON amendments (account, instrument, time, id);

                    CREATE TABLE margin_changes (
                        account INTEGER NOT NULL, instrument INTEGER NOT NULL, position_side INTEGER NOT NULL,
                        direction INTEGER NOT NULL, cause INTEGER NOT NULL, amount INTEGER NOT NULL, asset INTEGER NOT NULL,
                        time INTEGER NOT NULL
                    );
                    CREATE INDEX margin_changes_by_time ON margin_changes (account, instrument, time);

                    CREATE TABLE isolated_wallets (
                        account INTEGER NOT NULL, instrument INTEGER NOT NULL, position_side INTEGER NOT NULL,
                        amount INTEGER NOT NULL, PRIMARY KEY (account, instrument, position_side)
                    ) WITHOUT ROWID;
                    CREATE TABLE assets (id INTEGER PRIMARY KEY NOT NULL, name TEXT NOT NULL);
                    CREATE TABLE margin_assets (instrument INTEGER PRIMARY KEY NOT NULL, asset INTEGER NOT NULL);
                    -- Until now commissions were always paid in the margin asset.
                    INSERT OR IGNORE INTO margin_assets SELECT DISTINCT instrument, commission_asset FROM fills;
                    """)
        }
        migrator.registerMigration("v3") { database in
            try database.execute(
                sql: """
                    ALTER TABLE orders ADD COLUMN origin INTEGER NOT NULL DEFAULT 0; -- 0: sent by a client
                    CREATE INDEX orders_of_the_exchange ON orders (account, created_at, id) WHERE origin <> 0;
                    """)
        }
        return migrator
    }

    static func lastSequence(_ database: Database) throws -> SequenceNumber {
        let stored = try Int64.fetchOne(database, sql: "SELECT last_sequence FROM meta") ?? 0
        return SequenceNumber(UInt64(max(0, stored)))
    }

    static func known(_ database: Database) throws -> KnownToHistory {
        var known = KnownToHistory()
        known.clients = Set(try UInt32.fetchAll(database, sql: "SELECT account FROM clients").map { AccountID($0) })
        for row in try Row.fetchAll(database, sql: "SELECT * FROM assets") {
            known.assets[try row.checked("name")] = AssetID(try row.checked("id"))
        }
        for row in try Row.fetchAll(database, sql: "SELECT * FROM margin_assets") {
            known.marginAssets[InstrumentID(try row.checked("instrument"))] = AssetID(try row.checked("asset"))
        }
        for row in try Row.fetchAll(database, sql: "SELECT * FROM isolated_wallets") {
            guard let side = PositionSide(rawValue: try row.checked("position_side")) else { continue }
            let position = IsolatedPosition(
                account: AccountID(try row.checked("account")), instrument: InstrumentID(try row.checked("instrument")), side: side)
            known.isolatedWallets[position] = Money(raw: try row.checked("amount"))
        }
        return known
    }

    // MARK: Writing

    static func write(_ entry: HistoryEntry, _ database: Database) throws {
        var writer = try HistoryRowWriter(database)
        for row in entry.rows { try writer.write(row) }
        try database.cachedStatement(sql: "UPDATE meta SET last_sequence = ?")
            .execute(arguments: [Int64(clamping: entry.lastSequence.value)])
    }

    /// Client ids are bytes, not always text.
    static func blob(_ text: ShortText) -> Data {
        var bytes: [UInt8] = []
        text.append(to: &bytes)
        return Data(bytes)
    }

    // MARK: Trimming

    /// Forgets the oldest rows beyond a limit. Orders that still work stay.
    static func trim(to retention: HistoryRetention, _ database: Database) throws {
        let open = OrderStatus.allCases.filter(\.isOpen).map { String($0.rawValue) }.joined(separator: ", ")
        try database.execute(
            sql: "DELETE FROM orders WHERE rowid <= (SELECT max(rowid) FROM orders) - ? AND status NOT IN (\(open))",
            arguments: [retention.ordersMax])
        try database.execute(
            sql: """
                DELETE FROM algo_orders WHERE algo <= (SELECT max(algo) FROM algo_orders) - ? AND status NOT IN (\(open))
                """,
            arguments: [retention.ordersMax])
        for table in ["amendments", "margin_changes"] {
            try database.execute(
                sql: "DELETE FROM \(table) WHERE rowid <= (SELECT max(rowid) FROM \(table)) - ?", arguments: [retention.ordersMax])
        }
        try database.execute(
            sql: "DELETE FROM fills WHERE rowid <= (SELECT max(rowid) FROM fills) - ?", arguments: [retention.fillsMax])
        try database.execute(
            sql: "DELETE FROM income WHERE rowid <= (SELECT max(rowid) FROM income) - ?", arguments: [retention.incomeMax])
    }
}

/// How many rows a history that lives in memory keeps; the oldest go first.
public struct HistoryRetention: Sendable, Hashable {
    public var ordersMax: Int
    public var fillsMax: Int
    public var incomeMax: Int

    public init(ordersMax: Int, fillsMax: Int, incomeMax: Int) {
        self.ordersMax = ordersMax
        self.fillsMax = fillsMax
        self.incomeMax = incomeMax
    }

    /// About a hundred megabytes.
    public static let inMemory = HistoryRetention(ordersMax: 200_000, fillsMax: 200_000, incomeMax: 400_000)
}
