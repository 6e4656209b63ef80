import CommandsAndEvents
import Primitives
import Testing

@Suite("Isolated margin")
struct IsolatedMarginTests {
    private func isolated(_ name: String = "I") -> Exchange {
        let exchange = Exchange()
        #expect(exchange.marginType(name, .isolated).rejection == nil)
        return exchange
    }

    @Test("an opening fill takes its margin out of the cross wallet, a reduction gives its share back, a close all of it")
    func fills() {
        let exchange = isolated()
        exchange.place("M", .sell, "4", at: "20000")
        exchange.place("I", .buy, "4")
        #expect(exchange.figures("I").isolatedWallet == .of("4000"))
        // 100 000 less 32 of commission and the margin.
        #expect(exchange.available("I") == .of("95968"))
        exchange.pin(.of("21000"))
        #expect(exchange.available("I") == .of("95968"), "profit of an isolated position stays with it")
        exchange.place("M", .buy, "1", at: "21000")
        exchange.place("I", .sell, "1")
        #expect(exchange.figures("I").isolatedWallet == .of("3000"))
        exchange.place("M", .buy, "3", at: "21000")
        exchange.place("I", .sell, "3")
        #expect(exchange.figures("I").isolatedWallet.isZero)
        // 4 000 of profit, 32 and 33.6 of commission.
        #expect(exchange.available("I") == .of("103934.4"))
    }

    @Test("a flip gives back the old margin and takes the new")
    func flip() {
        let exchange = isolated()
        exchange.place("M", .sell, "2", at: "20000")
        exchange.place("I", .buy, "2")
        exchange.place("M", .buy, "5", at: "20000")
        exchange.place("I", .sell, "5")
        #expect(exchange.position("I") == .of("-3"))
        #expect(exchange.figures("I").isolatedWallet == .of("3000"))
    }

    @Test("open orders hold margin in the cross wallet until they fill")
    func orders() {
        let exchange = isolated()
        exchange.place("I", .buy, "2", at: "19000")
        #expect(exchange.available("I") == .of("98100"))
        #expect(exchange.figures("I").isolatedWallet.isZero)
    }

    @Test("the liquidation price stands on the isolated wallet alone")
    func liquidationPrice() {
        let exchange = isolated()
        exchange.place("M", .sell, "1", at: "20000")
        exchange.place("I", .buy, "1")
        // (1 000 − 20 000) / (0.004 − 1)
        #expect(exchange.figures("I").liquidationPrice.text(digits: 2) == "19076.30")
    }

    @Test("margin goes in and out within what both sides can spare")
    func adjustment() {
        let exchange = isolated()
        exchange.place("M", .sell, "1", at: "20000")
        exchange.place("I", .buy, "1")
        #expect(exchange.adjustMargin("I", "500").rejection == nil)
        #expect(exchange.figures("I").isolatedWallet == .of("1500"))
        #expect(exchange.available("I") == .of("98492"))
        #expect(exchange.adjustMargin("I", "98492.00000001").rejection == .crossBalanceInsufficient)
        #expect(exchange.adjustMargin("I", "-500.00000001").rejection == .isolatedBalanceInsufficient)
        #expect(exchange.adjustMargin("I", "-500").rejection == nil)
        exchange.pin(.of("20100"))
        // 1 000 + 100 − 1 005
        #expect(exchange.adjustMargin("I", "-95.00000001").rejection == .isolatedBalanceInsufficient)
        #expect(exchange.adjustMargin("I", "-95").rejection == nil)
    }

    @Test("margin is moved for isolated positions only, and only by something")
    func adjustmentRefused() {
        let exchange = isolated()
        #expect(exchange.adjustMargin("I", "1").rejection == .marginOfNoPosition)
        #expect(exchange.adjustMargin("C", "1").rejection == .marginOfCrossPosition)
        #expect(exchange.adjustMargin("I", "0").rejection == .amountNotPositive)
        #expect(exchange.adjustMargin("I", "1", .long).rejection == .positionSideMismatch)
    }

    @Test("funding comes out of the isolated wallet, and only that entry is told")
    func funding() {
        let exchange = isolated()
        exchange.place("M", .sell, "1", at: "20000")
        exchange.place("I", .buy, "1")
        let available = exchange.available("I")
        let margin = exchange.figures("I").isolatedWallet
        exchange.place("M", .buy, "20", at: "20010")
        exchange.place("M2", .sell, "20", at: "20011")
        exchange.passTime()
        let rate = exchange.state.marketFigures(exchange.market).fundingRate
        #expect(!rate.isZero)
        let due = exchange.state.marketFigures(exchange.market).nextFundingTime
        exchange.passTime(milliseconds: due.milliseconds - exchange.now.milliseconds)
        let paid = margin - exchange.figures("I").isolatedWallet
        #expect(paid == Money(raw: rate.raw * 20_000))
        #expect(exchange.available("I") == available)
        #expect(exchange.lastPositions(of: "I") == ["both 1"])
        #expect(exchange.lastPositions(of: "M") == [])
    }

    @Test("leverage of an isolated position can be raised, not lowered")
    func leverage() {
        let exchange = isolated()
        exchange.place("M", .sell, "1", at: "20000")
        exchange.place("I", .buy, "1")
        #expect(exchange.leverage("I", 10).rejection == .isolatedLeverageWithPosition)
        #expect(exchange.leverage("I", 50).rejection == nil)
        #expect(exchange.figures("I").isolatedWallet == .of("1000"))
    }

    @Test("the margin type changes only without orders and positions, and not to what it is")
    func changing() throws {
        let exchange = isolated()
        #expect(exchange.marginType("I", .isolated).rejection == .sameMarginType)
        #expect(exchange.marginType("C", .cross).rejection == .sameMarginType)
        let order = try exchange.place("I", .buy, "1", at: "19000").get()
        #expect(exchange.marginType("I", .cross).rejection == .marginTypeWithOpenOrders)
        exchange.cancel("I", order)
        exchange.place("M", .sell, "1", at: "20000")
        exchange.place("I", .buy, "1")
        #expect(exchange.marginType("I", .cross).rejection == .marginTypeWithPosition)
        exchange.place("M", .buy, "1", at: "20000")
        exchange.place("I", .sell, "1")
        #expect(exchange.marginType("I", .cross).rejection == nil)
        #expect(exchange.lastPositions(of: "I") == ["both 0"])
    }

    @Test("in hedge mode each side keeps its own, and every isolated side that ever held a position is told")
    func hedged() {
        let exchange = isolated()
        #expect(exchange.hedge("I", true).rejection == nil)
        exchange.place("M", .sell, "2", at: "20000")
        exchange.place("M", .buy, "2", at: "19990")
        exchange.place("I", .buy, "2", on: .long)
        exchange.place("I", .sell, "1", on: .short)
        #expect(exchange.figures("I", .long).isolatedWallet == .of("2000"))
        #expect(exchange.figures("I", .short).isolatedWallet == .of("999.5"))
        #expect(exchange.lastPositions(of: "I") == ["both 0", "long 2", "short -1"])
        #expect(exchange.figures("I", .long).liquidationPrice < .of("20000"))
        #expect(exchange.figures("I", .short).liquidationPrice > .of("20000"))
    }
}
