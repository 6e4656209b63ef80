import CommandsAndEvents
import Primitives
import Testing

@Suite("Self-trade prevention")
struct SelfTradeTests {
    /// Book before: A1 asks 1 at 20 000, M asks 1 at 20 010. A1 buys 2 at 20 010.
    @Test(
        "the taker's mode decides who expires",
        arguments: [
            (.none, .filled, "2", ["1 @ 20000", "1 @ 20010"], []),
            (.expireTaker, .expiredInMatch, "0", [], ["20000 x 1", "20010 x 1"]),
            (.expireMaker, .partiallyFilled, "1", ["1 @ 20010"], []),
            (.expireBoth, .expiredInMatch, "0", [], ["20010 x 1"]),
        ] as [(SelfTradePrevention, OrderStatus, StaticString, [String], [String])], [false, true])
    func modes(row: (SelfTradePrevention, OrderStatus, StaticString, [String], [String]), withReduceOnlyInTheBook: Bool) throws {
        let exchange = Exchange()
        if withReduceOnlyInTheBook {
            exchange.open("1", long: "R", short: "S")
            exchange.place("R", .sell, "1", at: "30000", reduceOnly: true)
        }
        let tradesBefore = exchange.trades.count
        let own = try exchange.place("A1", .sell, "1", at: "20000").get()
        exchange.place("M", .sell, "1", at: "20010")
        let taker = try exchange.place("A1", .buy, "2", at: "20010", stp: row.0).get()
        #expect(taker.status == row.1 && taker.filled == .of(row.2))
        #expect(Array(exchange.trades[tradesBefore...]) == row.3)
        #expect(exchange.book(.sell).filter { $0 != "30000 x 1" } == row.4)
        let expiredMaker = row.0 == .expireMaker || row.0 == .expireBoth
        #expect(exchange.story(own).last == (expiredMaker ? "expired selfTrade" : row.0 == .none ? "trade 1 @ 20000" : "new"))
    }

    @Test("post only and fill or kill ignore the mode")
    func ignored() throws {
        let exchange = Exchange()
        exchange.place("A1", .sell, "1", at: "20000")
        #expect(exchange.place("A1", .buy, "1", at: "20000", .postOnly, stp: .expireMaker).rejection == .postOnlyWouldTake)
        let order = try exchange.place("A1", .buy, "1", at: "20000", .fillOrKill, stp: .expireTaker).get()
        #expect(order.status == .filled)
    }

    @Test("a trade with oneself costs both commissions and moves nothing else")
    func wash() {
        let exchange = Exchange()
        exchange.place("A1", .sell, "1", at: "20000")
        exchange.place("A1", .buy, "1", at: "20000")
        #expect(exchange.position("A1").isZero && exchange.wallet("A1") == .of("99988"))
    }
}
