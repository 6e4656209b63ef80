import CommandsAndEvents
import ExchangePorts
import MarketData
import Primitives
import Testing

/// A client's book, built from what is put out.
private struct LocalBook {
    var bids: [Price: Quantity] = [:]
    var asks: [Price: Quantity] = [:]
    var finalUpdateID: Int64?

    mutating func take(_ update: DepthUpdate) {
        for level in update.bids { bids[level.price] = level.quantity.isZero ? nil : level.quantity }
        for level in update.asks { asks[level.price] = level.quantity.isZero ? nil : level.quantity }
        finalUpdateID = update.finalUpdateID
    }

    func bids(_ limit: Int) -> [PriceLevel] {
        bids.sorted { $0.key > $1.key }.prefix(limit).map { PriceLevel(price: $0.key, quantity: $0.value) }
    }
    func asks(_ limit: Int) -> [PriceLevel] {
        asks.sorted { $0.key < $1.key }.prefix(limit).map { PriceLevel(price: $0.key, quantity: $0.value) }
    }
}

/// Random level changes, more of them near the touch, with gaps in the ids; the truth in dictionaries beside.
private struct RandomBook {
    var numbers: SeededNumbers
    var truth = LocalBook()
    var updateID: Int64 = 1_000
    let reach: Int64

    mutating func change() -> Event {
        let side = Side.allCases.randomElement(using: &numbers) ?? .buy
        let distance = min(Int64.random(in: 0..<reach, using: &numbers), Int64.random(in: 0..<reach, using: &numbers))
        let price = Price(whole: side == .buy ? 50_000 - distance : 50_001 + distance)
        let quantity = Int64.random(in: 0...2, using: &numbers)
        let held = Quantity(whole: quantity)
        if side == .buy { truth.bids[price] = quantity == 0 ? nil : held } else { truth.asks[price] = quantity == 0 ? nil : held }
        updateID += Int64.random(in: 1...3, using: &numbers)
        return .bookLevel(BookLevel(instrument: bitcoin, side: side, price: price, quantity: held, updateID: updateID))
    }
}

@Suite("Depth")
struct DepthTests {
    @Test("a book rebuilt from each speed's diffs is the book of the snapshot", arguments: [1, 2, 3], [Int64(12), 3_000])
    func diffsRebuildTheBook(seed: UInt64, reach: Int64) {
        let recorder = Recorder()
        let data = MarketData(listeners: [recorder])
        var random = RandomBook(numbers: SeededNumbers(seed: seed), reach: reach)
        var books = Dictionary(uniqueKeysWithValues: DepthSpeed.allCases.map { ($0, LocalBook()) })
        var heard = Dictionary(uniqueKeysWithValues: DepthSpeed.allCases.map { ($0, 0) })
        var now = start
        for _ in 0..<600 {
            now = now + Int64.random(in: 0...20, using: &random.numbers)
            let events = (0..<Int.random(in: 0...30, using: &random.numbers)).map { _ in random.change() }
            recorder.forget()
            data.apply(events, at: now)

            let snapshot = data.depth(of: bitcoin, limit: 1_000_000)
            #expect(snapshot.bids == random.truth.bids(.max))
            #expect(snapshot.asks == random.truth.asks(.max))
            for update in recorder.depthUpdates {
                if let previous = books[update.speed]?.finalUpdateID {
                    #expect(update.previousFinalUpdateID == previous)
                    #expect(update.firstUpdateID > previous)
                }
                #expect(update.firstUpdateID <= update.finalUpdateID)
                #expect(update.finalUpdateID == snapshot.lastUpdateID)
                #expect(zip(update.bids, update.bids.dropFirst()).allSatisfy { $0.price > $1.price })
                #expect(zip(update.asks, update.asks.dropFirst()).allSatisfy { $0.price < $1.price })
                books[update.speed]?.take(update)
                heard[update.speed, default: 0] += 1
                #expect(books[update.speed]?.bids(.max) == snapshot.bids)
                #expect(books[update.speed]?.asks(.max) == snapshot.asks)
            }
            for partial in recorder.partialDepths {
                #expect(partial.bids == random.truth.bids(20))
                #expect(partial.asks == random.truth.asks(20))
                let diff = recorder.depthUpdates.first { $0.speed == partial.speed }
                #expect(diff?.finalUpdateID == partial.finalUpdateID)
                #expect(diff?.firstUpdateID == partial.firstUpdateID)
                #expect(diff?.previousFinalUpdateID == partial.previousFinalUpdateID)
            }
            let slowDiffs = recorder.depthUpdates.filter { $0.speed != .realTime }
            #expect(recorder.partialDepths.map(\.speed) == slowDiffs.map(\.speed))
            let best = data.bestPrices(of: bitcoin)
            #expect(best.bid == random.truth.bids(1).first ?? PriceLevel(price: .zero, quantity: .zero))
            #expect(best.ask == random.truth.asks(1).first ?? PriceLevel(price: .zero, quantity: .zero))
            #expect(data.depth(of: bitcoin, limit: 5).bids == random.truth.bids(5))
        }
        // Six seconds on average: every speed has spoken about as often as its period fits in.
        let milliseconds = Int(now.milliseconds - start.milliseconds)
        for speed in [DepthSpeed.every100ms, .every250ms, .every500ms] {
            let count = heard[speed] ?? 0
            #expect(count <= milliseconds / speed.rawValue + 2)
            #expect(count >= milliseconds / speed.rawValue * 8 / 10)
        }
    }

    @Test("a speed is due once its multiple of time has passed, and only with something to tell")
    func speeds() {
        let recorder = Recorder()
        let data = MarketData(listeners: [recorder])
        data.apply([level(.buy, 100, 1, id: 1)], at: start)
        #expect(recorder.depthUpdates.map(\.speed) == DepthSpeed.allCases)
        #expect(recorder.depthUpdates.allSatisfy { $0.firstUpdateID == 1 && $0.previousFinalUpdateID == 0 })

        recorder.forget()
        data.apply([level(.buy, 100, 2, id: 2)], at: start + 60)
        #expect(recorder.depthUpdates.map(\.speed) == [.realTime])
        data.apply([level(.buy, 100, 0, id: 3), level(.sell, 101, 5, id: 4)], at: start + 99)
        recorder.forget()
        data.apply([], at: start + 100)
        #expect(recorder.depthUpdates.map(\.speed) == [.every100ms])
        #expect(recorder.depthUpdates.first?.firstUpdateID == 2)
        #expect(recorder.depthUpdates.first?.finalUpdateID == 4)
        #expect(recorder.depthUpdates.first?.previousFinalUpdateID == 1)
        #expect(recorder.depthUpdates.first?.transactionTime == start + 99)
        #expect(recorder.depthUpdates.first?.bids == [PriceLevel(price: Price(whole: 100), quantity: .zero)])
        #expect(recorder.depthUpdates.first?.asks == [PriceLevel(price: Price(whole: 101), quantity: Quantity(whole: 5))])

        recorder.forget()
        data.apply([], at: start + 3_600_000)
        #expect(recorder.depthUpdates.map(\.speed) == [.every250ms, .every500ms])
        recorder.forget()
        data.apply([], at: start + 7_200_000)
        #expect(recorder.depthUpdates.isEmpty)
    }

    @Test("a replayed book of any ids starts the chains, and later diffs build on it")
    func recovery() {
        let recorder = Recorder()
        let data = MarketData(listeners: [recorder])
        data.apply([level(.buy, 99, 1, id: 70), level(.buy, 98, 3, id: 70), level(.sell, 101, 2, id: 70)], at: start)
        #expect(data.depth(of: bitcoin, limit: 10).lastUpdateID == 70)
        recorder.forget()
        data.apply([level(.buy, 98, 4, id: 71)], at: start + 1_000)
        #expect(recorder.depthUpdates.count == 4)
        #expect(
            recorder.depthUpdates.allSatisfy { $0.previousFinalUpdateID == 70 && $0.firstUpdateID == 71 && $0.bids.count == 1 })
    }

    @Test("an unknown level's removal and a negative quantity leave a sound book")
    func oddLevels() {
        let data = MarketData(listeners: [Recorder()])
        data.apply([level(.buy, 100, 0, id: 1), level(.buy, 99, 1, id: 2), level(.sell, 101, -4, id: 3)], at: start)
        data.apply([level(.buy, 99, -1, id: 4)], at: start + 1)
        let snapshot = data.depth(of: bitcoin, limit: 10)
        #expect(snapshot.bids.isEmpty && snapshot.asks.isEmpty)
        #expect(snapshot.lastUpdateID == 4)
        #expect(data.depth(of: bitcoin, limit: -3).bids.isEmpty)
    }

    @Test("the touch goes out once per batch, and only when a price or quantity of it changed")
    func touch() {
        let recorder = Recorder()
        let data = MarketData(listeners: [recorder])
        data.apply([level(.buy, 99, 1, id: 1), level(.buy, 100, 1, id: 2), level(.sell, 101, 1, id: 3)], at: start)
        #expect(recorder.bestPrices.count == 1)
        #expect(recorder.bestPrices.first?.updateID == 3)
        data.apply([level(.buy, 99, 5, id: 4)], at: start + 1)
        data.apply([level(.buy, 100, 0, id: 5), level(.buy, 100, 1, id: 6)], at: start + 2)
        #expect(recorder.bestPrices.count == 1)
        data.apply([level(.buy, 100, 2, id: 7)], at: start + 3)
        data.apply([level(.buy, 100, 0, id: 8)], at: start + 3)
        #expect(recorder.bestPrices.map(\.bid.price) == [100, 100, 99].map(Price.init(whole:)))
        #expect(recorder.bestPrices.last?.bid.quantity == Quantity(whole: 5))
    }
}
