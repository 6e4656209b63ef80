import CommandsAndEvents
import Instruments
import Primitives
import Testing

@Suite("Multi-assets mode and commissions in BNB")
struct MultiAssetsTests {
    /// USDT at 1 dollar, BTC at 20 000 and BNB at 500 with the published buffers.
    private func exchange() -> Exchange {
        let exchange = Exchange()
        for name in ["BTC", "BNB"] {
            let buffers = CollateralBuffers(
                bid: .of("0.05"), ask: .of("0.05"), autoExchangeBid: .of("0.025"), autoExchangeAsk: .of("0.025"))
            exchange.run(.listAsset(Asset(name: name, marginAvailable: true, buffers: buffers)))
        }
        exchange.value(0, "1")
        exchange.value(1, "20000")
        exchange.value(2, "500")
        return exchange
    }

    @Test("all collateral carries the positions, at what it counts")
    func collateral() {
        let exchange = exchange()
        _ = exchange.account("J", balance: .of("100"))
        exchange.deposit("J", "1", asset: 1)
        #expect(exchange.place("J", .buy, "2", at: "20000").rejection == .insufficientMargin)
        #expect(exchange.multiAssets("J", true).rejection == nil)
        // 100 + 20 000 × 0.95
        #expect(exchange.totals("J").availableBalance == .of("19100"))
        #expect(exchange.place("J", .buy, "2", at: "20000").rejection == nil)
        #expect(exchange.totals("J").availableBalance == .of("17100"))
        #expect(exchange.totals("J").walletBalance == .of("20100"))
    }

    @Test("losses may put the margin asset below zero; what is owed counts more")
    func debt() {
        let exchange = exchange()
        _ = exchange.account("J", balance: .of("100"))
        exchange.deposit("J", "1", asset: 1)
        #expect(exchange.multiAssets("J", true).rejection == nil)
        exchange.place("M", .sell, "1", at: "20000")
        exchange.place("J", .buy, "1")
        exchange.pin(.of("19500"))
        exchange.place("M", .buy, "1", at: "19500")
        exchange.place("J", .sell, "1")
        #expect(exchange.wallet("J").isNegative)
        #expect(exchange.multiAssets("J", false).rejection == .multiAssetsWithNegativeBalance)
    }

    @Test("a debt beyond 10 000 dollars is paid by the other assets, at the exchange rates")
    func autoExchange() {
        let exchange = exchange()
        _ = exchange.account("J", balance: .of("100"))
        exchange.deposit("J", "2", asset: 1)
        exchange.deposit("J", "10", asset: 2)
        #expect(exchange.multiAssets("J", true).rejection == nil)
        exchange.place("M", .sell, "11", at: "20000")
        exchange.place("J", .buy, "11")
        exchange.pin(.of("19050"))
        exchange.place("M", .buy, "11", at: "19050")
        exchange.place("J", .sell, "11")
        let debt = -exchange.wallet("J")
        #expect(debt > .of("10000"))
        exchange.passTime(milliseconds: 1_000)
        #expect(exchange.wallet("J").isZero)
        // 2 BTC fetch 39 000, 10 BNB 4 875: BTC pays 39 000 / 43 875 of the debt.
        let paidInBitcoin = Money.of("2") - exchange.wallet("J", asset: 1)
        let share = Double(debt.raw) / 43_875 / 1e8
        #expect(abs(Double(paidInBitcoin.raw) / 1e8 - 2 * share) < 1e-6)
        let paidInBNB = Money.of("10") - exchange.wallet("J", asset: 2)
        #expect(abs(Double(paidInBNB.raw) / 1e8 - 10 * share) < 1e-6)
        #expect(exchange.lastReasons(of: "J") == [.autoExchange, .autoExchange, .autoExchange])
    }

    @Test("the mode changes only without orders, isolated symbols and debts, and not to what it is")
    func changing() throws {
        let exchange = exchange()
        #expect(exchange.multiAssets("J", false).rejection == .sameMultiAssets)
        #expect(exchange.marginType("J", .isolated).rejection == nil)
        #expect(exchange.multiAssets("J", true).rejection == .multiAssetsWithIsolatedSymbol)
        #expect(exchange.marginType("J", .cross).rejection == nil)
        let order = try exchange.place("J", .buy, "1", at: "19000").get()
        #expect(exchange.multiAssets("J", true).rejection == .multiAssetsWithOpenOrders)
        exchange.cancel("J", order)
        #expect(exchange.multiAssets("J", true).rejection == nil)
        #expect(exchange.marginType("J", .isolated).rejection == .isolatedInMultiAssets)
    }

    @Test("leaving the mode needs each asset to carry its own positions")
    func leaving() {
        let exchange = exchange()
        _ = exchange.account("J", balance: .of("100"))
        exchange.deposit("J", "1", asset: 1)
        #expect(exchange.multiAssets("J", true).rejection == nil)
        exchange.place("M", .sell, "1", at: "20000")
        exchange.place("J", .buy, "1")
        #expect(exchange.multiAssets("J", false).rejection == .multiAssetsNeedsMoreMargin)
    }

    @Test("commissions are paid in BNB at a tenth less while there is enough")
    func feeBurn() throws {
        let exchange = exchange()
        exchange.deposit("F", "0.02", asset: 2)
        #expect(exchange.feeBurn("F", true).rejection == nil)
        let before = exchange.wallet("F")
        exchange.place("M", .sell, "2", at: "20000")
        exchange.place("F", .buy, "1")
        // 8 USDT less a tenth, at 500: 0.0144 BNB.
        #expect(exchange.wallet("F", asset: 2) == .of("0.0056"))
        #expect(exchange.wallet("F") == before)
        #expect(exchange.lastReasons(of: "F") == [.order])
        exchange.place("F", .buy, "1")
        #expect(exchange.wallet("F", asset: 2) == .of("0.0056"))
        #expect(exchange.wallet("F") == before - .of("8"))
    }
}
