public import ExchangePorts
import GRDB
public import Primitives

/// Questions that may reach behind what memory holds: the older part comes from the store.
extension MarketData {
    public func trades(
        of instrument: InstrumentID, fromID: TradeID?, limit: Int
    ) async throws(HistoryUnavailable) -> [PublicTrade] {
        let (recent, isLacking) = markets.withLock { markets in
            (
                markets.ask(instrument) { market, _ in market.trades(fromID: fromID, limit: limit) } ?? (trades: [], oldest: nil),
                markets.mayLackTrades
            )
        }
        let end = recent.oldest ?? TradeID(.max)
        let isEnough = fromID.map { $0 >= end } ?? (recent.trades.count >= limit)
        guard let store, limit > 0, !isEnough, end > TradeID(1) else { return recent.trades }
        if isLacking { await store.flush() }
        let missing = fromID == nil ? limit - recent.trades.count : limit
        let older = try await store.read { try TradeTable.trades(of: instrument, from: fromID, before: end, limit: missing, $0) }
        return Array((older + recent.trades).prefix(limit))
    }

    public func aggregateTrades(_ query: AggregateTradeQuery) async throws(HistoryUnavailable) -> [AggregateTrade] {
        let (recent, isLacking) = markets.withLock { markets in
            (
                markets.ask(query.instrument) { market, _ in market.aggregateTrades(query) } ?? (
                    trades: [], oldest: nil, isWhole: false
                ),
                markets.mayLackTrades
            )
        }
        let end = recent.oldest ?? .max
        let isAscending = query.fromID != nil || query.from != nil
        let isEnough = query.fromID.map { $0 >= end } ?? (!isAscending && recent.trades.count >= query.limit)
        guard let store, query.limit > 0, !isEnough, !recent.isWhole else { return recent.trades }
        if isLacking { await store.flush() }
        var missing = query
        if !isAscending { missing.limit -= recent.trades.count }
        let older = try await store.read { [missing] in try AggregateTradeTable.aggregates(missing, before: end, $0) }
        return Array((older + recent.trades).prefix(query.limit))
    }

    public func candles(_ query: CandleQuery) async throws(HistoryUnavailable) -> [Candle] {
        let (recent, source, isUnstored) = markets.withLock { markets in
            (markets.candles(query), markets.resolved(query.source), markets.hasUnstoredCandles)
        }
        guard let recent else { return [] }
        let isEnough =
            recent.isWhole
            || query.from.map { from in recent.oldest.map { from >= $0 } ?? false }
                ?? (recent.candles.count >= query.limit)
        guard let store, query.limit > 0, !isEnough else { return recent.candles }
        if isUnstored { await store.flush() }
        let (interval, limit) = (query.interval, query.limit)
        let latest = Timestamp(milliseconds: .max)
        let end = min(recent.oldest ?? latest, query.to?.advanced(byMilliseconds: 1) ?? latest)
        let isOver = recent.oldest == nil
        let older = try await store.read { [from = query.from, count = recent.candles.count] database in
            guard let from else {
                return try CandleTable.lastCandles(
                    of: source, interval, before: end, isOver: isOver, limit: limit - count, database)
            }
            return try CandleTable.candles(
                of: source, interval, from: from, before: end, isOver: isOver, limit: limit, database)
        }
        return Array((older + recent.candles).prefix(limit))
    }
}

/// The same questions, answered with what memory holds.
extension MarketData {
    func recentTrades(of instrument: InstrumentID, fromID: TradeID?, limit: Int) -> [PublicTrade] {
        markets.withLock { markets in
            markets.ask(instrument) { market, _ in market.trades(fromID: fromID, limit: limit).trades } ?? []
        }
    }

    func recentAggregateTrades(_ query: AggregateTradeQuery) -> [AggregateTrade] {
        markets.withLock { markets in
            markets.ask(query.instrument) { market, _ in market.aggregateTrades(query).trades } ?? []
        }
    }

    func recentCandles(_ query: CandleQuery) -> [Candle] { markets.withLock { $0.candles(query)?.candles ?? [] } }
}
