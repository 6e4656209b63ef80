import CommandsAndEvents
import ExchangePorts
import Primitives
import Testing
import WireKit

/// What an account is told and shown when the exchange closes its positions.
@Suite("Positions that the exchange closes")
struct ForcedCloseTests {
    private static let path = "/fapi/v1/forceOrders"

    private func close(_ fixture: UsdmFixture, _ origin: OrderOrigin, _ id: Int64) async throws {
        let fee = origin == .liquidation ? "61.25" : nil
        let close = ForcedClose(origin: origin, id: id, clearanceFee: fee)
        try await fixture.pretend(try close.events(at: fixture.exchange.now))
    }

    private func ids(_ fixture: UsdmFixture, _ parameters: String = "", as trader: Trader = .alice) async throws -> [Int64] {
        try await fixture.ask(.get, Self.path, parameters, as: trader).items.compactMap { $0["orderId"]?.integer }
    }

    @Test("a liquidation is told as a new order, its calculated execution, and the fee apart from the fill")
    func liquidation() async throws {
        let fixture = try await UsdmFixture()
        let user = try await fixture.userStream(of: .alice)
        try await close(fixture, .liquidation, 7)
        let messages = try user.takeMessages()
        let told = messages.compactMap { $0["o"]?["x"]?.text ?? $0["a"]?["m"]?.text }
        #expect(told == ["NEW", "ORDER", "CALCULATED", "INSURANCE_CLEAR"])
        let orders = messages.compactMap { $0["o"] }
        #expect(Set(orders.compactMap { $0["c"]?.text }) == ["autoclose-7"])
        #expect(Set(orders.compactMap { $0["o"]?.text }) == ["LIQUIDATION"])
        #expect(Set(orders.compactMap { $0["ot"]?.text }) == ["LIMIT"])
        #expect(orders.map { $0["X"]?.text } == ["NEW", "FILLED"])
        #expect(orders.allSatisfy { $0["N"] == nil && $0["n"] == nil })
        let balances = messages.compactMap { $0["a"]?["B"]?.items.first }
        #expect(balances.map { $0["bc"]?.text } == ["0", "-61.25"])
    }

    @Test("ADL and settlement orders execute as trades", arguments: [OrderOrigin.autoDeleveraging, .settlement])
    func otherOrigins(origin: OrderOrigin) async throws {
        let fixture = try await UsdmFixture()
        let user = try await fixture.userStream(of: .alice)
        try await close(fixture, origin, 7)
        let messages = try user.takeMessages()
        #expect(messages.compactMap { $0["o"]?["x"]?.text ?? $0["a"]?["m"]?.text } == ["NEW", "ORDER", "TRADE"])
        #expect(messages[0]["o"]?["c"]?.text == (origin == .settlement ? "settlement_autoclose-7" : "adl_autoclose"))
        #expect(messages[0]["o"]?["o"]?.text == (origin == .settlement ? "MARKET" : "LIMIT"))
    }

    @Test("orders that a liquidation ends are told as expired")
    func expiredOrders() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.placeLimit("BUY", "0.1", at: "49000", as: .alice)
        let user = try await fixture.userStream(of: .alice)
        var order = try #require(try await fixture.exchange.read { $0.openOrders(of: Trader.alice.account, on: nil).first })
        order.status = .expired
        let update = OrderUpdate(order: order, execution: .expired(.liquidation), bidNotional: .zero, askNotional: .zero)
        try await fixture.pretend([.order(update)])
        let told = try #require(try user.takeMessages().first?["o"])
        #expect(told["x"]?.text == "EXPIRED")
        #expect(told["X"]?.text == "EXPIRED")
    }

    @Test("the positions of an account that one command finds short of margin are called together")
    func marginCalls() async throws {
        let fixture = try await UsdmFixture()
        let alice = try await fixture.userStream(of: .alice)
        let bob = try await fixture.userStream(of: .bob)
        try await fixture.pretend([
            .marginCall(try MarginCall(of: .alice, .isolated)), .marginCall(try MarginCall(of: .bob, .isolated)),
            .marginCall(try MarginCall(of: .alice, on: UsdmFixture.ether)),
        ])
        let call = try #require(try alice.takeMessages().first)
        #expect(call["p"]?.items.map { $0["s"]?.text } == ["BTCUSDT", "ETHUSDT"])
        #expect(call["p"]?.items.map { $0["mt"]?.text } == ["ISOLATED", "CROSSED"])
        #expect(call["cw"]?.text == "3.16812045")
        let other = try bob.takeMessages()
        #expect(other.count == 1)
        #expect(other.first?["cw"] == nil, "told with positions on cross margin only")
        try await fixture.pretend([.marginCall(try MarginCall(of: .alice))])
        #expect(try alice.takeMessages().count == 1)
    }

    @Test("forceOrders shows what was liquidated and what was deleveraged, and nothing else")
    func kinds() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.placeLimit("BUY", "0.1", at: "49000", as: .alice)
        for (id, origin) in [(5, OrderOrigin.liquidation), (6, .autoDeleveraging), (7, .settlement), (8, .liquidation)] {
            try await close(fixture, origin, Int64(id))
        }
        #expect(try await ids(fixture) == [5, 6, 8])
        #expect(try await ids(fixture, "autoCloseType=LIQUIDATION") == [5, 8])
        #expect(try await ids(fixture, "autoCloseType=ADL&symbol=BTCUSDT") == [6])
        #expect(try await ids(fixture, "symbol=ETHUSDT").isEmpty)
        #expect(try await ids(fixture, "limit=2") == [6, 8], "the latest")
        #expect(try await ids(fixture, as: .bob).isEmpty)
        try await fixture.expectRefusal(-1130, .get, Self.path, "autoCloseType=NONE", as: .alice)
        try await fixture.expectRefusal(-1130, .get, Self.path, "limit=0", as: .alice)
        try await fixture.expectRefusal(-1121, .get, Self.path, "symbol=NONE", as: .alice)
    }

    @Test("without a start forceOrders shows seven days, with one all there is")
    func windows() async throws {
        let fixture = try await UsdmFixture()
        let day: Int64 = 86_400_000
        let start = fixture.now
        try await close(fixture, .liquidation, 1)
        try await fixture.advance(milliseconds: 7 * day)
        #expect(try await ids(fixture) == [1], "both ends belong to it")
        try await fixture.advance(milliseconds: 1)
        #expect(try await ids(fixture).isEmpty)
        #expect(try await ids(fixture, "endTime=\(start + day)") == [1])
        #expect(try await ids(fixture, "startTime=\(start)") == [1])
        #expect(try await ids(fixture, "startTime=\(start + 1)").isEmpty)
        #expect(try await ids(fixture, "startTime=\(start + 100 * day)").isEmpty)
        try await fixture.expectRefusal(-1023, .get, Self.path, "startTime=2&endTime=1", as: .alice)
        try await fixture.advance(milliseconds: 90 * day)
        #expect(try await ids(fixture, "startTime=\(start)").isEmpty, "forgotten")
    }

    @Test("queries show such an order as the limit order it is")
    func queries() async throws {
        let fixture = try await UsdmFixture()
        try await close(fixture, .liquidation, 7)
        let order = try await fixture.ask(.get, "/fapi/v1/order", "symbol=BTCUSDT&origClientOrderId=autoclose-7", as: .alice)
        #expect(order["type"]?.text == "LIMIT")
        #expect(order["origType"]?.text == "LIMIT")
        #expect(order["timeInForce"]?.text == "IOC")
        #expect(order["status"]?.text == "FILLED")
        let all = try await fixture.ask(.get, "/fapi/v1/allOrders", "symbol=BTCUSDT", as: .alice).items
        #expect(all.map { $0["clientOrderId"]?.text } == ["autoclose-7"])
        let trade = try #require(try await fixture.ask(.get, "/fapi/v1/userTrades", "symbol=BTCUSDT", as: .alice).items.first)
        #expect(trade["orderId"]?.integer == 7)
        #expect(trade["commission"]?.text == "0.00000000")
        #expect(trade["realizedPnl"]?.text == "-100.00000000")
    }

    @Test("income tells fees of liquidations and settlements from profit")
    func income() async throws {
        let fixture = try await UsdmFixture()
        try await close(fixture, .liquidation, 7)
        try await close(fixture, .settlement, 8)
        func amounts(_ type: String) async throws -> [String?] {
            try await fixture.ask(.get, "/fapi/v1/income", "incomeType=" + type, as: .alice).items.map { $0["income"]?.text }
        }
        #expect(try await amounts("INSURANCE_CLEAR") == ["-61.25000000"])
        #expect(try await amounts("REALIZED_PNL") == ["-100.00000000"])
        #expect(try await amounts("DELIVERED_SETTELMENT") == ["-100.00000000"])
        #expect(try await amounts("COMMISSION").isEmpty)
    }

    @Test(
        "every type of income may be asked for",
        arguments: [
            "TRANSFER", "WELCOME_BONUS", "REALIZED_PNL", "FUNDING_FEE", "COMMISSION", "INSURANCE_CLEAR", "REFERRAL_KICKBACK",
            "COMMISSION_REBATE", "API_REBATE", "CONTEST_REWARD", "CROSS_COLLATERAL_TRANSFER", "OPTIONS_PREMIUM_FEE",
            "OPTIONS_SETTLE_PROFIT", "INTERNAL_TRANSFER", "AUTO_EXCHANGE", "DELIVERED_SETTELMENT", "COIN_SWAP_DEPOSIT",
            "COIN_SWAP_WITHDRAW", "POSITION_LIMIT_INCREASE_FEE",
        ])
    func incomeTypes(type: String) async throws {
        let fixture = try await UsdmFixture()
        let items = try await fixture.ask(.get, "/fapi/v1/income", "incomeType=" + type, as: .alice).items
        #expect(items.allSatisfy { $0["incomeType"]?.text == type })
    }
}
