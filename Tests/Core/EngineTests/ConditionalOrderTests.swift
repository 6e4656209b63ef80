import CommandsAndEvents
import Primitives
import Testing

@Suite("Conditional orders")
struct ConditionalOrderTests {
    /// Mark and last price 20 000, bids and asks of 100 five ticks around it.
    private func market() -> Exchange {
        let exchange = Exchange(triggerProtect: .of("0.01"))
        exchange.trade(at: "20000")
        exchange.place("M", .sell, "50", at: "20500")
        exchange.place("M", .buy, "50", at: "19500")
        return exchange
    }

    typealias Row = (Condition.Kind, Side, stop: StaticString, short: StaticString, reached: StaticString)
    static let rows: [Row] = [
        (.stop, .buy, "20100", "20099.9", "20100"), (.stop, .sell, "19900", "19900.1", "19900"),
        (.takeProfit, .buy, "19900", "19900.1", "19900"), (.takeProfit, .sell, "20100", "20099.9", "20100"),
    ]

    /// Moves the price that a condition looks at.
    private func move(_ exchange: Exchange, _ working: WorkingPrice, _ price: StaticString) {
        if working == .last { exchange.trade(at: price) } else { exchange.pinMark(price) }
    }

    @Test(
        "each type on each side triggers when its price is reached, not before",
        arguments: rows.flatMap { row in WorkingPrice.allCases.map { (row, $0) } }, [false, true])
    func triggers(_ row: (Row, WorkingPrice), isLimit: Bool) throws {
        let ((kind, side, stop, short, reached), working) = row
        let exchange = market()
        let condition = Condition(kind, price: .of(stop), workingPrice: working)
        let order = try exchange.arm("A1", side, "1", condition, at: isLimit ? (side == .buy ? "20000" : "20100") : nil).get()
        #expect(order.isArmed && order.status == .new && order.id.value > 0)
        #expect(exchange.orders("A1") == [order] && exchange.available("A1") == Money(whole: 100_000))
        #expect(exchange.book(.buy) == ["19500 x 50"] && exchange.book(.sell) == ["20500 x 50"])
        move(exchange, working, short)
        #expect(exchange.triggered == [])
        exchange.now = exchange.now.advanced(byMilliseconds: 5)
        move(exchange, working, reached)
        #expect(exchange.triggered == [order.id])
        if isLimit {
            let resting = try #require(exchange.order("A1", order))
            #expect(!resting.isArmed && resting.condition?.triggeredAt == exchange.now && resting.price == order.price)
            #expect(exchange.story(order) == ["new", "triggered", "new"])
        } else {
            #expect(exchange.story(order) == ["new", "triggered", "new", side == .buy ? "trade 1 @ 20500" : "trade 1 @ 19500"])
            #expect(exchange.position("A1") == .of(side == .buy ? "1" : "-1"))
        }
    }

    @Test("what has happened already is refused, and so is the price of now", arguments: rows, WorkingPrice.allCases)
    func immediate(row: Row, working: WorkingPrice) {
        let exchange = market()
        let beyond: StaticString = Price.of(row.stop) > Price(whole: 20_000) ? "19900" : "20100"
        for price: StaticString in [beyond, "20000"] {
            let condition = Condition(row.0, price: .of(price), workingPrice: working)
            #expect(exchange.arm("A1", row.1, "1", condition).rejection == .wouldTriggerAtOnce)
        }
    }

    @Test(
        "closing orders have no quantity before they trigger, then the position's", arguments: rows, WorkingPrice.allCases)
    func closing(row: Row, working: WorkingPrice) throws {
        let exchange = market()
        exchange.open("3", long: row.1 == .sell ? "A1" : "S", short: row.1 == .sell ? "S" : "A1")
        let condition = Condition(row.0, price: .of(row.stop), workingPrice: working, closesPosition: true)
        let order = try exchange.arm("A1", row.1, "7", condition, algo: true).get()
        #expect(order.quantity.isZero && order.id.value == 0 && order.algo == AlgoID(1))
        move(exchange, working, row.reached)
        #expect(exchange.position("A1").isZero && exchange.algoOrders("A1") == [])
        let id = try #require(exchange.triggered.first)
        #expect(exchange.trades.last == (row.1 == .buy ? "3 @ 20500" : "3 @ 19500") && id.value > 0)
    }

    @Test("closing and reducing orders outlive the position and expire when they trigger without one", arguments: [true, false])
    func orphans(closes: Bool) throws {
        let exchange = market()
        exchange.open("3", long: "A1", short: "S")
        let condition = Condition(.stop, price: .of("19900"), closesPosition: closes)
        let order = try exchange.arm("A1", .sell, "3", condition, reduceOnly: !closes).get()
        exchange.open("3", long: "S", short: "A1")
        #expect(exchange.position("A1").isZero && exchange.orders("A1") == [order])
        exchange.trade(at: "19900")
        #expect(exchange.story(order) == ["new", "triggered", "expired triggerRejected"])
        #expect(exchange.triggerRejections == [.reduceOnlyRejected] && exchange.orders("A1") == [])
    }

    @Test("a triggered reduce-only order trades no more than the position")
    func reducing() throws {
        let exchange = market()
        exchange.open("2", long: "A1", short: "S")
        let order = try exchange.arm("A1", .sell, "5", Condition(.stop, price: .of("19900")), reduceOnly: true).get()
        exchange.trade(at: "19900")
        #expect(exchange.position("A1").isZero && exchange.story(order).last == "expired nothingToReduce")
    }

    @Test("with price protection an order waits until mark and last price come together", arguments: rows, WorkingPrice.allCases)
    func protected(row: Row, working: WorkingPrice) throws {
        let exchange = market()
        let isAbove = Price.of(row.stop) > Price(whole: 20_000)
        let condition = Condition(row.0, price: .of(row.stop), workingPrice: working, priceProtect: true)
        let order = try exchange.arm("A1", row.1, "0.1", condition, at: row.1 == .buy ? "20000" : "20100").get()
        if working == .last {
            exchange.pinMark(isAbove ? "19850" : "20150")
            exchange.trade(at: isAbove ? "20100" : "19900")
            #expect(exchange.triggered == [])
            exchange.pinMark(isAbove ? "19900" : "20101.1")
            #expect(exchange.triggered == [])
            exchange.pinMark(isAbove ? "19901" : "20101")
        } else {
            exchange.pinMark(isAbove ? "20250" : "19750")
            #expect(exchange.triggered == [])
            exchange.trade(at: isAbove ? "20047" : "19947.6")
            #expect(exchange.triggered == [])
            exchange.trade(at: isAbove ? "20047.5" : "19947.5")
        }
        #expect(exchange.triggered == [order.id])
    }

    @Test("a protected order whose price has left again does not trigger")
    func protectionPassed() throws {
        let exchange = market()
        try exchange.arm("A1", .buy, "1", Condition(.stop, price: .of("20100"), priceProtect: true)).get()
        exchange.pinMark("19850")
        exchange.trade(at: "20100")
        exchange.trade(at: "20099")
        exchange.pinMark("20000")
        #expect(exchange.triggered == [])
    }

    @Test(
        "what is refused when it triggers expires, and says why",
        arguments: [
            ("20600", TimeInForce.fillOrKill, "60", Rejection.fillOrKillUnfillable, "0", "20000"),
            ("20600", .postOnly, "1", .postOnlyWouldTake, "0", "20000"),
            ("20600", .goodTillCancel, "20", .insufficientMargin, "-90000", "20000"),
            ("21050", .goodTillCancel, "1", .priceAbovePercentBound(.of("21000")), "0", "20000"),
            (nil, .goodTillCancel, "1", .marketPriceBound, "0", "19500"),
        ] as [(StaticString?, TimeInForce, StaticString, Rejection, StaticString, StaticString)])
    func refusedAtTrigger(
        price: StaticString?, timeInForce: TimeInForce, quantity: StaticString, reason: Rejection, withdrawn: StaticString,
        mark: StaticString
    ) throws {
        let exchange = market()
        let stop = Condition(.stop, price: .of("20100"))
        let order = try exchange.arm("A1", .buy, quantity, stop, at: price, timeInForce, algo: true, id: "mine").get()
        if Money.of(withdrawn).isNegative { #expect(exchange.transfer("A1", withdrawn).rejection == nil) }
        exchange.pinMark(mark)
        exchange.trade(at: "20100")
        #expect(exchange.triggerRejections == [reason])
        guard case .triggerRejected(let refusal) = exchange.lastEvents.last else {
            Issue.record("the reason comes last")
            return
        }
        #expect(refusal.algo == order.algo && [refusal.order] == exchange.triggered)
        #expect(exchange.algoOrders("A1") == [] && exchange.orders("A1") == [])
        #expect(exchange.place("A1", .buy, "0.01", at: "19000", id: "mine").rejection == nil, "its id is free again")
    }

    @Test("orders of the algo door are found by their own ids, and get an order id when they trigger")
    func algoDoor() throws {
        let exchange = market()
        let stop = Condition(.stop, price: .of("20100"))
        let first = try exchange.arm("A1", .buy, "1", stop, at: "20000", algo: true, id: "mine").get()
        let second = try exchange.arm("A1", .buy, "1", stop, at: "20000", algo: true).get()
        #expect(first.algo == AlgoID(1) && second.algo == AlgoID(2) && !second.clientID.isEmpty)
        #expect(exchange.algoOrders("A1") == [first, second] && exchange.orders("A1") == [])
        let name = try #require(ShortText("mine"))
        #expect(exchange.lookUp("A1", .algo(AlgoID(1))) == first && exchange.lookUp("A1", .algoClientID(name)) == first)
        #expect(exchange.lookUp("A1", .clientID(name)) == nil && exchange.lookUp("A1", .id(OrderID(0))) == nil)
        #expect(exchange.lookUp("A2", .algo(AlgoID(1))) == nil)
        #expect(exchange.place("A1", .buy, "1", at: "19000", id: "mine").rejection == .duplicateClientOrderID)
        exchange.run(
            .cancelOrder(CancelOrder(account: exchange.account("A1"), instrument: exchange.market, order: .algo(second.algo))))
        #expect(exchange.algoOrders("A1") == [first])
        exchange.trade(at: "20100")
        let order = try #require(exchange.lookUp("A1", .clientID(name)))
        #expect(order.algo == AlgoID(1) && order.id.value > 0 && !order.isArmed)
        #expect(exchange.orders("A1") == [order] && exchange.lookUp("A1", .algo(AlgoID(1))) == nil)
    }

    @Test("cancelling all takes armed orders along, each door its own when asked")
    func scopes() throws {
        let exchange = market()
        let id = exchange.account("A1")
        for (scope, left) in [(CancelScope.orders, 1), (.algoOrders, 2), (.everything, 0)] {
            exchange.place("A1", .buy, "1", at: "19000")
            exchange.arm("A1", .buy, "1", Condition(.stop, price: .of("20100")))
            exchange.arm("A1", .buy, "1", Condition(.stop, price: .of("20100")), algo: true)
            let receipt = exchange.run(.cancelAllOrders(CancelAllOrders(account: id, instrument: exchange.market, scope: scope)))
            #expect(receipt == .success(.canceled(count: 3 - left)))
            #expect(exchange.orders("A1").count + exchange.algoOrders("A1").count == left)
            exchange.run(.cancelAllOrders(CancelAllOrders(account: id, instrument: exchange.market)))
        }
        exchange.trade(at: "20100")
        #expect(exchange.triggered == [])
    }

    @Test(
        "conditions are checked like prices",
        arguments: [
            (Condition(.stop, price: .zero), .stopPriceNotPositive),
            (Condition(.stop, price: .of("4529764.1")), .stopPriceAboveMaximum),
            (Condition(.takeProfit, price: .of("556.7")), .stopPriceBelowMinimum),
            (Condition(.stop, price: .of("20100.05")), .stopPriceOffTick),
            (Condition(.trailing, price: .zero, callback: .of("0.0009")), .callbackOutOfRange),
            (Condition(.trailing, price: .zero, callback: .of("0.1001")), .callbackOutOfRange),
            (Condition(.trailing, price: .of("19000.01"), callback: .of("0.01")), .activationPriceInvalid),
            (Condition(.trailing, price: .of("20000"), callback: .of("0.01")), .wouldTriggerAtOnce),
            (Condition(.trailing, price: .of("20001"), callback: .of("0.01")), .wouldTriggerAtOnce),
            (Condition(.trailing, price: .zero, callback: .of("0.01"), closesPosition: true), .closesPositionWithOtherType),
            (Condition(.stop, price: .of("4000000")), .insufficientMargin),
        ] as [(Condition, Rejection)])
    func refused(condition: Condition, reason: Rejection) {
        let exchange = market()
        #expect(exchange.arm("A1", .buy, "1", condition).rejection == reason)
        let request = PlaceOrder(
            account: exchange.account("A1"), instrument: exchange.market, side: .buy, kind: .market, quantity: .of("1"),
            condition: condition)
        #expect(exchange.state.rejection(of: request) == reason)
    }

    @Test("limit prices are banded around the trigger price, both ways")
    func band() {
        let exchange = market()
        let stop = Condition(.stop, price: .of("30000"))
        #expect(exchange.arm("A1", .buy, "1", stop, at: "31500.1").rejection == .priceAboveStopBound(.of("31500")))
        #expect(exchange.arm("A1", .buy, "1", stop, at: "28499.9").rejection == .priceBelowStopBound(.of("28500")))
        #expect(exchange.arm("A1", .buy, "1", stop, at: "31500").rejection == nil)
        let closing = Condition(.stop, price: .of("30000"), closesPosition: true)
        #expect(exchange.arm("A1", .buy, "1", closing, at: "30000").rejection == .closesPositionWithOtherType)
    }

    @Test("ten of them at most, and all open orders together no more than the limit")
    func counts() {
        let exchange = Exchange(maxNumOrders: 12)
        let stop = Condition(.stop, price: .of("20100"))
        for _ in 0..<10 { #expect(exchange.arm("A1", .buy, "0.01", stop).rejection == nil) }
        #expect(exchange.arm("A1", .buy, "0.01", stop).rejection == .tooManyConditionalOrders)
        for _ in 0..<2 { #expect(exchange.place("A1", .buy, "0.01", at: "19000").rejection == nil) }
        #expect(exchange.place("A1", .buy, "0.01", at: "19000").rejection == .tooManyOpenOrders)
        #expect(exchange.arm("A1", .buy, "0.01", stop).rejection == .tooManyOpenOrders)
    }

    @Test("margin must be there when they are placed, and is not held")
    func margin() {
        let exchange = market()
        let stop = Condition(.stop, price: .of("20000.1"))
        #expect(exchange.arm("A1", .buy, "101", stop, at: "20000").rejection == .insufficientMargin)
        #expect(exchange.arm("A1", .buy, "100", stop, at: "20000").rejection == nil)
        #expect(exchange.available("A1") == Money(whole: 100_000))
        #expect(exchange.arm("A1", .buy, "0.001", stop, at: "20000").rejection == .notionalBelowMinimum(Money(whole: 100)))
    }

    @Test("armed, they cannot be amended; triggered, a limit order can")
    func amended() throws {
        let exchange = market()
        let order = try exchange.arm("A1", .buy, "1", Condition(.stop, price: .of("20100")), at: "20000").get()
        #expect(exchange.amend("A1", order, to: "2", at: "20000").rejection == .amendsNonLimit)
        exchange.trade(at: "20100")
        #expect(try exchange.amend("A1", order, to: "2", at: "20000").get().quantity == .of("2"))
    }

    @Test("before the first trade the mark price stands in for the last")
    func untraded() throws {
        let exchange = Exchange()
        #expect(exchange.arm("A1", .buy, "1", Condition(.stop, price: .of("20000"))).rejection == .wouldTriggerAtOnce)
        #expect(exchange.arm("A1", .buy, "1", Condition(.stop, price: .of("20100"))).rejection == nil)
        exchange.pinMark("20100")
        #expect(exchange.triggered == [])
        exchange.trade(at: "20100")
        #expect(exchange.triggered.count == 1)
    }

    @Test("a year old, they expire like all others")
    func aged() throws {
        let exchange = market()
        let order = try exchange.arm("A1", .buy, "1", Condition(.stop, price: .of("20100"))).get()
        exchange.quietly { exchange.passTime(milliseconds: 366 * 86_400_000) }
        #expect(exchange.story(order).last == "expired aged")
    }

    @Test("in hedge mode they close the side they name, and trade no more than it holds by then")
    func hedged() throws {
        let exchange = market()
        #expect(exchange.hedge("H", true).rejection == nil)
        for (side, positionSide) in [(Side.buy, PositionSide.long), (.sell, .short)] {
            let limit = OrderKind.limit(price: .of(side == .buy ? "20500" : "19500"), timeInForce: .goodTillCancel)
            let opening = PlaceOrder(
                account: exchange.account("H"), instrument: exchange.market, side: side, positionSide: positionSide, kind: limit,
                quantity: .of("3"))
            #expect(exchange.run(.placeOrder(opening)).rejection == nil)
        }
        let closing = Condition(.stop, price: .of("19400"), closesPosition: true)
        #expect(exchange.arm("H", .buy, "0", closing, on: .long).rejection == .positionSideMismatch)
        #expect(exchange.arm("H", .sell, "4", Condition(.stop, price: .of("19450")), on: .long).rejection == .reduceOnlyRejected)
        let partial = try exchange.arm("H", .sell, "2", Condition(.stop, price: .of("19450")), on: .long).get()
        let rest = try exchange.arm("H", .sell, "0", closing, algo: true, on: .long).get()
        exchange.trade(at: "19600")
        #expect(exchange.triggered == [])
        exchange.pinMark("19600")
        let held = { (side: PositionSide) in
            exchange.state.positionFigures(exchange.account("H"), exchange.market, side)?.position.quantity
        }
        exchange.place("M", .sell, "0.01", at: "19500")
        exchange.place("T", .sell, "46.99", at: "19500")
        exchange.place("B", .buy, "50", at: "19300")
        exchange.place("T", .sell, "1", at: "19300")
        #expect(held(.long) == .zero && held(.short) == .of("-3"))
        #expect(exchange.story(partial).contains("triggered") && exchange.lookUp("H", .algo(rest.algo)) == nil)
        #expect(exchange.triggerRejections == [])
    }
}
