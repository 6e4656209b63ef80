import CommandsAndEvents
import ExchangePorts
import Primitives
import Testing

@testable import MarketData

@Suite("Candle queries and limits")
struct CandleSeriesTests {
    private let minute: Int64 = 60_000

    /// Trades in minutes 0, 1 and 4; minutes 2 and 3 are flat; minute 5 is open and flat.
    private func sixMinutes() -> MarketData {
        let data = MarketData(listeners: [])
        data.apply([trade(1, 100)], at: start + 5)
        data.apply([trade(2, 110), trade(3, 105)], at: start + minute)
        data.apply([trade(4, 90)], at: start + 4 * minute + 59_999)
        data.apply([], at: start + 5 * minute)
        return data
    }

    private func openings(_ candles: [Candle]) -> [Int64] {
        candles.map { ($0.openTime.milliseconds - start.milliseconds) / minute }
    }

    @Test("nothing stands before the first trade; quiet minutes are flat at the close before")
    func flat() {
        let data = MarketData(listeners: [])
        data.apply([level(.buy, 10, 1, id: 1)], at: start + -10 * minute)
        #expect(data.recentCandles(candleQuery(.minute1)).isEmpty)
        let candles = sixMinutes().recentCandles(candleQuery(.minute1))
        #expect(openings(candles) == [0, 1, 2, 3, 4, 5])
        #expect(candles[2].open == Price(whole: 105) && candles[2].high == candles[2].low && candles[2].volume.isZero)
        #expect(candles[2].firstTrade == TradeID(-1) && candles[2].tradeCount == 0)
        #expect(candles[4].open == Price(whole: 90))
        #expect(candles[0].closeTime == start + 59_999)
    }

    @Test("from: ascending from it; to: the last up to it; both: the span; neither: the latest")
    func queries() {
        let data = sixMinutes()
        func ask(_ from: Int64?, _ to: Int64?, _ limit: Int) -> [Int64] {
            openings(
                data.recentCandles(candleQuery(.minute1, from: from.map { start + $0 }, to: to.map { start + $0 }, limit: limit)))
        }
        #expect(ask(minute, nil, 2) == [1, 2])
        #expect(ask(minute + 1, nil, 100) == [2, 3, 4, 5])
        #expect(ask(5 * minute, nil, 100) == [5])
        #expect(ask(6 * minute, nil, 100) == [])
        #expect(ask(nil, 3 * minute, 2) == [2, 3])
        #expect(ask(nil, 5 * minute - 1, 1) == [4])
        #expect(ask(nil, 5 * minute, 2) == [4, 5])
        #expect(ask(nil, -1, 2) == [])
        #expect(ask(minute, 3 * minute, 100) == [1, 2, 3])
        #expect(ask(minute, 3 * minute, 2) == [1, 2])
        #expect(ask(4 * minute, minute, 100) == [])
        #expect(ask(nil, nil, 2) == [4, 5])
        #expect(ask(nil, nil, 1) == [5])
        #expect(ask(nil, nil, 0) == [])
        #expect(ask(nil, nil, -1) == [])
        #expect(ask(0, nil, -1) == [])
    }

    @Test("a jump of the clock by decades keeps bounded, gapless, aligned candles", arguments: CandleInterval.allCases)
    func jump(interval: CandleInterval) {
        let recorder = Recorder()
        let data = MarketData(listeners: [recorder])
        data.apply([trade(1, 100)], at: start)
        recorder.forget()
        data.apply([], at: start + 40 * 366 * 86_400_000)
        let candles = data.recentCandles(candleQuery(interval))
        let limit = interval == .minute1 ? MarketDataLimits.minuteCandles : MarketDataLimits.candles
        #expect(candles.count <= limit + 1)
        #expect(zip(candles, candles.dropFirst()).allSatisfy { $0.closeTime + 1 == $1.openTime })
        #expect(candles.allSatisfy { $0.close == Price(whole: 100) })
        #expect((candles.last?.openTime ?? .zero) <= start + 40 * 366 * 86_400_000)
        #expect((candles.last?.closeTime ?? .zero) >= start + 40 * 366 * 86_400_000)

        let closed = recorder.candles(interval, closed: true)
        #expect(closed.count <= MarketDataLimits.candlesAnnouncedPerJump + 1)
        #expect(closed.first?.tradeCount == 1)
        #expect(closed.last?.openTime == candles.dropLast().last?.openTime)
        #expect(recorder.candles(interval, closed: false).count == 1)
    }

    @Test("sums beyond 64 bits show the largest amount")
    func saturation() {
        let data = MarketData(listeners: [])
        for id in 1...4 {
            data.apply([trade(Int64(id), Price(raw: .max), Quantity(raw: .max))], at: start + Int64(id))
        }
        let candle = data.recentCandles(candleQuery(.hour1)).last
        #expect(candle?.volume == Quantity(raw: .max))
        #expect(candle?.quoteVolume == Money(raw: .max))
        #expect(candle?.tradeCount == 4)
        data.apply([], at: start + 1_000)
        #expect(data.statistics(of: bitcoin).volume == Quantity(raw: .max))
        #expect(data.recentAggregateTrades(aggregateQuery()).count == 4)
    }

    @Test("times at the end of the range harm nothing")
    func lateTimes() {
        let data = MarketData(listeners: [Recorder()])
        data.apply([trade(1, 100)], at: start)
        data.apply([trade(2, 100)], at: Timestamp(milliseconds: .max - 1))
        data.apply([trade(3, 100)], at: Timestamp(milliseconds: .max))
        data.apply([trade(4, 100)], at: Timestamp(milliseconds: .min))
        #expect(data.recentTrades(of: bitcoin, fromID: nil, limit: 10).count == 4)
    }
}
