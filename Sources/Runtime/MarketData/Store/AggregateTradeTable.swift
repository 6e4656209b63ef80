import ExchangePorts
import GRDB
import Primitives
import RowStorage

/// Closed aggregate trades, by instrument and id. Their ids have no gaps and follow their times.
enum AggregateTradeTable: MarketTable {
    struct Element: Sendable {
        var instrument: InstrumentID
        var trade: AggregateTrade
    }

    static let columns = """
        instrument INTEGER NOT NULL, id INTEGER NOT NULL, price INTEGER NOT NULL, quantity INTEGER NOT NULL,
        first_trade INTEGER NOT NULL, last_trade INTEGER NOT NULL, time INTEGER NOT NULL, taker_side INTEGER NOT NULL
        """
    static let migrations = [
        (
            name: "aggregate_trades v1",
            sql: "CREATE TABLE aggregate_trades (\(columns), PRIMARY KEY (instrument, id)) WITHOUT ROWID;"
        )
    ]

    static func write(_ rows: [Element], _ database: Database) throws {
        if rows.isEmpty { return }
        var statement = try RowStatement(database, "INSERT OR REPLACE INTO aggregate_trades VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        for row in rows {
            statement.bind(row.instrument.index)
            row.trade.bind(to: &statement)
            try statement.execute()
        }
    }

    /// As `AggregateTradeQuery` says, as far as ids before `end`.
    static func aggregates(_ query: AggregateTradeQuery, before end: Int64, _ database: Database) throws -> [AggregateTrade] {
        let instrument = query.instrument
        var first = query.fromID ?? .min
        var end = end
        if query.fromID == nil {
            if let to = query.to {
                let next = to.advanced(byMilliseconds: 1)
                end = min(end, try MarketRetention.firstID("aggregate_trades", of: instrument, at: next, database) ?? end)
            }
            guard let from = query.from else {
                return try rows(instrument, from: .min, before: end, "DESC", query.limit, database).reversed()
            }
            first = try MarketRetention.firstID("aggregate_trades", of: instrument, at: from, database) ?? .max
        }
        return try rows(instrument, from: first, before: end, "ASC", query.limit, database)
    }

    static func trim(at time: Timestamp, atMost: Int, _ database: Database) throws {
        try MarketRetention.trimNumbered("aggregate_trades", at: time, atMost: atMost, database)
    }

    private static func rows(
        _ instrument: InstrumentID, from id: Int64, before end: Int64, _ order: String, _ limit: Int, _ database: Database
    ) throws -> [AggregateTrade] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT id, price, quantity, first_trade, last_trade, time, taker_side FROM aggregate_trades
                WHERE instrument = ? AND id >= ? AND id < ? ORDER BY id \(order) LIMIT ?
                """,
            arguments: [instrument.index, id, end, limit]
        ).map {
            var row = RowReader($0)
            return try AggregateTrade(from: &row)
        }
    }
}

/// The aggregate under way of every instrument.
enum OpenAggregateTable: MarketTable {
    static let migrations = [
        (
            name: "open_aggregates v1",
            // All columns of the trade, or none.
            sql: """
            CREATE TABLE open_aggregates (
                instrument INTEGER PRIMARY KEY NOT NULL, next_id INTEGER NOT NULL, id INTEGER, price INTEGER, quantity INTEGER,
                first_trade INTEGER, last_trade INTEGER, time INTEGER, taker_side INTEGER
            );
            """
        )
    ]

    static func write(_ rows: [OpenAggregate], _ database: Database) throws {
        if rows.isEmpty { return }
        var statement = try RowStatement(database, "INSERT OR REPLACE INTO open_aggregates VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
        for row in rows {
            statement.bind(row.instrument.index)
            statement.bind(row.nextID)
            row.trade?.bind(to: &statement)
            try statement.execute()
        }
    }

    static func all(_ database: Database) throws -> [OpenAggregate] {
        try Row.fetchAll(database, sql: "SELECT * FROM open_aggregates ORDER BY instrument").map {
            let isUnderWay = !($0["id"] as DatabaseValue).isNull
            var row = RowReader($0)
            return OpenAggregate(
                instrument: InstrumentID(try row.next(UInt16.self)), nextID: try row.next(),
                trade: isUnderWay ? try AggregateTrade(from: &row) : nil)
        }
    }

    static func trim(at time: Timestamp, atMost: Int, _ database: Database) throws {}
}

extension AggregateTrade {
    fileprivate func bind(to statement: inout RowStatement) {
        statement.bind(id)
        statement.bind(price.raw)
        statement.bind(quantity.raw)
        statement.bind(firstTrade.value)
        statement.bind(lastTrade.value)
        statement.bind(time.milliseconds)
        statement.bind(takerSide.rawValue)
    }

    fileprivate init(from row: inout RowReader) throws {
        self.init(
            id: try row.next(), price: Price(raw: try row.next()), quantity: Quantity(raw: try row.next()),
            firstTrade: TradeID(try row.next()), lastTrade: TradeID(try row.next()),
            time: Timestamp(milliseconds: try row.next()), takerSide: try row.side())
    }
}
