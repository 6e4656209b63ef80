import CommandsAndEvents
import Primitives
import Testing

@Suite("Prices taken from the book")
struct PriceMatchTests {
    static let rows: [(PriceMatch, bid: StaticString, ask: StaticString)] = [
        (.opponent, "19900", "20100"), (.opponent5, "19860", "20140"), (.opponent10, "19810", "20190"),
        (.opponent20, "19710", "20290"), (.queue, "19900", "20100"), (.queue5, "19860", "20140"), (.queue10, "19810", "20190"),
        (.queue20, "19710", "20290"),
    ]

    /// Twenty bids from 19 900 down, twenty asks from 20 100 up, ten apart.
    private func market() -> Exchange {
        let exchange = Exchange()
        exchange.trade(at: "20000")
        exchange.quietly {
            for level in 0..<20 {
                for (side, price) in [(Side.buy, 19_900 - level * 10), (.sell, 20_100 + level * 10)] {
                    exchange.run(
                        .placeOrder(
                            PlaceOrder(
                                account: exchange.account("M"), instrument: exchange.market, side: side,
                                kind: .limit(price: Price(whole: Int64(price)), timeInForce: .goodTillCancel), quantity: .of("0.01")
                            )))
                }
            }
        }
        return exchange
    }

    private func place(_ exchange: Exchange, _ side: Side, _ match: PriceMatch, kind: OrderKind) -> Result<Order, Rejection> {
        exchange.run(
            .placeOrder(
                PlaceOrder(
                    account: exchange.account("A1"), instrument: exchange.market, side: side, kind: kind, quantity: .of("1"),
                    priceMatch: match))
        ).order
    }

    /// The level on the side that a mode names.
    private func expected(_ row: (PriceMatch, bid: StaticString, ask: StaticString), _ side: Side) -> Price {
        let isOpponent = row.0.rawValue <= PriceMatch.opponent20.rawValue
        return .of((side == .buy) != isOpponent ? row.bid : row.ask)
    }

    @Test("each mode takes its level when the order is placed", arguments: rows, Side.allCases)
    func placed(row: (PriceMatch, bid: StaticString, ask: StaticString), side: Side) throws {
        let exchange = market()
        let order = try place(exchange, side, row.0, kind: .limit(price: .zero, timeInForce: .goodTillCancel)).get()
        #expect(order.price == expected(row, side) && order.priceMatch == row.0)
    }

    @Test("each mode takes its level when the order is amended", arguments: rows, Side.allCases)
    func amended(row: (PriceMatch, bid: StaticString, ask: StaticString), side: Side) throws {
        let exchange = market()
        let order = try exchange.place("A1", side, "1", at: side == .buy ? "19000" : "21000").get()
        let amended = try exchange.run(
            .amendOrder(
                AmendOrder(
                    account: exchange.account("A1"), instrument: exchange.market, order: .id(order.id), side: side, price: .zero,
                    quantity: .of("2"), priceMatch: row.0))
        ).order.get()
        #expect(amended.price == expected(row, side) && amended.priceMatch == row.0 && amended.quantity == .of("2"))
    }

    @Test("each mode takes its level when a conditional order triggers", arguments: rows, Side.allCases)
    func triggered(row: (PriceMatch, bid: StaticString, ask: StaticString), side: Side) throws {
        let exchange = market()
        let condition = Condition(side == .buy ? .stop : .takeProfit, price: .of("20050"))
        let order = try exchange.arm("A1", side, "1", condition, match: row.0).get()
        #expect(order.price.isZero)
        exchange.trade(at: "20050")
        let after = exchange.events.compactMap { event -> Order? in
            if case .order(let update) = event, update.order.id == order.id, update.execution == .new { update.order } else { nil }
        }
        #expect(after.last?.price == expected(row, side) && after.last?.priceMatch == row.0)
    }

    @Test("a level that is not there refuses the order, or ends it when it triggers")
    func missing() throws {
        let exchange = Exchange()
        exchange.trade(at: "20000")
        for level: StaticString in ["19900", "19890", "19880", "19870"] { exchange.place("M", .buy, "1", at: level) }
        let limit = OrderKind.limit(price: .zero, timeInForce: .goodTillCancel)
        #expect(place(exchange, .buy, .queue5, kind: limit).rejection == .noPriceToMatch)
        #expect(place(exchange, .buy, .opponent, kind: limit).rejection == .noPriceToMatch)
        #expect(place(exchange, .buy, .queue, kind: .market).rejection == .priceMatchNeedsLimit)
        let stop = Condition(.stop, price: .of("20050"))
        let trailing = Condition(.trailing, price: .zero, callback: .of("0.01"))
        #expect(exchange.arm("A1", .buy, "1", trailing, match: .queue).rejection == .priceMatchNeedsLimit)
        let order = try exchange.arm("A1", .buy, "1", stop, match: .queue5).get()
        exchange.trade(at: "20050")
        #expect(exchange.story(order).last == "expired triggerRejected" && exchange.triggerRejections == [.noPriceToMatch])
    }

    @Test("an amendment to the price it has, by its own level, changes nothing")
    func unchanged() throws {
        let exchange = Exchange()
        let order = try exchange.place("A1", .buy, "1", at: "19900").get()
        let amendment = AmendOrder(
            account: exchange.account("A1"), instrument: exchange.market, order: .id(order.id), side: .buy, price: .zero,
            quantity: .of("1"), priceMatch: .queue)
        #expect(exchange.run(.amendOrder(amendment)).rejection == .amendsNothing)
    }
}
