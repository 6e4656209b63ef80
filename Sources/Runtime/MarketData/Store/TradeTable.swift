import CommandsAndEvents
import ExchangePorts
import GRDB
import Primitives
import RowStorage

/// Public trades, by instrument and id.
enum TradeTable: MarketTable {
    struct Element: Sendable {
        var instrument: InstrumentID
        var trade: PublicTrade
    }

    static let migrations = [
        (
            name: "trades v1",
            sql: """
            CREATE TABLE trades (
                instrument INTEGER NOT NULL, id INTEGER NOT NULL, price INTEGER NOT NULL, quantity INTEGER NOT NULL,
                time INTEGER NOT NULL, taker_side INTEGER NOT NULL, PRIMARY KEY (instrument, id)
            ) WITHOUT ROWID;
            """
        )
    ]

    static func write(_ rows: [Element], _ database: Database) throws {
        if rows.isEmpty { return }
        var statement = try RowStatement(database, "INSERT OR REPLACE INTO trades VALUES (?, ?, ?, ?, ?, ?)")
        for row in rows {
            statement.bind(row.instrument.index)
            statement.bind(row.trade.id.value)
            statement.bind(row.trade.price.raw)
            statement.bind(row.trade.quantity.raw)
            statement.bind(row.trade.time.milliseconds)
            statement.bind(row.trade.takerSide.rawValue)
            try statement.execute()
        }
    }

    /// From `id` on and before `end`, oldest first; without `id` the last before `end`.
    static func trades(
        of instrument: InstrumentID, from id: TradeID?, before end: TradeID, limit: Int, _ database: Database
    ) throws -> [PublicTrade] {
        let columns = "SELECT id, price, quantity, time, taker_side FROM trades"
        guard let id else {
            return try Row.fetchAll(
                database, sql: "\(columns) WHERE instrument = ? AND id < ? ORDER BY id DESC LIMIT ?",
                arguments: [instrument.index, end.value, limit]
            ).map(trade).reversed()
        }
        return try Row.fetchAll(
            database, sql: "\(columns) WHERE instrument = ? AND id >= ? AND id < ? ORDER BY id LIMIT ?",
            arguments: [instrument.index, id.value, end.value, limit]
        ).map(trade)
    }

    static func trim(at time: Timestamp, atMost: Int, _ database: Database) throws {
        try MarketRetention.trimNumbered("trades", at: time, atMost: atMost, database)
    }

    private static func trade(_ row: Row) throws -> PublicTrade {
        var row = RowReader(row)
        return PublicTrade(
            id: TradeID(try row.next()), price: Price(raw: try row.next()), quantity: Quantity(raw: try row.next()),
            time: Timestamp(milliseconds: try row.next()), takerSide: try row.side())
    }
}

extension RowReader {
    mutating func side() throws -> Side {
        guard let side = Side(rawValue: try next(Side.RawValue.self)) else { throw Row.Damaged(column: "side") }
        return side
    }
}
