import CommandsAndEvents
import Engine
import Primitives
import Testing

@Suite("Good-till-date orders")
struct GoodTillDateTests {
    private func place(
        _ exchange: Exchange, _ side: Side = .buy, until: Timestamp, quantity: StaticString = "1", reduceOnly: Bool = false
    ) -> Result<Order, Rejection> {
        exchange.run(
            .placeOrder(
                PlaceOrder(
                    account: exchange.account("A1"), instrument: exchange.market, side: side,
                    kind: .limit(price: .of(side == .buy ? "19500" : "20500"), timeInForce: .goodTillDate), quantity: .of(quantity),
                    reduceOnly: reduceOnly, goodTillDate: until))
        ).order
    }

    @Test("the date is more than 600 seconds away, in whole seconds, and before the year 10000")
    func range() throws {
        let exchange = Exchange()
        let now = exchange.now
        for milliseconds: Int64 in [.min, 0, 600_000, 600_999, 253_402_300_799_000 - now.milliseconds, .max - now.milliseconds] {
            let date = now.advanced(byMilliseconds: milliseconds)
            #expect(place(exchange, until: date).rejection == .goodTillDateOutOfRange)
        }
        #expect(
            try place(exchange, until: now.advanced(byMilliseconds: 601_999)).get().goodTillDate
                == now.advanced(byMilliseconds: 601_000))
        #expect(place(exchange, until: Timestamp(milliseconds: 253_402_300_798_999)).rejection == nil)
    }

    @Test("it expires when its date comes, not a millisecond before; others do not")
    func expiry() throws {
        let exchange = Exchange()
        exchange.passTime()
        let other = try exchange.place("A1", .buy, "1", at: "19000").get()
        let order = try place(exchange, until: exchange.now.advanced(byMilliseconds: 700_000)).get()
        #expect(exchange.state.nextDue == order.goodTillDate && exchange.state.nextWork <= order.goodTillDate)
        exchange.passTime(milliseconds: 699_999)
        #expect(exchange.orders("A1") == [other, order])
        exchange.passTime(milliseconds: 1)
        #expect(exchange.orders("A1") == [other] && exchange.story(order) == ["new", "expired goodTillDate"])
        #expect(exchange.state.nextDue > exchange.now)
    }

    @Test("amended, partly filled or triggered it keeps its date; ended otherwise it is forgotten")
    func kept() throws {
        let exchange = Exchange()
        exchange.passTime()
        exchange.trade(at: "20000")
        let date = exchange.now.advanced(byMilliseconds: 700_000)
        let amended = try place(exchange, until: date).get()
        exchange.amend("A1", amended, to: "2", at: "19600")
        exchange.place("T", .sell, "1", at: "19600")
        let stop = Condition(.stop, price: .of("20100"))
        let armed = try exchange.arm("A2", .buy, "1", stop, at: "19500", .goodTillDate, until: date).get()
        let door = try exchange.arm("A3", .buy, "1", stop, at: "19500", .goodTillDate, until: date, algo: true).get()
        let waiting = try exchange.arm(
            "A4", .buy, "1", Condition(.stop, price: .of("20900")), at: "20900", .goodTillDate, until: date, algo: true
        ).get()
        let gone = try place(exchange, until: date.advanced(byMilliseconds: -1_000)).get()
        exchange.cancel("A1", gone)
        #expect(exchange.state.nextDue == date)
        exchange.trade(at: "20100")
        #expect(exchange.triggered.count == 2 && exchange.orders("A3").first?.goodTillDate == date)
        exchange.passTime(milliseconds: 699_999)
        #expect(exchange.orders("A1").count + exchange.orders("A2").count + exchange.orders("A3").count == 3)
        exchange.passTime(milliseconds: 1)
        #expect(exchange.orders("A1").count + exchange.orders("A2").count + exchange.orders("A3").count == 0)
        #expect(exchange.story(armed).last == "expired goodTillDate" && exchange.algoOrders("A4") == [])
        #expect(door.algo != waiting.algo)
    }

    @Test("one that reduces makes room for the others when it goes")
    func reducing() throws {
        let exchange = Exchange()
        exchange.open("1", long: "A1", short: "S")
        let date = exchange.now.advanced(byMilliseconds: 700_000)
        let first = try place(exchange, .sell, until: date, reduceOnly: true).get()
        #expect(exchange.place("A1", .sell, "1", at: "20600", reduceOnly: true).rejection == nil)
        #expect(exchange.story(first) == ["new"])
        exchange.passTime(milliseconds: 700_000)
        #expect(exchange.orders("A1").count <= 1 && exchange.story(first).last == "expired goodTillDate")
    }

    @Test("thousands that come and go leave nothing behind")
    func many() throws {
        let exchange = Exchange()
        let start = exchange.now
        exchange.quietly {
            for count in 0..<2_000 {
                let date = start.advanced(byMilliseconds: 700_000 + Int64(count % 7) * 1_000)
                if let order = try? place(exchange, until: date, quantity: "0.01").get(), count % 10 != 0 {
                    exchange.cancel("A1", order)
                }
            }
        }
        #expect(exchange.orders("A1").count == 200)
        for second in 0..<7 {
            exchange.passTime(milliseconds: second == 0 ? 700_000 : 1_000)
            #expect(exchange.orders("A1").allSatisfy { $0.goodTillDate > exchange.now })
        }
        #expect(exchange.orders("A1") == [] && exchange.state.nextDue > exchange.now)
    }
}
