import CommandsAndEvents
import Primitives
import Testing

@Suite("Margin, leverage, transfers")
struct MarginTests {
    @Test("the documents' example: a short order below the mark needs its margin and the loss it opens with")
    func workedExample() {
        // 9 253.30 / 20 = 462.665, and 9 259.84 − 9 253.30 = 6.54: 469.205 in all.
        let poor = Exchange(mark: .of("9259.84"))
        _ = poor.account("A1", balance: .of("469.20499999"))
        #expect(poor.place("A1", .sell, "1", at: "9253.3").rejection == .insufficientMargin)
        let rich = Exchange(mark: .of("9259.84"))
        _ = rich.account("A1", balance: .of("469.205"))
        #expect(rich.place("A1", .sell, "1", at: "9253.3").rejection == nil)
        #expect(rich.available("A1") == .of("6.54"))
    }

    @Test("the figures of a position stand on the mark price")
    func figures() {
        let exchange = Exchange()
        exchange.open("2", long: "L", short: "S")
        exchange.pin(.of("21000"))
        let long = exchange.figures("L")
        #expect(long.notional == .of("42000") && long.unrealizedProfit == .of("2000"))
        #expect(long.positionInitialMargin == .of("2100") && long.maintenanceMargin == .of("168"))
        let short = exchange.figures("S")
        #expect(short.notional == .of("-42000") && short.unrealizedProfit == .of("-2000") && short.maintenanceMargin == .of("168"))
        #expect(short.liquidationPrice > .of("60000") && long.liquidationPrice.isZero)
        // 100 000 − 16 of commission + 2 000 − 2 100.
        #expect(exchange.available("L") == .of("99884"))
        // Profit that is not realised stays.
        #expect(exchange.withdrawable("L") == .of("99816"))
        #expect(exchange.withdrawable("S") == .of("95892"))
    }

    @Test("only the larger side of the open orders needs margin, and netting orders need none")
    func largerSide() {
        let exchange = Exchange()
        exchange.open("2", long: "A1", short: "S")
        let before = exchange.available("A1")
        exchange.place("A1", .sell, "4", at: "20000")
        #expect(exchange.available("A1") == before)
        exchange.place("A1", .buy, "1", at: "19000")
        #expect(exchange.available("A1") == before - .of("950"))
        exchange.place("A1", .sell, "1", at: "20000")
        #expect(exchange.available("A1") == before - .of("1000"))
    }

    @Test("an order may flip the position; only the excess needs margin")
    func flip() {
        let exchange = Exchange()
        exchange.open("50", long: "A1", short: "S")
        _ = exchange.transfer("A1", "-49600")
        #expect(exchange.available("A1").isZero)
        #expect(exchange.place("A1", .sell, "100.001", at: "20000").rejection == .insufficientMargin)
        exchange.place("M", .buy, "100", at: "20000")
        #expect(exchange.place("A1", .sell, "100", at: "20000").rejection == nil)
        #expect(exchange.position("A1") == .of("-50"))
    }

    @Test("a market order is margined at the worst price it needs")
    func marketOrder() {
        let exchange = Exchange()
        _ = exchange.account("A1", balance: .of("2100"))
        exchange.place("M", .sell, "1", at: "20000")
        exchange.place("M", .sell, "1", at: "20500")
        // (20 500 × 2) / 20 + 2 × 500 = 3 050.
        #expect(exchange.place("A1", .buy, "2").rejection == .insufficientMargin)
        #expect(exchange.place("A1", .buy, "1").rejection == nil)
    }

    @Test("leverage permits no more than its notional, with all orders counted")
    func maxNotional() {
        let exchange = Exchange()
        #expect(exchange.leverage("A1", 125) == .success(.leverage(Leverage(125), maxNotional: Money(whole: 50_000))))
        #expect(exchange.place("A1", .buy, "2.5", at: "20000").rejection == nil)
        #expect(exchange.place("A1", .buy, "0.01", at: "20000").rejection == .exceedsMaxNotional)
        #expect(exchange.place("A1", .sell, "2.5", at: "20000", .postOnly).rejection == .postOnlyWouldTake)
        #expect(exchange.place("A1", .sell, "2", at: "21000").rejection == nil)
        #expect(exchange.place("A1", .sell, "0.5", at: "21000").rejection == .exceedsMaxNotional)
    }

    @Test("leverage is bounded by the first bracket")
    func bounds() {
        #expect(Exchange().leverage("A1", 126).rejection == .leverageNotPermitted(Leverage(126)))
        #expect(Exchange().leverage("A1", 1) == .success(.leverage(Leverage(1), maxNotional: Money(whole: 1_800_000_000))))
    }

    @Test("raising leverage needs a notional it permits, lowering it needs the margin")
    func change() {
        let exchange = Exchange()
        exchange.open("30", long: "A1", short: "S")
        #expect(exchange.leverage("A1", 101).rejection == .exceedsMaxNotional)
        #expect(exchange.leverage("A1", 100).rejection == nil)
        #expect(exchange.figures("A1").positionInitialMargin == .of("6000"))
        #expect(exchange.leverage("A1", 5).rejection == .leverageNeedsMoreMargin)
        #expect(exchange.leverage("A1", 7).rejection == nil)
        // Outgrown by the market: lowering helps and is permitted as long as there is margin.
        #expect(exchange.leverage("A1", 100).rejection == nil)
        exchange.pin(.of("25000"))
        #expect(exchange.leverage("A1", 100).rejection == nil)
        #expect(exchange.leverage("A1", 90).rejection == nil)
    }

    @Test("deposits and withdrawals move what is free, and are said")
    func transfers() {
        let exchange = Exchange()
        #expect(exchange.transfer("A1", "50.5") == .success(.balance(.of("100050.5"))))
        #expect(exchange.transfer("A1", "-100050.50000001").rejection == .insufficientBalance)
        #expect(exchange.transfer("A1", "-100050.5") == .success(.balance(.zero)))
        #expect(exchange.lastEvents.count == 1)
        let account = exchange.account("A1")
        for amount in [Money.zero, Money(raw: -1), Money(raw: .min)] {
            let transfer = Transfer(account: account, asset: AssetID(0), amount: amount)
            #expect(exchange.run(.deposit(transfer)).rejection == .amountNotPositive)
            #expect(exchange.run(.withdraw(transfer)).rejection == .amountNotPositive)
        }
        let huge = Transfer(account: account, asset: AssetID(0), amount: Money(raw: .max))
        #expect(exchange.run(.deposit(huge)).rejection == .overflow)
        #expect(exchange.run(.withdraw(huge)).rejection == .insufficientBalance)
        #expect(exchange.run(.deposit(Transfer(account: account, asset: AssetID(7), amount: .of("1")))).rejection == .unknownAsset)
        #expect(
            exchange.run(.deposit(Transfer(account: AccountID(77), asset: AssetID(0), amount: .of("1")))).rejection
                == .unknownAccount)
    }

    @Test("prices that would make positions uncountable are refused")
    func uncountable() {
        let exchange = Exchange(mark: .of("600"))
        _ = exchange.account("L", balance: Money(whole: 4_000_000_000))
        _ = exchange.account("S", balance: Money(whole: 4_000_000_000))
        _ = exchange.leverage("L", 1)
        _ = exchange.leverage("S", 1)
        exchange.quietly { for _ in 0..<100 { exchange.open("1000", long: "L", short: "S") } }
        #expect(exchange.position("L") == .of("100000"))
        let high = Price(whole: 4_000_000)
        #expect(exchange.run(.pinMark(PinMark(instrument: exchange.market, price: high))).rejection == .overflow)
        #expect(exchange.run(.updateIndex(UpdateIndex(instrument: exchange.market, price: high))).rejection == .overflow)
        #expect(exchange.run(.pinMark(PinMark(instrument: exchange.market, price: Price(whole: 450_000)))).rejection == nil)
    }
}
