import CommandsAndEvents
import Primitives
import Testing

@Suite("Reduce-only orders")
struct ReduceOnlyTests {
    private func withLong(_ quantity: StaticString = "5") -> Exchange {
        let exchange = Exchange()
        exchange.open(quantity, long: "A1", short: "S")
        return exchange
    }

    @Test("without a position on the other side they are refused")
    func refused() {
        let exchange = withLong()
        #expect(exchange.place("A2", .sell, "1", at: "20000", reduceOnly: true).rejection == .reduceOnlyRejected)
        #expect(exchange.place("A1", .buy, "1", at: "20000", reduceOnly: true).rejection == .reduceOnlyRejected)
        #expect(exchange.place("S", .sell, "1", reduceOnly: true).rejection == .reduceOnlyRejected)
    }

    @Test("they need neither margin nor the least notional")
    func exempt() {
        let exchange = withLong()
        #expect(exchange.transfer("A1", "-94960").rejection == nil)
        #expect(exchange.available("A1").isZero)
        #expect(exchange.place("A1", .buy, "0.01", at: "20000").rejection == .insufficientMargin)
        #expect(exchange.place("A1", .sell, "0.001", at: "20000", reduceOnly: true).rejection == nil)
    }

    @Test("a taker trades no more than the position, its remainder expires")
    func capped() throws {
        let exchange = withLong("2")
        exchange.place("M", .buy, "10", at: "20000")
        let order = try exchange.place("A1", .sell, "5", reduceOnly: true).get()
        #expect(order.status == .expired && order.filled == .of("2"))
        #expect(exchange.story(order).last == "expired nothingToReduce")
        #expect(exchange.position("A1").isZero)
    }

    @Test("resting, they show no more than the position and grow and shrink with it")
    func shown() throws {
        let exchange = withLong("2")
        let order = try exchange.place("A1", .sell, "5", at: "21000", reduceOnly: true).get()
        #expect(exchange.book(.sell) == ["21000 x 2"])
        exchange.open("1", long: "A1", short: "S")
        #expect(exchange.book(.sell) == ["21000 x 3"])
        exchange.open("2", long: "S", short: "A1")
        #expect(exchange.book(.sell) == ["21000 x 1"] && exchange.order("A1", order)?.remaining == .of("5"))
        exchange.open("1", long: "S", short: "A1")
        #expect(exchange.book(.sell) == [] && exchange.story(order).last == "expired nothingToReduce")
    }

    @Test("a flip of the position ends them, too")
    func flipped() throws {
        let exchange = withLong("2")
        let order = try exchange.place("A1", .sell, "2", at: "21000", reduceOnly: true).get()
        exchange.open("3", long: "S", short: "A1")
        #expect(exchange.position("A1") == .of("-1") && exchange.order("A1", order) == nil)
    }

    @Test("a better-priced one takes the place of a worse one")
    func replaced() throws {
        let exchange = withLong("5")
        let worse = try exchange.place("A1", .sell, "4", at: "21000", reduceOnly: true).get()
        exchange.place("A1", .sell, "3", at: "20500", reduceOnly: true)
        #expect(exchange.book(.sell) == ["20500 x 3", "21000 x 2"])
        exchange.place("A1", .sell, "2", at: "20600", reduceOnly: true)
        #expect(exchange.book(.sell) == ["20500 x 3", "20600 x 2"])
        #expect(exchange.story(worse).last == "expired nothingToReduce")
    }

    @Test("cancelling one lets the others offer more")
    func cancelled() throws {
        let exchange = withLong("5")
        let better = try exchange.place("A1", .sell, "3", at: "20500", reduceOnly: true).get()
        exchange.place("A1", .sell, "4", at: "21000", reduceOnly: true)
        #expect(exchange.book(.sell) == ["20500 x 3", "21000 x 2"])
        exchange.cancel("A1", better)
        #expect(exchange.book(.sell) == ["21000 x 4"])
    }

    @Test("a taker that sweeps several of one account never flips its position")
    func swept() {
        let exchange = withLong("5")
        exchange.place("A1", .sell, "3", at: "20500", reduceOnly: true)
        exchange.place("A1", .sell, "4", at: "20600", reduceOnly: true)
        exchange.place("A1", .sell, "1", at: "20400")
        exchange.place("M", .sell, "10", at: "20700")
        exchange.place("T", .buy, "8", at: "20700")
        #expect(exchange.position("A1").isZero)
        #expect(exchange.trades.suffix(4) == ["1 @ 20400", "3 @ 20500", "1 @ 20600", "3 @ 20700"])
    }

    @Test("fill or kill counts only what will still be offered when it gets there")
    func fillOrKill() throws {
        let exchange = withLong("5")
        exchange.place("A1", .sell, "5", at: "20400")
        exchange.place("A1", .sell, "5", at: "20500", reduceOnly: true)
        #expect(exchange.book(.sell) == ["20400 x 5", "20500 x 5"])
        #expect(exchange.place("T", .buy, "6", at: "20500", .fillOrKill).rejection == .fillOrKillUnfillable)
        let order = try exchange.place("T", .buy, "5", at: "20500", .fillOrKill).get()
        #expect(order.status == .filled && exchange.book(.sell) == [])
    }

    @Test("a fill or kill that reduces needs the whole of its quantity in the position")
    func fillOrKillTaker() {
        let exchange = withLong("2")
        exchange.place("M", .buy, "10", at: "20000")
        #expect(exchange.place("A1", .sell, "3", at: "20000", .fillOrKill, reduceOnly: true).rejection == .fillOrKillUnfillable)
        #expect(exchange.place("A1", .sell, "2", at: "20000", .fillOrKill, reduceOnly: true).rejection == nil)
    }

    @Test("amended to a better price it goes first, amended across the book it takes")
    func amended() throws {
        let exchange = withLong("5")
        let first = try exchange.place("A1", .sell, "5", at: "20500", reduceOnly: true).get()
        exchange.place("M", .buy, "2", at: "20100")
        let taken = try exchange.amend("A1", first, to: "5", at: "20100").get()
        #expect(taken.filled == .of("2") && exchange.book(.sell) == ["20100 x 3"])
        #expect(exchange.position("A1") == .of("3"))
    }
}
