import CommandsAndEvents
import ExchangePorts
import Primitives
import Testing

@testable import MarketData

/// A random day of trading: bursts, quiet minutes, quiet hours, a clock that ticks and jumps.
struct RandomDay {
    var trades: [PublicTrade] = []
    var batches: [EventBatch] = []
    var end = start

    init(seed: UInt64) {
        var numbers = SeededNumbers(seed: seed)
        var now = start + Int64.random(in: 0..<100_000_000, using: &numbers)
        var price: Int64 = 50_000_00
        var nextID: Int64 = 1_000
        for _ in 0..<3_000 {
            switch Int.random(in: 0..<1_000, using: &numbers) {
            case 0..<10: now = now + Int64.random(in: 600_000..<8_000_000, using: &numbers)
            case 10..<60: now = now + Int64.random(in: 10_000..<200_000, using: &numbers)
            case 60..<500: now = now + Int64.random(in: 1..<300, using: &numbers)
            case 500..<900: now = now + 10
            default: break
            }
            var events: [Event] = []
            for _ in 0..<max(0, Int.random(in: -2...4, using: &numbers)) {
                if Int.random(in: 0..<3, using: &numbers) == 0 { price += Int64.random(in: -50...50, using: &numbers) }
                let made = PublicTrade(
                    id: TradeID(nextID), price: Price(raw: price * 1_000_000),
                    quantity: Quantity(raw: Int64.random(in: 1...5_000, using: &numbers) * 100_000), time: now,
                    takerSide: Int.random(in: 0..<3, using: &numbers) == 0 ? .buy : .sell)
                nextID += 1
                trades.append(made)
                events.append(trade(made.id.value, made.price, made.quantity, made.takerSide))
            }
            batches.append(batch(events, at: now))
        }
        now = now + 12_345
        batches.append(batch([], at: now))
        end = now
    }
}

/// The slow way: one pass over all trades per candle.
private func candle(of trades: ArraySlice<PublicTrade>, opening: Timestamp, next: Timestamp, closeBefore: Price?) -> Candle? {
    let inside = trades.filter { $0.time >= opening && $0.time < next }
    guard let open = inside.first?.price ?? closeBefore else { return nil }
    let buys = inside.filter { $0.takerSide == .buy }
    func notional(_ trades: [PublicTrade]) -> Money {
        Money(raw: Int64(trades.reduce(Int128(0)) { $0 + Int128($1.price.raw) * Int128($1.quantity.raw) } / 100_000_000))
    }
    return Candle(
        openTime: opening, closeTime: next + -1, open: open, high: inside.map(\.price).max() ?? open,
        low: inside.map(\.price).min() ?? open, close: inside.last?.price ?? open,
        volume: inside.reduce(.zero) { $0 + $1.quantity }, quoteVolume: notional(inside), tradeCount: Int64(inside.count),
        takerBuyVolume: buys.reduce(.zero) { $0 + $1.quantity }, takerBuyQuoteVolume: notional(buys),
        firstTrade: inside.first?.id ?? TradeID(-1), lastTrade: inside.last?.id ?? TradeID(-1))
}

func candles(of trades: [PublicTrade], _ interval: CandleInterval, until end: Timestamp) -> [Candle] {
    guard let first = trades.first else { return [] }
    var found: [Candle] = []
    var opening = interval.openTime(containing: first.time)
    var rest = trades[...]
    while opening <= end {
        let next = interval.nextOpenTime(after: opening)
        let inside = rest.prefix { $0.time < next }
        rest = rest.dropFirst(inside.count)
        if let made = candle(of: inside, opening: opening, next: next, closeBefore: found.last?.close) { found.append(made) }
        opening = next
    }
    return found
}

func aggregates(of trades: [PublicTrade]) -> [AggregateTrade] {
    var found: [AggregateTrade] = []
    for trade in trades {
        if let last = found.last, last.price == trade.price, last.takerSide == trade.takerSide,
            trade.time.milliseconds - last.time.milliseconds < 100
        {
            found[found.count - 1].quantity += trade.quantity
            found[found.count - 1].lastTrade = trade.id
        } else {
            found.append(
                AggregateTrade(
                    id: Int64(found.count) + 1, price: trade.price, quantity: trade.quantity, firstTrade: trade.id,
                    lastTrade: trade.id, time: trade.time, takerSide: trade.takerSide))
        }
    }
    return found
}

func statistics(of known: ArraySlice<PublicTrade>, at time: Timestamp) -> RollingStatistics {
    let opening = (time + -86_400_000).floored(toMilliseconds: 60_000)
    let total = candle(of: known, opening: opening, next: time + 1, closeBefore: known.last?.price ?? .zero)
    return RollingStatistics(
        openTime: opening, closeTime: time, open: total?.open ?? .zero, high: total?.high ?? .zero, low: total?.low ?? .zero,
        last: known.last?.price ?? .zero, lastQuantity: known.last?.quantity ?? .zero, volume: total?.volume ?? .zero,
        quoteVolume: total?.quoteVolume ?? .zero, firstTrade: total?.firstTrade ?? TradeID(-1),
        lastTrade: total?.lastTrade ?? TradeID(-1), tradeCount: total?.tradeCount ?? 0)
}

@Suite("Trades, candles and statistics of a random day")
struct TradeHistoryTests {
    @Test("candles of every interval are those of the raw trades, and each closes once", arguments: [11, 12, 13])
    func candlesMatch(seed: UInt64) {
        let day = RandomDay(seed: seed)
        let recorder = Recorder()
        let data = MarketData(listeners: [recorder])
        for batch in day.batches { data.apply(batch) }
        for interval in CandleInterval.allCases {
            let expected = candles(of: day.trades, interval, until: day.end)
            let kept = (interval == .minute1 ? MarketDataLimits.minuteCandles : MarketDataLimits.candles) + 1
            #expect(data.recentCandles(candleQuery(interval)) == expected.suffix(kept))
            #expect(recorder.candles(interval, closed: true) == expected.dropLast())
        }
    }

    @Test("a candle's closing message comes before the first of the next, and updates keep to 250 ms", arguments: [14, 15])
    func candleOrder(seed: UInt64) {
        let day = RandomDay(seed: seed)
        let recorder = Recorder()
        let data = MarketData(listeners: [recorder])
        for batch in day.batches { data.apply(batch) }
        var closedUpTo: [CandleInterval: Timestamp] = [:]
        var lastUpdate: [CandleInterval: (time: Timestamp, candle: Candle)] = [:]
        for (message, time) in recorder.messages {
            guard case .candle(_, let interval, let candle, let closed) = message else { continue }
            if let before = closedUpTo[interval] { #expect(candle.openTime > before) }
            if closed {
                #expect(time > candle.closeTime)
                closedUpTo[interval] = candle.closeTime
            } else {
                #expect(time >= candle.openTime && time <= candle.closeTime)
                if let last = lastUpdate[interval] {
                    #expect(last.time.milliseconds / 250 < time.milliseconds / 250)
                    #expect(last.candle != candle)
                }
                lastUpdate[interval] = (time, candle)
            }
        }
        #expect(lastUpdate.count == CandleInterval.allCases.count)
    }

    @Test("aggregate trades are those of the raw trades", arguments: [21, 22, 23])
    func aggregatesMatch(seed: UInt64) {
        let day = RandomDay(seed: seed)
        let recorder = Recorder()
        let data = MarketData(listeners: [recorder])
        for batch in day.batches { data.apply(batch) }
        let expected = aggregates(of: day.trades)
        #expect(recorder.aggregates == expected)
        #expect(data.recentAggregateTrades(aggregateQuery()) == expected.suffix(MarketDataLimits.aggregateTrades))
    }

    @Test("rolling statistics are those of the raw trades, at every moment", arguments: [31, 32])
    func statisticsMatch(seed: UInt64) {
        let day = RandomDay(seed: seed)
        let data = MarketData(listeners: [])
        var applied = 0
        for (position, batch) in day.batches.enumerated() {
            data.apply(batch)
            applied += batch.events.count
            guard position % 50 == 0 else { continue }
            #expect(data.statistics(of: bitcoin) == statistics(of: day.trades.prefix(applied), at: batch.time))
        }
        #expect(day.end.milliseconds - (day.trades.first?.time.milliseconds ?? 0) > 86_400_000, "the window must have moved")
        #expect(data.statistics(of: bitcoin) == statistics(of: day.trades[...], at: day.end))

        data.apply([], at: day.end + 90_000_000)
        let empty = data.statistics(of: bitcoin)
        #expect(empty.tradeCount == 0 && empty.volume.isZero && empty.lastTrade == TradeID(-1))
        #expect(empty.last == day.trades.last?.price && empty.open == empty.last && empty.high == empty.last)
    }
}
