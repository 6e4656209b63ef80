import CommandsAndEvents
import Engine
import Primitives
import Testing

@Suite("Triggers that cause triggers")
struct TriggerCascadeTests {
    @Test("a stop whose trades reach the next one sets that off, in the same command")
    func cascade() throws {
        let exchange = Exchange()
        exchange.trade(at: "20000")
        for price: StaticString in ["19800", "19700", "19600", "19500"] { exchange.place("M", .buy, "1", at: price) }
        let third = try exchange.arm("A3", .sell, "1", Condition(.stop, price: .of("19700"))).get()
        let first = try exchange.arm("A1", .sell, "1", Condition(.stop, price: .of("19900"))).get()
        let second = try exchange.arm("A2", .sell, "1", Condition(.stop, price: .of("19800"))).get()
        exchange.trade(at: "19900")
        #expect(exchange.triggered == [first.id, second.id, third.id])
        #expect(exchange.trades.suffix(3) == ["1 @ 19800", "1 @ 19700", "1 @ 19600"])
        #expect(exchange.book(.buy) == ["19500 x 1"])
    }

    @Test("at one price those that wait for a rise go first, then by trigger price, then by arming")
    func order() throws {
        let exchange = Exchange()
        exchange.trade(at: "20000")
        func arm(_ kind: Condition.Kind, _ side: Side, _ price: StaticString) throws -> OrderID {
            try exchange.arm("A1", side, "0.1", Condition(kind, price: .of(price)), at: side == .buy ? "19500" : "20300").get().id
        }
        let falling = [try arm(.takeProfit, .buy, "19700"), try arm(.stop, .sell, "19800"), try arm(.stop, .sell, "19700")]
        exchange.trade(at: "19600")
        #expect(exchange.triggered == [falling[1], falling[0], falling[2]])
        let rising = [try arm(.stop, .buy, "19900"), try arm(.takeProfit, .sell, "19700"), try arm(.stop, .buy, "19700")]
        exchange.trade(at: "20100")
        #expect(exchange.triggered.suffix(3) == [rising[1], rising[2], rising[0]])
    }

    @Test("a price that lasted for one trade of a command counts")
    func passing() throws {
        let exchange = Exchange()
        exchange.trade(at: "20000")
        let up = try exchange.arm("A1", .buy, "0.1", Condition(.stop, price: .of("20200")), at: "20000").get()
        exchange.place("B", .sell, "0.1", at: "20200")
        exchange.place("B", .sell, "0.1", at: "20100")
        exchange.place("T", .buy, "0.2", at: "20200")
        #expect(exchange.triggered == [up.id] && exchange.book(.buy) == ["20000 x 0.1"])
    }

    @Test("a triggered order may take away what the next was to reduce")
    func race() throws {
        let exchange = Exchange()
        exchange.trade(at: "20000")
        exchange.place("M", .buy, "50", at: "19500")
        exchange.open("1", long: "A1", short: "S")
        let stop = Condition(.stop, price: .of("19900"), closesPosition: true)
        let first = try exchange.arm("A1", .sell, "0", stop).get()
        let second = try exchange.arm("A1", .sell, "0", stop).get()
        exchange.trade(at: "19900")
        #expect(exchange.story(first).last == "trade 1 @ 19500")
        #expect(exchange.story(second) == ["new", "triggered", "expired triggerRejected"])
        #expect(exchange.position("A1").isZero)
    }

    @Test("a mark price that moves triggers across instruments on its own instrument only, and samples of time do, too")
    func sampled() throws {
        let exchange = Exchange(mark: nil)
        exchange.run(.updateIndex(UpdateIndex(instrument: exchange.market, price: Price(whole: 20_000))))
        let order = try exchange.arm("A1", .buy, "1", Condition(.stop, price: .of("20050"), workingPrice: .mark)).get()
        exchange.place("M", .buy, "1", at: "20900")
        exchange.place("N", .sell, "1", at: "20910")
        #expect(exchange.triggered == [])
        exchange.place("T", .sell, "0.5", at: "20900")
        for _ in 0..<3 { exchange.passTime(milliseconds: 1_000) }
        #expect(exchange.triggered == [order.id], "the mark price follows basis and last price")
    }

    @Test("self-trade prevention and time in force work for triggered orders as for others")
    func preventing() throws {
        for (rule, status) in [
            (SelfTradePrevention.expireTaker, OrderStatus.expiredInMatch), (.expireMaker, .new), (.expireBoth, .expiredInMatch),
            (.none, .filled),
        ] {
            let exchange = Exchange()
            exchange.trade(at: "20000")
            let own = try exchange.place("A1", .sell, "1", at: "20200").get()
            let stop = Condition(.stop, price: .of("20100"))
            let order = try exchange.arm("A1", .buy, "1", stop, at: "20200", stp: rule).get()
            exchange.trade(at: "20100")
            let last = try #require(
                exchange.events.compactMap { event -> Order? in
                    if case .order(let update) = event, update.order.id == order.id { update.order } else { nil }
                }.last)
            #expect(last.status == status)
            let makerGone = rule != .expireTaker
            #expect((exchange.order("A1", own) == nil) == makerGone)
        }
    }

    @Test("an immediate-or-cancel order expires with what it found when it triggers")
    func immediateOrCancel() throws {
        let exchange = Exchange()
        exchange.trade(at: "20000")
        exchange.place("M", .sell, "1", at: "20200")
        let stop = Condition(.stop, price: .of("20100"))
        let order = try exchange.arm("A1", .buy, "3", stop, at: "20200", .immediateOrCancel).get()
        exchange.trade(at: "20100")
        #expect(exchange.story(order) == ["new", "triggered", "new", "trade 1 @ 20200", "expired unfilledRemainder"])
    }
}
