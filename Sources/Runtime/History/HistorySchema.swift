import CommandsAndEvents
import ExchangePorts
import Foundation
import GRDB
import Primitives

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
        return migrator
    }

    static func lastSequence(_ database: Database) throws -> SequenceNumber {
        let stored = try Int64.fetchOne(database, sql: "SELECT last_sequence FROM meta") ?? 0
        return SequenceNumber(UInt64(max(0, stored)))
    }

    static func clients(_ database: Database) throws -> Set<AccountID> {
        Set(try UInt32.fetchAll(database, sql: "SELECT account FROM clients").map { AccountID($0) })
    }

    // MARK: Writing

    static func write(_ entry: HistoryEntry, _ database: Database) throws {
        for row in entry.rows { try insert(row, database) }
        try database.cachedStatement(sql: "UPDATE meta SET last_sequence = ?")
            .execute(arguments: [Int64(clamping: entry.lastSequence.value)])
    }

    private static func insert(_ row: HistoryRow, _ database: Database) throws {
        switch row {
        case .client(let account):
            try database.cachedStatement(sql: "INSERT OR IGNORE INTO clients VALUES (?)").execute(arguments: [account.index])
        case .order(let order): try upsert(order, database)
        case .fill(let account, let record): try insert(record, of: account, database)
        case .income(let account, let record):
            try database.cachedStatement(sql: "INSERT OR IGNORE INTO income VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
                .execute(arguments: [
                    account.index, record.kind.rawValue, record.id, record.instrument?.index, record.amount.raw,
                    record.asset.index, record.trade?.value, record.time.milliseconds,
                ])
        }
    }

    private static func upsert(_ order: Order, _ database: Database) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (account, instrument, id) DO UPDATE SET
                    price = excluded.price, status = excluded.status, quantity = excluded.quantity, filled = excluded.filled,
                    filled_notional = excluded.filled_notional, amendments = excluded.amendments, updated_at = excluded.updated_at
                """)
        var price: Int64?
        var timeInForce: UInt8?
        if case .limit(let limit, let term) = order.kind { (price, timeInForce) = (limit.raw, term.rawValue) }
        try statement.execute(arguments: [
            order.account.index, order.instrument.index, order.id.value, blob(order.clientID), order.side.rawValue,
            order.positionSide.rawValue, price, timeInForce, order.reduceOnly, order.selfTradePrevention.rawValue,
            order.status.rawValue, order.quantity.raw, order.filled.raw, order.filledNotional.raw, order.amendments,
            order.createdAt.milliseconds, order.updatedAt.milliseconds,
        ])
    }

    private static func insert(_ record: FillRecord, of account: AccountID, _ database: Database) throws {
        let fill = record.fill
        try database.cachedStatement(sql: "INSERT OR IGNORE INTO fills VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
            .execute(arguments: [
                account.index, record.instrument.index, fill.trade.value, record.order.value, record.side.rawValue,
                record.positionSide.rawValue, fill.price.raw, fill.quantity.raw, fill.isMaker, fill.commission.raw,
                fill.commissionAsset.index, fill.realizedProfit.raw, record.time.milliseconds,
            ])
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
