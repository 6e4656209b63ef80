import CommandsAndEvents
import Primitives
import Testing

@Suite("Cancelling orders")
struct CancelOrderTests {
    @Test("by id or by client id, once, and only one's own")
    func cancel() throws {
        let exchange = Exchange()
        let order = try exchange.place("A1", .buy, "1", at: "19000", id: "mine").get()
        #expect(exchange.cancel("A2", order).rejection == .unknownOrder)
        let name = try #require(ShortText("mine"))
        let result = exchange.run(
            .cancelOrder(CancelOrder(account: exchange.account("A1"), instrument: exchange.market, order: .clientID(name))))
        #expect(try result.order.get().status == .canceled)
        #expect(exchange.cancel("A1", order).rejection == .unknownOrder)
        #expect(exchange.book(.buy) == [] && exchange.available("A1") == Money(whole: 100_000))
    }

    @Test("all of a market at once, however many there are")
    func all() {
        let exchange = Exchange()
        exchange.open("1", long: "A1", short: "S")
        for side in [Side.buy, .sell] { for _ in 0..<3 { exchange.place("A1", side, "0.1", at: side == .buy ? "19000" : "21000") } }
        exchange.place("A1", .sell, "1", at: "22000", reduceOnly: true)
        exchange.place("A2", .buy, "1", at: "18000")
        let all = Command.cancelAllOrders(CancelAllOrders(account: exchange.account("A1"), instrument: exchange.market))
        #expect(exchange.run(all) == .success(.canceled(count: 7)))
        #expect(exchange.run(all) == .success(.canceled(count: 0)))
        #expect(exchange.book(.buy) == ["18000 x 1"] && exchange.book(.sell) == [])
    }
}
