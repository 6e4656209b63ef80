import CommandsAndEvents
import ExchangePorts
import GRDB
import Primitives

/// What happened in the markets and is to be kept.
struct MarketRows: StoredRows {
    var instruments: [InstrumentTable.Element] = []
    var trades: [TradeTable.Element] = []
    var aggregates: [AggregateTradeTable.Element] = []
    var candles: [CandleTable.Element] = []

    var count: Int { instruments.count + trades.count + aggregates.count + candles.count }

    mutating func append(_ later: MarketRows) {
        instruments += later.instruments
        trades += later.trades
        aggregates += later.aggregates
        candles += later.candles
    }

    func write(to database: Database) throws {
        try InstrumentTable.write(instruments, database)
        try TradeTable.write(trades, database)
        try AggregateTradeTable.write(aggregates, database)
        try CandleTable.write(candles, database)
    }
}

/// What is under way in the markets: with it and the rows, everything goes on as if it had never stopped.
struct OpenMarkets: StoredRows {
    var minutes: [OpenMinute] = []
    var aggregates: [OpenAggregate] = []

    func write(to database: Database) throws {
        try OpenMinuteTable.write(minutes, database)
        try OpenAggregateTable.write(aggregates, database)
    }
}

/// The one-minute candle under way of a source. Those of the longer intervals follow from it and the closed ones.
struct OpenMinute: Sendable, Hashable {
    var source: CandleSource
    var openTime: Timestamp
    /// Nothing happened in it yet.
    var isFlat: Bool
    var tally: TradeTally
}

/// The aggregate trade under way of an instrument, and the number it or the next one has.
struct OpenAggregate: Sendable, Hashable {
    var instrument: InstrumentID
    var nextID: Int64
    var trade: AggregateTrade?
}

/// Rows of one kind or another, on their way into the file.
protocol StoredRows: Sendable {
    func write(to database: Database) throws
}

/// Those who write to the market store, each of whom stands at a command of its own: by the table that says which.
enum MarketKeeper: String, Sendable {
    case markets = "meta"
    case records = "records_meta"
}

/// Everything that a keeper has between two commands.
struct MarketStoreEntry: Sendable {
    var keeper: MarketKeeper
    var lastSequence: SequenceNumber
    var time: Timestamp
    var rows: any StoredRows
    var open: any StoredRows
}
