import ExchangePorts
import GRDB
import Primitives

/// How the markets go on from what is stored.
extension Markets {
    init(from database: Database) throws {
        self.init()
        let (sequence, time) = try MarketStoreSchema.position(of: .markets, database)
        resume(at: sequence, time, try InstrumentTable.all(database))
        for open in try OpenAggregateTable.all(database) { try resumeTrades(open, database) }
        for minute in try OpenMinuteTable.all(database) {
            try resume(minute.source) { try Self.underWay(in: $0, minute, at: time, database) }
        }
        for instrument in instruments { try resumeWindow(of: instrument, database) }
    }

    private mutating func resumeTrades(_ open: OpenAggregate, _ database: Database) throws {
        let limit = MarketDataLimits.tradesReadBack
        let query = AggregateTradeQuery(instrument: open.instrument, fromID: nil, from: nil, to: nil, limit: limit)
        let aggregates = try AggregateTradeTable.aggregates(query, before: .max, database)
        let trades = try TradeTable.trades(of: open.instrument, from: nil, before: TradeID(.max), limit: limit, database)
        resume(open.instrument) { $0.resume(open, aggregates: aggregates, trades: trades) }
    }

    /// What an interval's candle holds so far: whole days, then whole hours, then whole minutes, then the minute under way.
    private static func underWay(
        in interval: CandleInterval, _ minute: OpenMinute, at time: Timestamp, _ database: Database
    ) throws -> (tally: TradeTally, isFlat: Bool) {
        var parts: [TradeTally] = []
        var begin = interval.openTime(containing: time)
        for step in [CandleInterval.day1, .hour1, .minute1] {
            let end = step.openTime(containing: time)
            guard begin < end else { continue }
            parts += try CandleTable.rows(of: minute.source, step, from: begin, before: end, "ASC", limit: .max, database).map(
                \.tally)
            begin = end
        }
        let isFlat = parts.isEmpty && minute.isFlat
        var tally = parts.first ?? minute.tally
        for part in parts.dropFirst() { tally.merge(part) }
        if !parts.isEmpty { tally.merge(minute.tally) }
        return (tally, isFlat)
    }

    /// The window is made of the one-minute candles that lie in it. Without any, the last one tells the last price.
    private mutating func resumeWindow(of instrument: InstrumentID, _ database: Database) throws {
        let source = CandleSource.trades(instrument)
        let end = Timestamp(milliseconds: .max)
        var rows = try CandleTable.rows(
            of: source, .minute1, from: RollingWindow.start(at: time), before: end, "ASC", limit: .max, database)
        if rows.isEmpty {
            rows = try CandleTable.rows(
                of: source, .minute1, from: Timestamp(milliseconds: .min), before: end, "DESC", limit: 1, database)
        }
        var minutes = rows.map { (start: $0.openTime, tally: $0.tally) }
        let open = try OpenMinuteTable.all(database).first { $0.source == source && !$0.isFlat }
        if let open { minutes.append((open.openTime, open.tally)) }
        let now = time
        resume(instrument) { $0.resumeWindow(minutes, at: now) }
    }
}
