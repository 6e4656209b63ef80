import CommandsAndEvents
import Instruments
import Primitives
import Testing

@Suite("Placing orders")
struct PlaceOrderTests {
    /// Mark 20 000. Quantity, price, expected refusal.
    @Test(
        "the first broken filter refuses, in documented order",
        arguments: [
            ("1", "0", .priceNotPositive), ("1", "-1", .priceNotPositive), ("1", "500", .priceBelowMinimum),
            ("1", "4529764.1", .priceAboveMaximum), ("1", "20000.05", .priceOffTick), ("0", "20000.05", .priceOffTick),
            ("0", "20000", .quantityNotPositive), ("-1", "20000", .quantityNotPositive), ("0.0005", "20000", .quantityBelowMinimum),
            ("1001", "20000", .quantityAboveMaximum), ("0.0015", "20000", .quantityOffStep),
            ("0.004", "20000", .notionalBelowMinimum(Money(whole: 100))),
            ("0.001", "30000", .notionalBelowMinimum(Money(whole: 100))),
            ("0.005", "20000", nil), ("1", "21000", nil), ("1", "21000.1", .priceAbovePercentBound(.of("21000"))),
            ("1", "600", nil),
            ("1000", "20000", .insufficientMargin), ("1000", "21000.1", .priceAbovePercentBound(.of("21000"))),
        ] as [(StaticString, StaticString, Rejection?)])
    func buyFilters(quantity: StaticString, price: StaticString, rejection: Rejection?) {
        #expect(Exchange().place("A1", .buy, quantity, at: price).rejection == rejection)
    }

    @Test("a sell is bounded from below only")
    func sellBand() {
        let exchange = Exchange()
        #expect(exchange.place("A1", .sell, "1", at: "18999.9").rejection == .priceBelowPercentBound(.of("19000")))
        #expect(exchange.place("A1", .sell, "1", at: "19000").rejection == nil)
        #expect(exchange.place("A1", .sell, "1", at: "100000").rejection == nil)
    }

    @Test("market orders have a lot filter of their own and are valued at the mark price")
    func marketFilters() {
        let exchange = Exchange()
        #expect(exchange.place("A1", .buy, "121").rejection == .quantityAboveMaximum)
        #expect(exchange.place("A1", .buy, "0.004").rejection == .notionalBelowMinimum(Money(whole: 100)))
        #expect(exchange.place("A1", .buy, "0").rejection == .quantityNotPositive)
    }

    @Test("a market without a mark price takes no orders")
    func noMark() {
        #expect(Exchange(mark: nil).place("A1", .buy, "1", at: "20000").rejection == .noMarkPrice)
    }

    @Test("unknown names, a position side, and orders that come too late are refused")
    func names() {
        let exchange = Exchange()
        var request = PlaceOrder(
            account: exchange.account("A1"), instrument: exchange.market, side: .buy, positionSide: .long,
            kind: .limit(price: .of("20000"), timeInForce: .goodTillCancel), quantity: .of("1"))
        #expect(exchange.run(.placeOrder(request)).rejection == .positionSideMismatch)
        request.positionSide = .both
        request.validUntil = exchange.now.advanced(byMilliseconds: -1)
        #expect(exchange.run(.placeOrder(request)).rejection == .receivedTooLate)
        request.validUntil = exchange.now
        #expect(exchange.run(.placeOrder(request)).rejection == nil)
        request.account = AccountID(99)
        #expect(exchange.run(.placeOrder(request)).rejection == .unknownAccount)
        request.account = AccountID(0)
        request.instrument = InstrumentID(9)
        #expect(exchange.run(.placeOrder(request)).rejection == .unknownInstrument)
    }

    /// Asks: 1 at 20 000, 1 at 20 010, 1 at 20 100.
    private func withAsks() -> Exchange {
        let exchange = Exchange()
        for price in ["20000", "20010", "20100"] as [StaticString] { exchange.place("M", .sell, "1", at: price) }
        return exchange
    }

    @Test("good till cancel fills what crosses and rests the remainder")
    func goodTillCancel() throws {
        let exchange = withAsks()
        let order = try exchange.place("A1", .buy, "3", at: "20010").get()
        #expect(order.status == .partiallyFilled && order.filled == .of("2") && order.averagePrice == .of("20005"))
        #expect(exchange.story(order) == ["new", "trade 1 @ 20000", "trade 1 @ 20010"])
        #expect(exchange.book(.buy) == ["20010 x 1"] && exchange.book(.sell) == ["20100 x 1"])
        #expect(exchange.position("A1") == .of("2") && exchange.position("M") == .of("-2"))
    }

    @Test("immediate or cancel drops the remainder")
    func immediateOrCancel() throws {
        let exchange = withAsks()
        let order = try exchange.place("A1", .buy, "3", at: "20010", .immediateOrCancel).get()
        #expect(order.status == .expired && order.filled == .of("2"))
        #expect(exchange.story(order).last == "expired unfilledRemainder")
        #expect(exchange.book(.buy) == [])
        let nothing = try exchange.place("A1", .buy, "1", at: "20010", .immediateOrCancel).get()
        #expect(nothing.status == .expired && nothing.filled.isZero)
    }

    @Test("fill or kill fills whole or leaves no trace")
    func fillOrKill() throws {
        let exchange = withAsks()
        #expect(exchange.place("A1", .buy, "2.001", at: "20010", .fillOrKill).rejection == .fillOrKillUnfillable)
        let order = try exchange.place("A1", .buy, "2", at: "20010", .fillOrKill).get()
        #expect(order.status == .filled && order.id == OrderID(4))
    }

    @Test("post only rests or leaves no trace")
    func postOnly() throws {
        let exchange = withAsks()
        #expect(exchange.place("A1", .buy, "1", at: "20000", .postOnly).rejection == .postOnlyWouldTake)
        let order = try exchange.place("A1", .buy, "1", at: "19999.9", .postOnly).get()
        #expect(order.status == .new && exchange.book(.buy) == ["19999.9 x 1"])
    }

    @Test("a market order fills up to its bound and expires the rest")
    func marketOrder() throws {
        let exchange = withAsks()
        exchange.place("M", .sell, "1", at: "21000.1")
        let order = try exchange.place("A1", .buy, "5").get()
        #expect(order.status == .expired && order.filled == .of("3"))
        #expect(exchange.story(order).last == "expired unfilledRemainder")
        #expect(exchange.place("A1", .buy, "1").rejection == .marketPriceBound)
        let sold = try exchange.place("A2", .sell, "1").get()
        #expect(sold.status == .expired && sold.filled.isZero)
    }

    @Test("trades are at the maker's price, best price first, oldest order first")
    func priority() throws {
        let exchange = Exchange()
        let late = try exchange.place("M1", .sell, "1", at: "20000").get()
        let later = try exchange.place("M2", .sell, "1", at: "20000").get()
        let best = try exchange.place("M3", .sell, "1", at: "19990").get()
        exchange.place("A1", .buy, "2.5", at: "20050")
        #expect(exchange.trades == ["1 @ 19990", "1 @ 20000", "0.5 @ 20000"])
        #expect(exchange.order("M1", late) == nil && exchange.order("M3", best) == nil)
        #expect(exchange.order("M2", later)?.remaining == .of("0.5"))
    }

    @Test("commissions go from both wallets to the fee account")
    func commissions() {
        let exchange = Exchange()
        exchange.open("1", long: "L", short: "S")
        #expect(exchange.wallet("L") == .of("99992") && exchange.wallet("S") == .of("99996"))
        #expect(exchange.state.ledgerFigures(AssetID(0)).fees == .of("12"))
    }

    @Test("the event of a new order counts the order in, that of its end counts it out")
    func exposureInEvents() throws {
        let exchange = Exchange()
        exchange.place("A1", .buy, "1", at: "19000")
        func bids() -> [Money] {
            exchange.lastEvents.compactMap {
                if case .order(let update) = $0, update.order.account == exchange.account("A1") { update.bidNotional } else { nil }
            }
        }
        #expect(bids() == [.of("19000")])
        exchange.place("M", .sell, "1", at: "19500")
        exchange.place("A1", .buy, "2", at: "19500", .immediateOrCancel)
        #expect(bids() == [.of("58000"), .of("38500"), .of("19000")])
    }

    @Test("open orders are limited per account and market")
    func limit() {
        let exchange = Exchange(maxNumOrders: 3)
        for _ in 0..<3 { #expect(exchange.place("A1", .buy, "0.01", at: "19000").rejection == nil) }
        #expect(exchange.place("A1", .buy, "0.01", at: "19000").rejection == .tooManyOpenOrders)
        #expect(exchange.place("A2", .buy, "0.01", at: "19000").rejection == nil)
    }

    @Test("a client id is unique among the account's open orders, and free again afterwards")
    func clientIDs() throws {
        let exchange = Exchange()
        let order = try exchange.place("A1", .buy, "1", at: "19000", id: "mine").get()
        #expect(exchange.place("A1", .sell, "1", at: "21000", id: "mine").rejection == .duplicateClientOrderID)
        #expect(exchange.place("A2", .buy, "1", at: "19000", id: "mine").rejection == nil)
        exchange.cancel("A1", order)
        #expect(exchange.place("A1", .buy, "1", at: "19000", id: "mine").rejection == nil)
    }

    @Test("generated client ids have 22 letters and stay out of the way of the client's own")
    func generatedIDs() throws {
        let exchange = Exchange()
        let first = try exchange.place("A1", .buy, "1", at: "19000").get()
        #expect(first.clientID.count == 22)
        #expect(first.clientID.description.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) })
        // What the order after the next one would be given, taken from an exchange that did the same.
        let twin = Exchange()
        twin.place("A1", .buy, "1", at: "19000")
        twin.place("A1", .buy, "1", at: "19000", id: "filler")
        let coming = try twin.place("A1", .buy, "1", at: "19000").get().clientID
        #expect(exchange.place("A1", .buy, "1", at: "19000", id: coming.description).rejection == nil)
        let third = try exchange.place("A1", .buy, "1", at: "19000").get()
        #expect(third.clientID != coming && third.clientID.count == 22)
    }

    @Test("whether an order would be taken can be asked without placing it")
    func test() {
        let exchange = Exchange()
        let request = PlaceOrder(
            account: exchange.account("A1"), instrument: exchange.market, side: .buy,
            kind: .limit(price: .of("20000"), timeInForce: .goodTillCancel), quantity: .of("1000"))
        let before = exchange.state.digest()
        #expect(exchange.state.rejection(of: request) == .insufficientMargin)
        #expect(exchange.state.digest() == before)
    }
}
