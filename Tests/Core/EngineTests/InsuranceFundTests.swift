import CommandsAndEvents
import Engine
import Primitives
import Testing

@Suite("Insurance fund and auto-deleveraging")
struct InsuranceFundTests {
    /// S is short 1 at 20 000 with 1 996 in its wallet: at 21 910 it is liquidated, with a bankruptcy price of 21 996.
    static func short(long: [(name: String, balance: Int64, quantity: StaticString)]) -> Exchange {
        let exchange = Exchange()
        _ = exchange.account("S", balance: Money(whole: 2_000))
        exchange.place("S", .sell, "1", at: "20000")
        for holder in long {
            _ = exchange.account(holder.name, balance: Money(whole: holder.balance))
            exchange.place(holder.name, .buy, holder.quantity, at: "20000")
        }
        return exchange
    }

    @Test("the fund takes over what the book does not, and closes a tenth of it a second at the mark or better")
    func takeover() throws {
        let exchange = Self.short(long: [("L", 100_000, "1")])
        exchange.setInsurance("100000")
        exchange.pinMark("21910")
        #expect(exchange.story(of: .liquidation) == ["new buy 1 @ 21996", "trade 1 @ 21996"])
        #expect(exchange.fundPosition == .of("-1") && exchange.position("L") == .of("1"))
        #expect(exchange.wallet("S") == .zero && exchange.insurance() == .of("100000"))
        #expect(exchange.trades.count == 1, "a takeover is no public trade")
        exchange.place("maker", .sell, "0.05", at: "21900")
        exchange.place("maker", .sell, "0.05", at: "21920")
        exchange.passTime(milliseconds: 1_000)
        #expect(exchange.fundPosition == .of("-0.95") && exchange.insurance() == .of("100004.8"))
        exchange.passTime(milliseconds: 10)
        #expect(exchange.fundPosition == .of("-0.95"), "once a second")
        exchange.pinMark("21920")
        exchange.passTime(milliseconds: 1_000)
        #expect(exchange.fundPosition == .of("-0.9"))
    }

    @Test("nobody else uses the fund's account")
    func account() {
        let exchange = Self.short(long: [("L", 100_000, "1")])
        exchange.setInsurance("100000")
        exchange.pinMark("21910")
        let fund = AccountID(UInt32(exchange.state.accountCount - 1))
        #expect(exchange.state.accountName(fund).name.description == "insurance-fund")
        let transfer = Transfer(account: fund, asset: AssetID(0), amount: .of("1"))
        #expect(exchange.run(.deposit(transfer)).rejection == .unknownAccount)
        #expect(exchange.run(.openAccount(OpenAccount(name: .empty, kind: .insuranceFund))).rejection == .duplicateAccountName)
    }

    @Test("a fund that could not bear the position leaves it to those who hold the other side")
    func deleveraging() throws {
        let exchange = Self.short(long: [("L", 100_000, "1")])
        exchange.setInsurance("21909")
        let waiting = try exchange.place("L", .sell, "0.5", at: "22000").get()
        exchange.pinMark("21910")
        #expect(exchange.fundPosition == .zero && exchange.position("L") == .zero)
        #expect(exchange.story(waiting) == ["new", "expired autoDeleveraging"])
        #expect(exchange.story(of: .autoDeleveraging) == ["new sell 1 @ 21996", "trade 1 @ 21996"])
        let order = try #require(exchange.orders(ofOrigin: .autoDeleveraging).last)
        #expect(order.clientID.description == "adl_autoclose" && order.status == .filled && order.timeInForce == .goodTillCancel)
        #expect(exchange.wallet("L") == .of("100000") - .of("8") + .of("1996"))
        #expect(exchange.insurance() == .of("21909"))
    }

    @Test("a fund worth exactly the position takes it")
    func exactFund() {
        let exchange = Self.short(long: [("L", 100_000, "1")])
        exchange.setInsurance("21910")
        exchange.pinMark("21910")
        #expect(exchange.fundPosition == .of("-1"))
    }

    @Test("who has earned most on the least is deleveraged first, equals by account")
    func ranking() {
        let exchange = Self.short(long: [("rich", 100_000, "0.5"), ("poor", 5_000, "0.3"), ("poor2", 5_000, "0.2")])
        _ = exchange.account("S2")
        exchange.place("S2", .sell, "0.5", at: "20000")
        exchange.place("late", .buy, "0.5", at: "20000")
        exchange.pinMark("21910")
        #expect(exchange.position("poor") == .zero && exchange.position("poor2") == .zero)
        #expect(exchange.position("rich") == .zero && exchange.position("late") == .of("0.5"))
        let queue = exchange.state.deleveragingQueue(of: exchange.market, long: true)
        #expect(queue.map(\.account) == [exchange.account("late")])
    }

    @Test("isolated positions are deleveraged like cross ones, ranked by their own wallet")
    func isolated() {
        let exchange = Exchange()
        _ = exchange.account("S", balance: Money(whole: 2_000))
        #expect(exchange.marginType("L2", .isolated).rejection == nil)
        exchange.place("S", .sell, "1", at: "20000")
        exchange.place("L1", .buy, "0.5", at: "20000")
        exchange.place("L2", .buy, "0.5", at: "20000")
        exchange.open("0.5", long: "X", short: "S2")
        let queue = exchange.state.deleveragingQueue(of: exchange.market, long: true)
        #expect(queue.count == 3)
        exchange.pinMark("21910")
        #expect(exchange.position("L2") == .zero)
        #expect(exchange.figures("L2").isolatedWallet == .zero && exchange.wallet("L2") == .of("100000") - .of("4") + .of("998"))
    }

    @Test("every ten minutes the fund pays what accounts without a position owe")
    func negativeWallets() {
        let exchange = LiquidationTests.long()
        exchange.passTime()
        exchange.place("maker", .buy, "1", at: "18008")
        exchange.pinMark("18085")
        exchange.place("A1", .sell, "1", at: "18008")
        #expect(exchange.wallet("A1") == .of("-7.2032"))
        exchange.setInsurance("5")
        exchange.passTime(milliseconds: 599_999)
        #expect(exchange.wallet("A1").isNegative)
        exchange.passTime(milliseconds: 1)
        #expect(exchange.wallet("A1") == .zero && exchange.insurance() == .of("-2.2032"))
        #expect(exchange.lastReasons(of: "A1") == [.insuranceClear])
    }
}
