import CommandsAndEvents
import Engine
import Instruments
import Primitives
import Testing

/// The rules of decision 0017, on BTCUSDT at 20 000: maintenance margin 0.4 % up to 50 000, 0.5 % less 50 up to 600 000.
@Suite("Liquidation")
struct LiquidationTests {
    /// A1 is long 1 at 20 000 with 1 992 in its wallet, against S: liquidated from 18 080.32128514 on.
    static func long() -> Exchange {
        let exchange = Exchange()
        _ = exchange.account("A1", balance: Money(whole: 2_000))
        exchange.open("1", long: "A1", short: "S")
        return exchange
    }

    @Test("a cross position is sold into the book at its bankruptcy price or better, and pays a fee out of what is left")
    func cross() throws {
        let exchange = Self.long()
        exchange.place("maker", .buy, "0.4", at: "18050")
        exchange.place("maker", .buy, "0.6", at: "18010")
        let waiting = try exchange.place("A1", .buy, "0.01", at: "17000").get()
        exchange.pinMark("18080.4")
        #expect(exchange.position("A1") == .of("1"))
        exchange.pinMark("18080")
        #expect(exchange.story(waiting) == ["new", "expired liquidation"])
        #expect(exchange.story(of: .liquidation) == ["new sell 1 @ 18008", "trade 0.4 @ 18050", "trade 0.6 @ 18010"])
        #expect(exchange.position("A1") == .zero && exchange.wallet("A1") == .zero)
        #expect(exchange.insurance() == .of("18"), "the fee would be 225.325, but 18 are left")
        #expect(exchange.liquidations(of: "A1") == [true, false])
        let order = try #require(exchange.orders(ofOrigin: .liquidation).first)
        #expect(order.clientID.description == "autoclose-\(order.id.value)" && order.timeInForce == .immediateOrCancel)
    }

    @Test("a clearance fee that can be paid is paid in full, and the taker pays no commission")
    func fee() {
        let exchange = Self.long()
        exchange.place("maker", .buy, "1", at: "19000")
        exchange.pinMark("18080")
        #expect(exchange.wallet("A1") == .of("1992") - .of("1000") - .of("237.5"))
        #expect(exchange.insurance() == .of("237.5"))
    }

    @Test("a large position is reduced bracket by bracket, a step each time that time passes; meanwhile orders are refused")
    func brackets() throws {
        let exchange = Exchange()
        _ = exchange.account("A1", balance: Money(whole: 10_000))
        exchange.open("4", long: "A1", short: "S")
        exchange.place("maker", .buy, "4", at: "17580")
        exchange.pinMark("17583.5")
        #expect(exchange.liquidations(of: "A1") == [])
        exchange.pinMark("17583")
        #expect(exchange.position("A1") == .of("2.843"))
        #expect(exchange.liquidations(of: "A1") == [true])
        #expect(exchange.place("A1", .sell, "1", at: "17600").rejection == .inLiquidation)
        #expect(exchange.multiAssets("A1", true).rejection == .inLiquidation)
        exchange.pinMark("17582.9")
        #expect(exchange.position("A1") == .of("2.843"), "steps come with time")
        exchange.pinMark("17583")
        exchange.passTime(milliseconds: 10)
        #expect(exchange.liquidations(of: "A1") == [true, false])
        #expect(exchange.position("A1") == .zero && exchange.wallet("A1") == .zero)
        #expect(exchange.place("A1", .sell, "1", at: "17600").rejection == .insufficientMargin)
    }

    @Test("a liquidation ends as soon as the mark has come back")
    func ends() {
        let exchange = Exchange()
        _ = exchange.account("A1", balance: Money(whole: 10_000))
        exchange.open("4", long: "A1", short: "S")
        exchange.place("maker", .buy, "4", at: "17580")
        exchange.pinMark("17583")
        exchange.pinMark("18000")
        #expect(exchange.liquidations(of: "A1") == [true, false])
        #expect(exchange.position("A1") == .of("2.843"))
    }

    @Test("an isolated position loses its own wallet and no more")
    func isolated() throws {
        let exchange = Exchange()
        #expect(exchange.marginType("A1", .isolated).rejection == nil)
        exchange.open("1", long: "A1", short: "S")
        exchange.place("maker", .buy, "1", at: "19010")
        let waiting = try exchange.place("A1", .buy, "0.01", at: "17000").get()
        exchange.pinMark("19077")
        #expect(exchange.liquidations(of: "A1") == [])
        exchange.pinMark("19076")
        #expect(exchange.story(waiting) == ["new", "expired liquidation"])
        #expect(exchange.story(of: .liquidation) == ["new sell 1 @ 19000", "trade 1 @ 19010"])
        #expect(exchange.wallet("A1") == .of("98992"))
        #expect(exchange.insurance() == .of("10"))
    }

    @Test("however far the mark has gone, an isolated position loses its wallet and no more")
    func gap() {
        let exchange = Exchange()
        #expect(exchange.marginType("S", .isolated).rejection == nil)
        exchange.open("1", long: "L", short: "S")
        let before = exchange.wallet("S")
        exchange.setInsurance("1000")
        exchange.pinMark("4529764")
        #expect(exchange.liquidations(of: "S") == [true], "so large a position goes bracket by bracket")
        for _ in 0..<12 { exchange.passTime(milliseconds: 10) }
        #expect(exchange.position("S") == .zero)
        #expect(exchange.wallet("S") == before - .of("1000"))
        #expect(exchange.insurance() == .of("1000"))
    }

    @Test("in hedge mode the side with the higher maintenance margin goes first; an isolated side goes alone")
    func hedge() {
        let exchange = Exchange()
        #expect(exchange.hedge("A1", true).rejection == nil)
        #expect(exchange.marginType("A1", .isolated).rejection == nil)
        exchange.place("S", .sell, "1", at: "20000")
        exchange.place("A1", .buy, "1", at: "20000", on: .long)
        exchange.place("L", .buy, "0.2", at: "20000")
        exchange.place("A1", .sell, "0.2", at: "20000", on: .short)
        exchange.setInsurance("1000000")
        exchange.pinMark("19076")
        #expect(exchange.figures("A1", .long).position.isFlat)
        #expect(exchange.figures("A1", .short).position.quantity == .of("-0.2"))
        #expect(exchange.fundPosition == .of("1"))
    }

    @Test("an account in multi-assets mode is liquidated by its joint figures, and its other assets pay")
    func multiAssets() {
        let exchange = Exchange()
        let buffers = CollateralBuffers(
            bid: .of("0.05"), ask: .of("0.05"), autoExchangeBid: .of("0.025"), autoExchangeAsk: .of("0.025"))
        exchange.run(.listAsset(Asset(name: "BNB", marginAvailable: true, buffers: buffers)))
        exchange.value(0, "1")
        exchange.value(1, "500")
        _ = exchange.account("M", balance: Money(whole: 100))
        exchange.deposit("M", "10", asset: 1)
        #expect(exchange.multiAssets("M", true).rejection == nil)
        exchange.open("1", long: "M", short: "S")
        exchange.setInsurance("1000000")
        exchange.pinMark("15219")
        #expect(exchange.position("M") == .of("1"))
        exchange.pinMark("15218")
        #expect(exchange.story(of: .liquidation) == ["new sell 1 @ 15158", "trade 1 @ 15158"])
        #expect(exchange.wallet("M") == .zero)
        #expect(exchange.wallet("M", asset: 1) < .of("0.26") && exchange.wallet("M", asset: 1).isPositive)
        exchange.open("0.01", long: "L", short: "S")
        exchange.value(1, "499")
    }

    @Test("funding alone can begin a liquidation, and a falling index price of collateral too")
    func otherCauses() {
        let exchange = Exchange()
        exchange.run(.listAsset(Asset(name: "BNB", marginAvailable: true)))
        exchange.value(0, "1")
        exchange.value(1, "500")
        _ = exchange.account("M", balance: Money(whole: 100))
        exchange.deposit("M", "10", asset: 1)
        #expect(exchange.multiAssets("M", true).rejection == nil)
        exchange.open("1", long: "M", short: "S")
        exchange.value(1, "10")
        #expect(exchange.liquidations(of: "M") == [])
        exchange.pinMark("19950")
        exchange.value(1, "2")
        #expect(exchange.liquidations(of: "M") == [true, false])
    }

    @Test("what a liquidation does to others is looked at when time next passes")
    func cascade() {
        let exchange = Self.long()
        _ = exchange.account("C", balance: Money(whole: 250))
        _ = exchange.leverage("C", 125)
        exchange.place("C", .buy, "1.5", at: "18040")
        exchange.passTime(milliseconds: 10)
        exchange.pinMark("17850")
        #expect(exchange.position("A1") == .zero && exchange.position("C") == .of("1"))
        exchange.place("S", .buy, "0.01", at: "17000")
        #expect(exchange.liquidations(of: "C") == [], "a command that moves no mark looks at nobody")
        exchange.passTime(milliseconds: 10)
        #expect(exchange.liquidations(of: "C") == [true, false])
        #expect(exchange.position("C") == .zero && exchange.orders("C") == [])
    }

    @Test("an exchange that is read back in the middle of a liquidation goes on alike")
    func snapshot() throws {
        let exchange = Exchange()
        _ = exchange.account("A1", balance: Money(whole: 10_000))
        exchange.open("4", long: "A1", short: "S")
        exchange.place("maker", .buy, "1.2", at: "17580")
        exchange.pinMark("17583")
        var copy = try ExchangeState(snapshot: exchange.state.snapshot())
        #expect(copy.digest() == exchange.state.digest() && copy.violations() == [])
        for milliseconds: Int64 in [10, 1_000, 60_000, 600_000] {
            exchange.passTime(milliseconds: milliseconds)
            _ = copy.apply(Stamped(sequence: copy.sequence.next, time: exchange.now, payload: .passTime))
            #expect(copy.takeEvents().events.map(\.event) == exchange.lastEvents)
            #expect(copy.digest() == exchange.state.digest())
        }
        #expect(exchange.position("A1") == .zero)
    }
}
