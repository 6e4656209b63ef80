import CommandsAndEvents
import ExchangePorts
import Instruments
import MarketData
import Primitives
import Testing

@Suite("Messages about liquidations, baskets and contracts")
struct ContractStreamsTests {
    private func liquidation(_ id: Int64, of instrument: InstrumentID = bitcoin, origin: OrderOrigin = .liquidation) -> Event {
        let order = Order(
            id: OrderID(id), clientID: ShortText(), account: AccountID(1), instrument: instrument, side: .sell, positionSide: .both,
            kind: .limit(price: Price(whole: 100), timeInForce: .immediateOrCancel), reduceOnly: true,
            selfTradePrevention: .none, status: .filled, quantity: Quantity(whole: 1), filled: Quantity(whole: 1),
            filledNotional: Money(whole: 100), amendments: 0, createdAt: start, updatedAt: start, origin: origin)
        let fill = Fill(
            trade: TradeID(id), price: Price(whole: 100), quantity: Quantity(whole: 1), isMaker: false, commission: .zero,
            commissionAsset: AssetID(0), realizedProfit: .zero)
        return .order(OrderUpdate(order: order, execution: .trade(fill), bidNotional: .zero, askNotional: .zero))
    }

    private func liquidations(_ recorder: Recorder) -> [(order: OrderID, filledAt: Timestamp, toldAt: Timestamp)] {
        recorder.messages.compactMap {
            if case .liquidation(_, let order, _, let time) = $0.message { (order.id, time, $0.time) } else { nil }
        }
    }

    @Test("of the liquidations on an instrument the last in a second is told at its end, and then no more")
    func latestOfASecond() {
        let recorder = Recorder()
        let data = MarketData(listeners: [recorder])
        data.apply([trade(1, 100)], at: start)
        data.apply([liquidation(1), liquidation(2, of: ether)], at: start + 100)
        data.apply([liquidation(3)], at: start + 900)
        #expect(liquidations(recorder).isEmpty)
        for step in 1...3 { data.apply([], at: start + Int64(step) * 1_000) }
        let told = liquidations(recorder)
        #expect(Set(told.map(\.order)) == [OrderID(3), OrderID(2)])
        #expect(told.allSatisfy { $0.toldAt == start + 1_000 })
        #expect(told.first { $0.order == OrderID(3) }?.filledAt == start + 900)
    }

    @Test("orders of others are no liquidations", arguments: OrderOrigin.allCases.filter { $0 != .liquidation })
    func otherOrders(origin: OrderOrigin) {
        let recorder = Recorder()
        let data = MarketData(listeners: [recorder])
        data.apply([trade(1, 100)], at: start)
        data.apply([liquidation(1, origin: origin)], at: start + 100)
        data.apply([], at: start + 1_000)
        #expect(liquidations(recorder).isEmpty)
    }

    @Test("a basket is told every second with the prices of its components, once it has one")
    func composite() throws {
        let recorder = Recorder()
        let data = MarketData(listeners: [recorder])
        let part = Underlying(name: "BTCUSDT", composition: .venues([]))
        let basket = Underlying(
            name: "DEFIUSDT",
            composition: .basket([
                .init(underlying: "BTCUSDT", baseAsset: "BTC", quoteAsset: "USDT", weight: try Rate("0.5"))
            ]))
        // The listing of the second alone, and both twice: what a start after a kill may show.
        for listings: [Listing] in [
            [.underlying(UnderlyingID(1), basket)],
            [.underlying(UnderlyingID(0), part), .underlying(UnderlyingID(1), basket)],
            [.underlying(UnderlyingID(0), part), .underlying(UnderlyingID(1), basket)],
        ] {
            data.apply(EventBatch(lastSequence: SequenceNumber(1), time: start, events: [], listings: listings))
        }
        data.apply([level(.buy, 100, 1, id: 1), index(0, 100)], at: start + 1_000)
        #expect(composites(recorder).isEmpty)
        data.apply([index(1, 50)], at: start + 1_500)
        data.apply([], at: start + 2_000)
        data.apply([], at: start + 3_000)
        let expected = CompositeIndex(underlying: UnderlyingID(1), price: Price(whole: 50), components: [Price(whole: 100)])
        #expect(composites(recorder) == [[expected], [expected]])
    }

    private func index(_ id: UInt16, _ price: Int64) -> Event {
        .index(IndexUpdate(underlying: UnderlyingID(id), price: Price(whole: price)))
    }

    private func composites(_ recorder: Recorder) -> [[CompositeIndex]] {
        recorder.messages.compactMap { if case .compositeIndexes(let all) = $0.message { all } else { nil } }
    }

    @Test("a status is told as it is after the batch; what is closed leaves the messages about all")
    func contracts() {
        let recorder = Recorder()
        let data = MarketData(listeners: [recorder])
        data.apply([level(.buy, 100, 1, id: 1), level(.buy, 10, 1, id: 1, of: ether)], at: start)
        recorder.forget()
        let changes: [MarketStatus] = [.closing, .closed]
        data.apply(
            changes.map { .marketStatus(MarketStatusUpdate(instrument: ether, status: $0)) } + [
                level(.buy, 10, 0, id: 2, of: ether), trade(1, Price(whole: 9), Quantity(whole: 1), of: ether),
            ], at: start + 500)
        let told = recorder.messages.compactMap { message -> (InstrumentID, MarketStatus, Bool)? in
            if case .contract(let id, let status, let isListing) = message.message { (id, status, isListing) } else { nil }
        }
        #expect(told.count == 1)
        #expect(told.first?.0 == ether)
        #expect(told.first?.1 == .closed)
        #expect(told.first?.2 == false)
        data.apply([], at: start + 5_000)
        for message in recorder.messages {
            switch message.message {
            case .prices(let all, _): #expect(all.map(\.0) == [bitcoin])
            case .allStatistics(let all): #expect(all.map(\.0) == [bitcoin])
            case .allBestPrices(let all): #expect(all.map(\.0) == [bitcoin])
            default: continue
            }
        }
    }
}
