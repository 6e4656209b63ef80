import CommandsAndEvents
import ExchangePorts
import Primitives
import Testing

@testable import MarketData

@Suite("Trades and aggregate trades")
struct TradeQueriesTests {
    @Test("trades come from an id on, or the latest, oldest first, and the oldest make room")
    func tape() {
        let recorder = Recorder()
        let data = MarketData(listeners: [recorder])
        let total = MarketDataLimits.trades + 500
        for id in 1...total { data.apply([trade(Int64(id), 100)], at: start + Int64(id)) }
        let kept = data.recentTrades(of: bitcoin, fromID: nil, limit: .max)
        #expect(kept.count == MarketDataLimits.trades)
        #expect(kept.first?.id == TradeID(501))
        #expect(kept.last?.id == TradeID(Int64(total)))
        #expect(kept.last?.time == start + Int64(total))
        #expect(data.recentTrades(of: bitcoin, fromID: TradeID(1), limit: 2).map(\.id.value) == [501, 502])
        #expect(data.recentTrades(of: bitcoin, fromID: TradeID(700), limit: 3).map(\.id.value) == [700, 701, 702])
        #expect(data.recentTrades(of: bitcoin, fromID: TradeID(Int64(total) + 1), limit: 3).isEmpty)
        #expect(data.recentTrades(of: bitcoin, fromID: nil, limit: 2).map(\.id.value) == [Int64(total) - 1, Int64(total)])
        #expect(data.recentTrades(of: bitcoin, fromID: nil, limit: -1).isEmpty)
        let told = recorder.messages.count { if case .trade = $0.message { true } else { false } }
        #expect(told == total)
    }

    @Test("fills of one price and side merge for 100 ms from the first; another price, side or the time ends it")
    func merging() {
        let recorder = Recorder()
        let data = MarketData(listeners: [recorder])
        data.apply([trade(1, 100, 1), trade(2, 100, 2)], at: start)
        data.apply([trade(3, 100, 3)], at: start + 99)
        #expect(recorder.aggregates.isEmpty)
        #expect(data.recentAggregateTrades(aggregateQuery()).isEmpty)
        data.apply([trade(4, 100, 4)], at: start + 100)
        data.apply([trade(5, 100, 5, .sell), trade(6, 101, 6, .sell)], at: start + 101)
        #expect(recorder.aggregates.map(\.quantity) == [6, 4, 5].map(Quantity.init(whole:)))
        data.apply([], at: start + 200)
        #expect(recorder.aggregates.count == 3)
        data.apply([], at: start + 201)
        #expect(recorder.aggregates.map(\.id) == [1, 2, 3, 4])
        #expect(recorder.aggregates.map(\.firstTrade.value) == [1, 4, 5, 6])
        #expect(recorder.aggregates.map(\.lastTrade.value) == [3, 4, 5, 6])
        #expect(recorder.aggregates.map(\.time) == [start, start + 100, start + 101, start + 101])
        #expect(data.recentAggregateTrades(aggregateQuery()) == recorder.aggregates)
    }

    @Test("aggregates come from an id, from a span's start, up to a time, or the latest; the oldest make room")
    func aggregateQueries() {
        let data = MarketData(listeners: [])
        let total = Int64(MarketDataLimits.aggregateTrades + 100)
        for id in 1...total { data.apply([trade(id, 100)], at: start + id * 1_000) }
        data.apply([], at: start + (total + 1) * 1_000)
        func ids(_ query: AggregateTradeQuery) -> [Int64] { data.recentAggregateTrades(query).map(\.id) }
        #expect(ids(aggregateQuery()).count == MarketDataLimits.aggregateTrades)
        #expect(ids(aggregateQuery(limit: 2)) == [total - 1, total])
        #expect(ids(aggregateQuery(fromID: 5, limit: 2)) == [101, 102])
        #expect(ids(aggregateQuery(fromID: 300, limit: 2)) == [300, 301])
        #expect(ids(aggregateQuery(from: start + 300_000, to: start + 302_000)) == [300, 301, 302])
        #expect(ids(aggregateQuery(from: start + 300_000, to: start + 302_000, limit: 2)) == [300, 301])
        #expect(ids(aggregateQuery(from: start + 300_001, limit: 1)) == [301])
        #expect(ids(aggregateQuery(to: start + 302_000, limit: 2)) == [301, 302])
        #expect(ids(aggregateQuery(from: start + 302_000, to: start + 300_000)) == [])
        #expect(ids(aggregateQuery(fromID: 300, limit: -2)) == [])
    }

    @Test("a ring holds the latest elements, in order, at any limit")
    func ring() {
        var numbers = SeededNumbers(seed: 5)
        for limit in [1, 2, 3, 7, 64] {
            var ring = BoundedRing<Int>(limit: limit)
            var truth: [Int] = []
            for value in 0..<2_000 {
                if Int.random(in: 0..<3, using: &numbers) == 0, !truth.isEmpty {
                    ring.removeFirst()
                    truth.removeFirst()
                } else {
                    ring.append(value)
                    truth = (truth + [value]).suffix(limit)
                }
                #expect(ring.elements(from: 0, atMost: .max) == truth)
                #expect(ring.elements(before: ring.count, atMost: 2) == truth.suffix(2))
                #expect(ring.first == truth.first && ring.last == truth.last && ring.count == truth.count)
                #expect(ring.firstPosition { $0 >= value - 1 } == truth.firstIndex { $0 >= value - 1 } ?? truth.count)
            }
        }
    }
}
