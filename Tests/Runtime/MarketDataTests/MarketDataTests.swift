import CommandsAndEvents
import ExchangePorts
import Instruments
import Primitives
import Testing

@testable import MarketData

/// Asks back while it is being told.
private final class CuriousListener: MarketDataListener {
    private let source = Locked<MarketData?>(nil)
    private let answers = Locked<[Int]>([])

    func ask(_ data: MarketData) { source.withLock { $0 = data } }
    var tradeCounts: [Int] { answers.withLock { $0 } }

    func receive(_ message: MarketDataMessage, at time: Timestamp) {
        guard let data = source.withLock({ $0 }) else { return }
        let count = data.recentTrades(of: bitcoin, fromID: nil, limit: 10).count
        answers.withLock { $0.append(count) }
    }
    func endOfBatch(at time: Timestamp) {}
}

@Suite("Market data")
struct MarketDataTests {
    private func markUpdate(_ mark: Int64, index: Int64, of instrument: InstrumentID = bitcoin) -> Event {
        .mark(
            MarkUpdate(
                instrument: instrument, mark: Price(whole: mark), index: Price(whole: index), fundingRate: Rate(raw: 10_000),
                nextFundingTime: start + 28_800_000, settlePrice: Price(whole: index)))
    }

    @Test("an instrument nothing was heard of is answered with nothing", arguments: [UInt16(0), 1, 40_000, .max])
    func unknownInstrument(index: UInt16) {
        let data = MarketData()
        if index != 0 { data.apply([level(.buy, 100, 1, id: 1)], at: start) }
        let unknown = InstrumentID(index)
        #expect(data.depth(of: unknown, limit: 5).bids.isEmpty)
        #expect(data.depth(of: unknown, limit: 5).lastUpdateID == 0)
        #expect(data.recentTrades(of: unknown, fromID: TradeID(1), limit: 5).isEmpty)
        #expect(
            data.recentAggregateTrades(AggregateTradeQuery(instrument: unknown, fromID: nil, from: nil, to: nil, limit: 5)).isEmpty)
        #expect(data.recentCandles(CandleQuery(source: .trades(unknown), interval: .week1, from: nil, to: nil, limit: 5)).isEmpty)
        #expect(data.statistics(of: unknown).tradeCount == 0)
        #expect(data.statistics(of: unknown).lastTrade == TradeID(-1))
        #expect(data.bestPrices(of: unknown).bid.price.isZero)
        #expect(data.prices(of: unknown).mark.isZero)
        #expect(data.openInterest(of: unknown).quantity.isZero)
    }

    @Test("a listener may ask questions while it is told")
    func curiousListener() {
        let data = MarketData()
        let listener = CuriousListener()
        data.add(listener)
        listener.ask(data)
        data.apply([trade(1, 100), trade(2, 101)], at: start)
        #expect(!listener.tradeCounts.isEmpty)
        #expect(listener.tradeCounts.allSatisfy { $0 == 2 })
    }

    @Test("every listener gets every message in order, and the end of each batch")
    func listeners() {
        let first = Recorder()
        let second = Recorder()
        let data = MarketData(listeners: [first])
        data.add(second)
        for step in 0..<50 {
            data.apply([level(.buy, 100, Int64(step), id: Int64(step)), trade(Int64(step), 100)], at: start + Int64(step) * 10)
        }
        #expect(first.batchCount == 50 && second.batchCount == 50)
        #expect(first.messages.count > 100)
        #expect(first.messages.map { "\($0)" } == second.messages.map { "\($0)" })
    }

    @Test("open interest is the sum of what every account holds long, in either position mode")
    func openInterest() {
        let data = MarketData()
        data.apply([position(1, 5), position(2, -5)], at: start)
        #expect(data.openInterest(of: bitcoin).quantity == Quantity(whole: 5))
        data.apply([position(1, 2), position(3, 3, side: .long), position(3, -2, side: .short)], at: start + 1)
        #expect(data.openInterest(of: bitcoin).quantity == Quantity(whole: 5))
        data.apply([position(1, -4), position(2, 1)], at: start + 2)
        #expect(data.openInterest(of: bitcoin).quantity == Quantity(whole: 4))
        data.apply([position(2, 0), position(3, 0, side: .long)], at: start + 3)
        #expect(data.openInterest(of: bitcoin).quantity.isZero)
        #expect(data.openInterest(of: bitcoin).time == start + 3)
    }

    @Test("open interest stays right when an account has several sides and entries are told again unchanged")
    func openInterestOfSides() {
        let data = MarketData()
        let sides = [position(3, 0), position(3, 4, side: .long), position(3, -1, side: .short)]
        data.apply([position(1, -3)] + sides, at: start)
        data.apply(sides + [position(3, 0), position(3, -1, side: .short)], at: start + 1)
        #expect(data.openInterest(of: bitcoin).quantity == Quantity(whole: 4))
        data.apply([position(3, 0), position(3, 4, side: .long), position(3, 0, side: .short), position(1, -4)], at: start + 2)
        #expect(data.openInterest(of: bitcoin).quantity == Quantity(whole: 4))
        data.apply([position(3, 0), position(3, 1, side: .long), position(1, -1)], at: start + 3)
        #expect(data.openInterest(of: bitcoin).quantity == Quantity(whole: 1))
    }

    @Test("asset indexes go out once a second, by asset, with the rates of the asset's buffers")
    func assetIndexes() throws {
        let recorder = Recorder()
        let data = MarketData(listeners: [recorder])
        let tenth = Rate(raw: fixedPointUnit / 10)
        let twentieth = Rate(raw: fixedPointUnit / 20)
        let buffers = CollateralBuffers(bid: tenth, ask: tenth, autoExchangeBid: twentieth, autoExchangeAsk: twentieth)
        var listing = batch([], at: start)
        listing.listings = [
            .asset(AssetID(0), Asset(name: "USDT", marginAvailable: true)),
            .asset(AssetID(1), Asset(name: "ADA", marginAvailable: true, buffers: buffers)),
        ]
        data.apply(listing)
        data.apply([], at: start + 1_000)
        let sample = try Price("1.92957370")
        data.apply([.assetIndex(UpdateAssetIndex(asset: AssetID(1), price: sample))], at: start + 1_100)
        data.apply([.assetIndex(UpdateAssetIndex(asset: AssetID(0), price: Price(whole: 1)))], at: start + 1_200)
        for step in 13...25 { data.apply([], at: start + Int64(step) * 100) }
        let told = recorder.messages.compactMap { message, time in
            if case .assetIndexes(let all) = message { (all, time) } else { nil }
        }
        #expect(told.map(\.1) == [start + 2_000])
        let indexes = try #require(told.first?.0)
        #expect(indexes.map(\.asset) == [AssetID(0), AssetID(1)])
        #expect(indexes.map(\.time) == [start + 1_200, start + 1_100])
        // The sample of document 001.
        #expect(indexes[1].bidRate == (try Price("1.73661633")))
        #expect(indexes[1].askRate == (try Price("2.12253107")))
        #expect(indexes[1].autoExchangeBidRate == (try Price("1.83309501")))
        #expect(indexes[1].autoExchangeAskRate == (try Price("2.02605238")))
    }

    @Test("prices go out once a second with every instrument, each third second marked")
    func prices() {
        let recorder = Recorder()
        let data = MarketData(listeners: [recorder])
        var told: [(second: Int64, third: Bool, count: Int)] = []
        for step in 0..<1_000 {
            var events: [Event] = []
            if step == 0 { events = [markUpdate(100, index: 99), markUpdate(10, index: 9, of: ether)] }
            if step == 500 { events = [trade(1, 101), markUpdate(100, index: 98)] }
            data.apply(events, at: start + Int64(step) * 10)
        }
        for (message, time) in recorder.messages {
            guard case .prices(let all, let third) = message else { continue }
            #expect(time.milliseconds % 1_000 == 0)
            told.append((time.milliseconds / 1_000, third, all.count))
        }
        #expect(told.count == 10)
        #expect(told.allSatisfy { $0.count == 2 && $0.third == ($0.second % 3 == 0) })
        let now = data.prices(of: bitcoin)
        #expect(now.mark == Price(whole: 100) && now.index == Price(whole: 98) && now.last == Price(whole: 101))
        #expect(now.lastTradeTime == start + 5_000 && now.fundingRate == Rate(raw: 10_000))
        #expect(data.prices(of: ether).last.isZero)
    }

    @Test("statistics keep to 500 ms, 2 s and 1 s for the array, and go out only when they changed")
    func statisticsCadences() {
        let recorder = Recorder()
        let data = MarketData(listeners: [recorder])
        for step in 0..<1_000 {
            // Ten seconds; trades in the first five of them.
            data.apply(step < 500 ? [trade(Int64(step), 100)] : [], at: start + Int64(step) * 10)
        }
        let mini = recorder.statistics(.mini)
        let full = recorder.statistics(.full)
        let arrays = recorder.messages.compactMap { if case .allStatistics(let all) = $0.message { all } else { nil } }
        #expect(mini.map { $0.time.milliseconds - start.milliseconds } == (0...10).map { $0 * 500 })
        #expect(full.map { $0.time.milliseconds - start.milliseconds } == (0...3).map { $0 * 2_000 })
        #expect(arrays.count == 6 && arrays.allSatisfy { $0.map(\.0) == [bitcoin] })
        #expect(mini.last?.statistics.tradeCount == 500)

        // A day later the trades leave the window: that is a change too, told once.
        recorder.forget()
        data.apply([], at: start + 100_000_000)
        data.apply([], at: start + 100_010_000)
        #expect(recorder.statistics(.mini).map(\.statistics.tradeCount) == [0])
        #expect(recorder.statistics(.full).count == 1)
    }

    @Test("the array of touches goes out every five seconds with those that changed")
    func bestPricesArray() {
        let recorder = Recorder()
        let data = MarketData(listeners: [recorder])
        for step in 0..<1_600 {
            var events: [Event] = step < 600 ? [level(.buy, 100 + Int64(step % 2), 1 + Int64(step), id: Int64(step) + 1)] : []
            if step == 0 { events.append(level(.sell, 50, 1, id: 1, of: ether)) }
            data.apply(events, at: start + Int64(step) * 10)
        }
        let arrays = recorder.messages.compactMap {
            if case .allBestPrices(let all) = $0.message {
                (all.map(\.0), $0.time.milliseconds - start.milliseconds)
            } else {
                nil
            }
        }
        #expect(arrays.map(\.0) == [[bitcoin, ether], [bitcoin], [bitcoin]])
        #expect(arrays.map(\.1) == [0, 5_000, 10_000])
    }

    @Test("after a jump of hours each stream speaks once")
    func jump() {
        let recorder = Recorder()
        let data = MarketData(listeners: [recorder])
        data.apply([level(.buy, 100, 1, id: 1), trade(1, 100), markUpdate(100, index: 99)], at: start + 1)
        data.apply([level(.buy, 100, 2, id: 2), trade(2, 102)], at: start + 2)
        recorder.forget()
        data.apply([], at: start + 5 * 3_600_000 + 7)
        #expect(recorder.candles(.hour1, closed: true).count == 5)
        #expect(recorder.candles(.minute1, closed: true).count == 300)
        #expect(recorder.candles(.hour1, closed: false).count == 1)
        #expect(recorder.aggregates.map(\.firstTrade.value) == [2])
        #expect(recorder.depthUpdates.map(\.speed) == [.every100ms, .every250ms, .every500ms])
        #expect(recorder.statistics(.mini).count == 1 && recorder.statistics(.full).count == 1)
        let arrays = recorder.messages.map {
            switch $0.message {
            case .prices: "prices"
            case .allStatistics: "allStatistics"
            case .allBestPrices: "allBestPrices"
            default: ""
            }
        }
        #expect(arrays.filter { !$0.isEmpty } == ["allBestPrices", "allStatistics", "prices"])
    }

    @Test("time never goes back")
    func monotoneTime() {
        let data = MarketData()
        data.apply([trade(1, 100)], at: start + 1_000)
        data.apply([trade(2, 100)], at: start)
        #expect(data.recentTrades(of: bitcoin, fromID: nil, limit: 5).map(\.time) == [start + 1_000, start + 1_000])
    }

    @Test("questions from other threads see whole batches")
    func concurrentQuestions() async {
        let data = MarketData(listeners: [Recorder()])
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                for step in Int64(1)...3_000 {
                    data.apply(
                        [level(.buy, 100, step, id: 2 * step), level(.sell, 101, step, id: 2 * step + 1)], at: start + step)
                }
                return true
            }
            group.addTask {
                var whole = true
                for _ in 0..<3_000 {
                    let snapshot = data.depth(of: bitcoin, limit: 5)
                    whole = whole && snapshot.bids.first?.quantity == snapshot.asks.first?.quantity
                }
                return whole
            }
            for await whole in group { #expect(whole) }
        }
    }
}
