import CommandsAndEvents
import ExchangePorts
import Primitives
import Testing
import WireKit

/// Switches of an account and of its symbols, and everything that keeps them from changing (supplement §8.2, §8.5, §8.6).
@Suite("Account settings")
struct SettingsTests {
    private static let market = "symbol=BTCUSDT"

    // MARK: Switches

    @Test(
        "a switch may be sent in any case, answers success, and is read back",
        arguments: [
            ("/fapi/v1/positionSide/dual", "dualSidePosition"), ("/fapi/v1/multiAssetsMargin", "multiAssetsMargin"),
            ("/fapi/v1/feeBurn", "feeBurn"),
        ])
    func switches(path: String, name: String) async throws {
        let fixture = try await UsdmFixture()
        #expect(try await fixture.ask(.get, path, as: .alice)[name] == .bool(false))
        for (sent, value) in [("TRUE", true), ("False", false), ("true", true), ("false", false)] {
            let answer = try await fixture.ask(.post, path, "\(name)=\(sent)", as: .alice)
            #expect(answer["code"]?.integer == 200 && answer["msg"]?.text == "success")
            #expect(try await fixture.ask(.get, path, as: .alice)[name] == .bool(value))
            #expect(try await fixture.ask(.get, path, as: .bob)[name] == .bool(false))
        }
        let invalid = "Data sent for parameter '\(name)' is not valid."
        try await fixture.expectRefusal(-1130, .post, path, "\(name)=maybe", as: .alice, message: invalid)
        try await fixture.expectRefusal(-1130, .post, path, "\(name)=1", as: .alice, message: invalid)
        try await fixture.expectRefusal(-1105, .post, path, "\(name)=", as: .alice)
        try await fixture.expectRefusal(-1102, .post, path, as: .alice)
        try await fixture.expectRefusal(-2014, .post, path, "\(name)=true", status: 401)
    }

    @Test("fee burn may be set to what it is; the other switches refuse it")
    func sameValue() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.ask(.post, "/fapi/v1/feeBurn", "feeBurn=false", as: .alice)
        try await fixture.expectRefusal(
            -4059, .post, "/fapi/v1/positionSide/dual", "dualSidePosition=false", as: .alice,
            message: "No need to change position side.")
        try await fixture.expectRefusal(
            -4171, .post, "/fapi/v1/multiAssetsMargin", "multiAssetsMargin=false", as: .alice,
            message: "Adjusted asset mode is currently set and does not need to be adjusted repeatedly.")
    }

    @Test("what the switches are shows in every configuration")
    func configuration() async throws {
        let fixture = try await UsdmFixture()
        for (path, parameters) in [
            ("/fapi/v1/positionSide/dual", "dualSidePosition=true"), ("/fapi/v1/multiAssetsMargin", "multiAssetsMargin=true"),
            ("/fapi/v1/feeBurn", "feeBurn=true"),
        ] { try await fixture.ask(.post, path, parameters, as: .alice) }
        let account = try await fixture.ask(.get, "/fapi/v2/account", as: .alice)
        #expect(account["feeBurn"] == .bool(true) && account["multiAssetsMargin"] == .bool(true))
        let configuration = try await fixture.ask(.get, "/fapi/v1/accountConfig", as: .alice)
        #expect(configuration["dualSidePosition"] == .bool(true) && configuration["multiAssetsMargin"] == .bool(true))
        #expect(configuration["canTrade"] == .bool(true) && configuration["tradeGroupId"]?.integer == -1)
    }

    // MARK: Modes

    @Test("the position mode does not change over open orders or positions of any symbol")
    func positionMode() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.fillBook()
        let hedge = "dualSidePosition=true"
        try await fixture.placeLimit("BUY", "0.1", at: "2900", on: "ETHUSDT", as: .alice)
        try await fixture.placeMarket("BUY", "0.1", as: .alice)
        try await fixture.expectRefusal(
            -4067, .post, "/fapi/v1/positionSide/dual", hedge, as: .alice,
            message: "Position side cannot be changed if there exists open orders.")
        try await fixture.ask(.delete, "/fapi/v1/allOpenOrders", "symbol=ETHUSDT", as: .alice)
        try await fixture.expectRefusal(
            -4068, .post, "/fapi/v1/positionSide/dual", hedge, as: .alice,
            message: "Position side cannot be changed if there exists position.")
        try await fixture.placeMarket("SELL", "0.1", as: .alice)
        try await fixture.ask(.post, "/fapi/v1/positionSide/dual", hedge, as: .alice)
    }

    @Test("multi-assets mode needs no open orders, cross margin, no debts, and margin enough")
    func multiAssets() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.fillBook()
        let path = "/fapi/v1/multiAssetsMargin"
        try await fixture.placeLimit("BUY", "0.1", at: "49000", as: .alice)
        try await fixture.expectRefusal(-4170, .post, path, "multiAssetsMargin=true", as: .alice)
        try await fixture.ask(.delete, "/fapi/v1/allOpenOrders", Self.market, as: .alice)
        try await fixture.ask(.post, "/fapi/v1/marginType", Self.market + "&marginType=ISOLATED", as: .alice)
        try await fixture.expectRefusal(-4167, .post, path, "multiAssetsMargin=true", as: .alice)
        try await fixture.ask(.post, "/fapi/v1/marginType", Self.market + "&marginType=CROSSED", as: .alice)
        try await fixture.ask(.post, path, "multiAssetsMargin=true", as: .alice)

        // Bitcoin carries what is left of 10 USDT could not.
        try await fixture.deposit("1", UsdmFixture.bitcoins, to: .alice)
        try await withdraw("99990", fixture)
        try await fixture.placeMarket("BUY", "0.1", as: .alice)
        try await fixture.expectRefusal(-4169, .post, path, "multiAssetsMargin=false", as: .alice)
        try await fixture.placeMarket("SELL", "0.1", as: .alice)
        try await fixture.placeMarket("BUY", "0.5", as: .alice)
        #expect(try await fixture.balance(of: .alice, UsdmFixture.tether).walletBalance.isNegative)
        try await fixture.expectRefusal(-4172, .post, path, "multiAssetsMargin=false", as: .alice)
    }

    private func withdraw(_ amount: String, _ fixture: UsdmFixture) async throws {
        try await fixture.carryOut([
            .withdraw(Transfer(account: Trader.alice.account, asset: UsdmFixture.tether, amount: try Money(amount)))
        ])
    }

    // MARK: Margin

    @Test("the margin type changes per symbol, not over orders or a position, and not to isolated in multi-assets mode")
    func marginType() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.fillBook()
        let path = "/fapi/v1/marginType"
        let isolated = Self.market + "&marginType=ISOLATED"
        try await fixture.expectRefusal(
            -4046, .post, path, Self.market + "&marginType=CROSSED", as: .alice, message: "No need to change margin type.")
        try await fixture.expectRefusal(-1130, .post, path, Self.market + "&marginType=cross", as: .alice)
        try await fixture.expectRefusal(-1102, .post, path, Self.market, as: .alice)
        try await fixture.expectRefusal(-1121, .post, path, "symbol=NONE&marginType=ISOLATED", as: .alice)
        try await fixture.placeLimit("BUY", "0.1", at: "49000", as: .alice)
        try await fixture.placeMarket("BUY", "0.1", as: .alice)
        try await fixture.expectRefusal(-4047, .post, path, isolated, as: .alice)
        try await fixture.ask(.delete, "/fapi/v1/allOpenOrders", Self.market, as: .alice)
        try await fixture.expectRefusal(-4048, .post, path, isolated, as: .alice)
        try await fixture.placeMarket("SELL", "0.1", as: .alice)
        try await fixture.ask(.post, path, isolated, as: .alice)
        try await fixture.expectRefusal(-4046, .post, path, isolated, as: .alice)

        let types = try await fixture.ask(.get, "/fapi/v1/symbolConfig", as: .alice).items.compactMap { $0["marginType"]?.text }
        #expect(types == ["ISOLATED", "CROSSED"])
        try await fixture.ask(.post, "/fapi/v1/multiAssetsMargin", "multiAssetsMargin=true", as: .carol)
        try await fixture.expectRefusal(-4168, .post, path, isolated, as: .carol)
    }

    @Test("margin moves into and out of isolated positions only, as far as both sides can spare it")
    func positionMargin() async throws {
        let fixture = try await UsdmFixture(money: Money(whole: 6_000))
        try await fixture.fillBook()
        let path = "/fapi/v1/positionMargin"
        let add = Self.market + "&type=1&amount="
        try await fixture.expectRefusal(-4055, .post, path, add + "0", as: .alice, message: "Amount must be positive.")
        try await fixture.expectRefusal(-4055, .post, path, add + "-1", as: .alice)
        try await fixture.expectRefusal(-1130, .post, path, Self.market + "&type=3&amount=1", as: .alice)
        try await fixture.expectRefusal(-1102, .post, path, Self.market + "&amount=1", as: .alice)
        try await fixture.expectRefusal(-1111, .post, path, add + "0.000000001", as: .alice)
        try await fixture.expectRefusal(-4060, .post, path, add + "1&positionSide=UP", as: .alice)
        try await fixture.expectRefusal(-4061, .post, path, add + "1&positionSide=LONG", as: .alice)
        try await fixture.expectRefusal(-4049, .post, path, add + "1", as: .alice)
        try await fixture.ask(.post, "/fapi/v1/marginType", Self.market + "&marginType=ISOLATED", as: .alice)
        try await fixture.expectRefusal(-4054, .post, path, add + "1", as: .alice)

        try await fixture.placeMarket("BUY", "0.1", as: .alice)
        // 6 000 less 250.05 of initial margin and 2.5005 of commission.
        try await fixture.expectRefusal(-4050, .post, path, add + "5747.4496", as: .alice)
        let answer = try await fixture.ask(.post, path, add + "5747.4495", as: .alice)
        #expect(answer["amount"] == .number("5747.4495") && answer["type"]?.integer == 1)
        // It keeps the initial margin of 250 and the loss of 1.
        let reduce = Self.market + "&type=2&amount="
        try await fixture.expectRefusal(-4051, .post, path, reduce + "5746.4996", as: .alice)
        try await fixture.ask(.post, path, reduce + "5746.4995", as: .alice)
        let position = try #require(try await fixture.ask(.get, "/fapi/v2/positionRisk", Self.market, as: .alice).items.first)
        #expect(position["isolatedWallet"]?.text == "251" && position["isolatedMargin"]?.text == "250.00000000")
    }

    @Test("in hedge mode the side whose margin moves must be said")
    func positionMarginOfSide() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.fillBook()
        try await fixture.ask(.post, "/fapi/v1/positionSide/dual", "dualSidePosition=true", as: .alice)
        try await fixture.ask(.post, "/fapi/v1/marginType", Self.market + "&marginType=ISOLATED", as: .alice)
        try await fixture.placeMarket("BUY", "0.1", "positionSide=LONG", as: .alice)
        let add = Self.market + "&type=1&amount=10"
        try await fixture.expectRefusal(-4061, .post, "/fapi/v1/positionMargin", add, as: .alice)
        try await fixture.expectRefusal(-4054, .post, "/fapi/v1/positionMargin", add + "&positionSide=SHORT", as: .alice)
        try await fixture.ask(.post, "/fapi/v1/positionMargin", add + "&positionSide=LONG", as: .alice)
        let rows = try await fixture.ask(.get, "/fapi/v2/positionRisk", Self.market, as: .alice).items
        #expect(rows.compactMap { $0["isolatedWallet"]?.text } == ["260.05", "0"])
    }

    @Test("the history of margin has what fills and the client moved, oldest first, by direction and time")
    func marginHistory() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.fillBook()
        try await fixture.ask(.post, "/fapi/v1/marginType", Self.market + "&marginType=ISOLATED", as: .alice)
        try await fixture.placeMarket("BUY", "0.1", as: .alice)
        try await fixture.advance(milliseconds: 1_000)
        try await fixture.ask(.post, "/fapi/v1/positionMargin", Self.market + "&amount=100&type=1", as: .alice)
        try await fixture.advance(milliseconds: 1_000)
        try await fixture.ask(.post, "/fapi/v1/positionMargin", Self.market + "&amount=20.5&type=2", as: .alice)
        func history(_ more: String, as trader: Trader = .alice) async throws -> [String] {
            let answer = try await fixture.ask(.get, "/fapi/v1/positionMargin/history", Self.market + more, as: trader)
            return answer.items.map {
                "\($0["deltaType"]?.text ?? "") \($0["type"]?.integer ?? 0) \($0["amount"]?.text ?? "") \($0["asset"]?.text ?? "")"
            }
        }
        let all = ["TRADE 1 250.05 USDT", "USER_ADJUST 1 100 USDT", "USER_ADJUST 2 20.5 USDT"]
        #expect(try await history("") == all)
        #expect(try await history("&type=1") == Array(all[..<2]))
        #expect(try await history("&type=2") == [all[2]])
        #expect(try await history("&limit=1") == [all[2]])
        #expect(try await history("&endTime=\(fixture.now - 1_000)") == Array(all[..<2]))
        #expect(try await history("&startTime=\(fixture.now - 1_000)&endTime=\(fixture.now - 1)") == [all[1]])
        #expect(try await history("", as: .bob) == [])
        let path = "/fapi/v1/positionMargin/history"
        try await fixture.expectRefusal(-1102, .get, path, as: .alice)
        try await fixture.expectRefusal(-1130, .get, path, Self.market + "&type=0", as: .alice)
        try await fixture.expectRefusal(-1023, .get, path, Self.market + "&startTime=2&endTime=1", as: .alice)
    }

    // MARK: Leverage

    @Test("leverage is a whole number that the symbol permits, fits what is open, and needs its margin")
    func leverage() async throws {
        let fixture = try await UsdmFixture(money: Money(whole: 6_000))
        try await fixture.fillBook()
        let path = "/fapi/v1/leverage"
        for sent in ["0", "-1", "126"] {
            try await fixture.expectRefusal(
                -4028, .post, path, Self.market + "&leverage=\(sent)", as: .alice, message: "Leverage \(sent) is not valid")
        }
        try await fixture.expectRefusal(-1100, .post, path, Self.market + "&leverage=2.5", as: .alice)
        try await fixture.placeMarket("BUY", "1.5", as: .alice)
        try await fixture.expectRefusal(-2027, .post, path, Self.market + "&leverage=125", as: .alice)
        try await fixture.expectRefusal(-2028, .post, path, Self.market + "&leverage=10", as: .alice)
        let raised = try await fixture.ask(.post, path, Self.market + "&leverage=100", as: .alice)
        #expect(raised["leverage"]?.integer == 100 && raised["maxNotionalValue"]?.text == "600000")
    }

    @Test("an isolated position keeps its leverage or raises it")
    func isolatedLeverage() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.fillBook()
        try await fixture.ask(.post, "/fapi/v1/marginType", Self.market + "&marginType=ISOLATED", as: .alice)
        try await fixture.placeMarket("BUY", "0.1", as: .alice)
        try await fixture.expectRefusal(-4161, .post, "/fapi/v1/leverage", Self.market + "&leverage=19", as: .alice)
        try await fixture.ask(.post, "/fapi/v1/leverage", Self.market + "&leverage=21", as: .alice)
        try await fixture.placeMarket("SELL", "0.1", as: .alice)
        try await fixture.ask(.post, "/fapi/v1/leverage", Self.market + "&leverage=5", as: .alice)
    }
}
