import CommandsAndEvents
import Primitives
import Testing

@Suite("Amending orders")
struct AmendOrderTests {
    @Test("an amended order goes to the back of the queue, even when it only shrinks")
    func requeued() throws {
        let exchange = Exchange()
        let first = try exchange.place("M1", .sell, "2", at: "20000").get()
        exchange.place("M2", .sell, "1", at: "20000")
        let amended = try exchange.amend("M1", first, to: "1", at: "20000").get()
        #expect(amended.quantity == .of("1") && amended.amendments == 1 && amended.id == first.id)
        exchange.place("A1", .buy, "1", at: "20000")
        #expect(exchange.position("M2") == .of("-1") && exchange.position("M1").isZero)
        #expect(exchange.story(first) == ["new", "amended"])
    }

    @Test("a new price that crosses takes; the remainder rests at it")
    func crossing() throws {
        let exchange = Exchange()
        exchange.place("M", .sell, "1", at: "20000")
        let order = try exchange.place("A1", .buy, "3", at: "19000").get()
        let taken = try exchange.amend("A1", order, to: "3", at: "20005").get()
        #expect(taken.filled == .of("1") && taken.status == .partiallyFilled)
        #expect(exchange.book(.buy) == ["20005 x 2"] && exchange.trades == ["1 @ 20000"])
        #expect(exchange.story(order) == ["new", "amended", "trade 1 @ 20000"])
    }

    @Test("down to what is filled or below it, the order is cancelled")
    func cancelsFilled() throws {
        let exchange = Exchange()
        let order = try exchange.place("M", .sell, "3", at: "20000").get()
        exchange.place("A1", .buy, "1", at: "20000")
        let ended = try exchange.amend("M", order, to: "1", at: "20000").get()
        #expect(ended.status == .canceled && ended.filled == .of("1"))
        #expect(exchange.order("M", order) == nil)
    }

    @Test("post only is cancelled by a price that would take")
    func postOnly() throws {
        let exchange = Exchange()
        exchange.place("M", .sell, "1", at: "20000")
        let order = try exchange.place("A1", .buy, "1", at: "19000", .postOnly).get()
        #expect(try exchange.amend("A1", order, to: "1", at: "20000").get().status == .canceled)
        #expect(exchange.trades == [])
    }

    @Test(
        "what a new order would be refused for refuses an amendment, which leaves the order as it was",
        arguments: [
            ("1", "19000", nil, .amendsNothing), ("1", "19500", Side.sell, .amendsOtherSide), ("1", "19000.05", nil, .priceOffTick),
            ("1", "0", nil, .priceNotPositive), ("0", "19000", nil, .quantityNotPositive),
            ("1001", "19000", nil, .quantityAboveMaximum),
            ("1", "21000.1", nil, .priceAbovePercentBound(.of("21000"))), ("200", "19000", nil, .insufficientMargin),
            ("999", "20000", nil, .insufficientMargin),
        ] as [(StaticString, StaticString, Side?, Rejection)])
    func refused(quantity: StaticString, price: StaticString, side: Side?, rejection: Rejection) throws {
        let exchange = Exchange()
        let order = try exchange.place("A1", .buy, "1", at: "19000").get()
        #expect(exchange.amend("A1", order, to: quantity, at: price, side: side).rejection == rejection)
        #expect(exchange.order("A1", order) == order)
    }

    @Test("an unknown order, another's order, and an ended one cannot be amended")
    func unknown() throws {
        let exchange = Exchange()
        let order = try exchange.place("A1", .buy, "1", at: "19000").get()
        #expect(exchange.amend("A2", order, to: "2", at: "19000").rejection == .unknownOrder)
        exchange.cancel("A1", order)
        #expect(exchange.amend("A1", order, to: "2", at: "19000").rejection == .unknownOrder)
    }

    @Test("an amendment gives the order's own margin back before it asks for new margin")
    func margin() throws {
        let exchange = Exchange()
        let order = try exchange.place("A1", .buy, "100", at: "19000").get()
        #expect(exchange.available("A1") == .of("5000"))
        #expect(exchange.amend("A1", order, to: "106", at: "19000").rejection == .insufficientMargin)
        #expect(exchange.amend("A1", order, to: "100", at: "20000").rejection == nil)
        #expect(exchange.available("A1").isZero)
        #expect(exchange.amend("A1", order, to: "105", at: "19000").rejection == nil)
    }

    @Test("ten thousand times, then no more")
    func limit() throws {
        let exchange = Exchange()
        let order = try exchange.place("A1", .buy, "1", at: "19000").get()
        exchange.quietly {
            for count in 0..<10_000 { exchange.amend("A1", order, to: "1", at: count % 2 == 0 ? "19001" : "19000") }
        }
        #expect(exchange.order("A1", order)?.amendments == 10_000)
        #expect(exchange.amend("A1", order, to: "1", at: "19001").rejection == .amendsTooOften)
    }
}
