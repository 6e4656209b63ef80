import CommandsAndEvents
import Primitives
import Testing

@Suite("Trailing stop orders")
struct TrailingOrderTests {
    private func market() -> Exchange {
        let exchange = Exchange()
        exchange.trade(at: "20000")
        exchange.place("M", .sell, "50", at: "20650")
        exchange.place("M", .buy, "50", at: "19350")
        return exchange
    }

    private func see(_ exchange: Exchange, _ working: WorkingPrice, _ price: StaticString) {
        if working == .last { exchange.trade(at: price) } else { exchange.pinMark(price) }
    }

    /// Prices seen one after the other; the last of them triggers, none before.
    @Test(
        "they trigger once the price has turned by the callback from its extreme",
        arguments: [
            (.buy, "0", "0.01", ["20199.9", "20100", "20200"]), (.sell, "0", "0.01", ["19800.1", "19900", "19800"]),
            (.buy, "0", "0.01", ["19800", "19900", "19700", "19896.9", "19897"]),
            (.sell, "0", "0.01", ["20200", "20100", "20300", "20097.1", "20097"]),
            (.buy, "19800", "0.01", ["20300", "19800.1", "20500", "19800", "19997.9", "19998"]),
            (.sell, "20200", "0.01", ["19600", "20199.9", "19500", "20200", "19998.1", "19998"]),
            (.buy, "19800", "0.001", ["19700", "19719.6", "19719.7"]), (.sell, "20200", "0.001", ["20300", "20279.8", "20279.7"]),
        ] as [(Side, StaticString, StaticString, [StaticString])], WorkingPrice.allCases)
    func vectors(row: (Side, StaticString, StaticString, [StaticString]), working: WorkingPrice) throws {
        let exchange = market()
        let condition = Condition(.trailing, price: .of(row.1), callback: .of(row.2), workingPrice: working)
        let order = try exchange.arm("A1", row.0, "1", condition, algo: true).get()
        #expect(order.condition?.price == (condition.price.isZero ? Price(whole: 20_000) : condition.price))
        for price in row.3.dropLast() { see(exchange, working, price) }
        #expect(exchange.triggered == [])
        if let price = row.3.last { see(exchange, working, price) }
        #expect(exchange.triggered.count == 1 && exchange.position("A1") == .of(row.0 == .buy ? "1" : "-1"))
    }

    @Test("the callback may be ten per cent, and the activation price must lie ahead")
    func bounds() {
        let exchange = market()
        for (side, price) in [(Side.buy, "20000.1"), (.sell, "19999.9"), (.buy, "20000"), (.sell, "20000")]
            as [(Side, StaticString)]
        {
            let condition = Condition(.trailing, price: .of(price), callback: .of("0.1"))
            #expect(exchange.arm("A1", side, "1", condition).rejection == .wouldTriggerAtOnce)
        }
        #expect(exchange.arm("A1", .buy, "1", Condition(.trailing, price: .of("19999.9"), callback: .of("0.1"))).rejection == nil)
    }

    @Test("orders that began at different prices share the extreme once it is new for all, and cancelled ones do not matter")
    func groups() throws {
        let exchange = market()
        var orders: [Order] = []
        for (index, price) in (["19800", "19900", "20000", "20100"] as [StaticString]).enumerated() {
            exchange.pinMark(price)
            let callback: Rate = index % 2 == 0 ? .of("0.02") : .of("0.03")
            orders.append(
                try exchange.arm("A1", .buy, "0.1", Condition(.trailing, price: .zero, callback: callback, workingPrice: .mark))
                    .get())
        }
        exchange.cancel("A1", orders[2])
        exchange.pinMark("19850")
        exchange.pinMark("20195.9")
        #expect(exchange.triggered == [])
        exchange.pinMark("20196")
        #expect(exchange.triggered == [orders[0].id])
        exchange.pinMark("20394")
        #expect(exchange.triggered == [orders[0].id])
        exchange.pinMark("20445.5")
        #expect(exchange.triggered == [orders[0].id, orders[1].id, orders[3].id], "lowest threshold first, then by arming")
    }

    @Test("every trade of one command counts, extremes and turns alike")
    func inOneCommand() throws {
        let exchange = market()
        let order = try exchange.arm("A1", .sell, "1", Condition(.trailing, price: .zero, callback: .of("0.02"))).get()
        exchange.place("B", .sell, "0.1", at: "20100")
        exchange.place("B", .sell, "0.1", at: "20600")
        exchange.place("T", .buy, "0.2", at: "20600")
        #expect(exchange.triggered == [])
        exchange.trade(at: "20188.1")
        #expect(exchange.triggered == [])
        exchange.trade(at: "20188")
        #expect(exchange.triggered == [order.id])
    }
}
