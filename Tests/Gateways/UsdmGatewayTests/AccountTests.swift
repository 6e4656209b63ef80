import CommandsAndEvents
import ExchangePorts
import Primitives
import Testing
import WireKit

/// Which entries and sums an account is shown with (document 001, "Account Information"; supplement §8.4, §8.10, §11).
@Suite("Accounts and positions")
struct AccountTests {
    private func entries(_ fixture: UsdmFixture, _ path: String, _ parameters: String = "") async throws -> [String] {
        let answer = try await fixture.ask(.get, path, parameters, as: .alice)
        let positions = answer["positions"]?.items ?? answer.items
        return positions.map { "\($0["symbol"]?.text ?? "") \($0["positionSide"]?.text ?? "") \($0["positionAmt"]?.text ?? "")" }
    }

    @Test("in one-way mode each symbol has one entry; version 3 leaves out those without position and orders")
    func oneWay() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.fillBook()
        for path in ["/fapi/v2/account", "/fapi/v2/positionRisk"] {
            #expect(try await entries(fixture, path) == ["BTCUSDT BOTH 0.000", "ETHUSDT BOTH 0.000"])
        }
        for path in ["/fapi/v3/account", "/fapi/v3/positionRisk"] { #expect(try await entries(fixture, path) == []) }
        // Settings alone do not bring an entry in, an open order does.
        try await fixture.ask(.post, "/fapi/v1/leverage", "symbol=BTCUSDT&leverage=7", as: .alice)
        try await fixture.placeLimit("BUY", "0.1", at: "2900", on: "ETHUSDT", as: .alice)
        for path in ["/fapi/v3/account", "/fapi/v3/positionRisk"] {
            #expect(try await entries(fixture, path) == ["ETHUSDT BOTH 0.000"])
        }
        try await fixture.placeMarket("SELL", "0.2", as: .alice)
        #expect(try await entries(fixture, "/fapi/v3/positionRisk") == ["BTCUSDT BOTH -0.200", "ETHUSDT BOTH 0.000"])
        #expect(try await entries(fixture, "/fapi/v3/positionRisk", "symbol=BTCUSDT") == ["BTCUSDT BOTH -0.200"])
        #expect(try await entries(fixture, "/fapi/v2/positionRisk", "symbol=ETHUSDT") == ["ETHUSDT BOTH 0.000"])
    }

    @Test("in hedge mode each symbol has a long and a short entry, and none called BOTH")
    func hedge() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.fillBook()
        try await fixture.ask(.post, "/fapi/v1/positionSide/dual", "dualSidePosition=true", as: .alice)
        try await fixture.placeMarket("BUY", "0.2", "positionSide=LONG", as: .alice)
        try await fixture.placeMarket("SELL", "0.1", "positionSide=SHORT", as: .alice)
        let bitcoin = ["BTCUSDT LONG 0.200", "BTCUSDT SHORT -0.100"]
        for path in ["/fapi/v2/account", "/fapi/v2/positionRisk"] {
            #expect(try await entries(fixture, path) == bitcoin + ["ETHUSDT LONG 0.000", "ETHUSDT SHORT 0.000"])
        }
        for path in ["/fapi/v3/account", "/fapi/v3/positionRisk"] { #expect(try await entries(fixture, path) == bitcoin) }
        try await fixture.placeMarket("BUY", "0.1", "positionSide=SHORT", as: .alice)
        #expect(try await entries(fixture, "/fapi/v3/positionRisk") == ["BTCUSDT LONG 0.200", "BTCUSDT SHORT 0.000"])
    }

    @Test("an isolated position shows what it holds of the wallet, and the account what is left of it")
    func isolated() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.fillBook()
        try await fixture.ask(.post, "/fapi/v1/marginType", "symbol=BTCUSDT&marginType=ISOLATED", as: .alice)
        try await fixture.placeMarket("BUY", "0.1", as: .alice)
        try await fixture.ask(.post, "/fapi/v1/positionMargin", "symbol=BTCUSDT&amount=49.95&type=1", as: .alice)
        let risk = try #require(try await fixture.ask(.get, "/fapi/v2/positionRisk", as: .alice).items.first)
        #expect(risk["marginType"]?.text == "isolated" && risk["isAutoAddMargin"]?.text == "false")
        // 5 001 / 20 and what was added; at a mark of 50 000 it has lost 1.
        #expect(risk["isolatedWallet"]?.text == "300" && risk["isolatedMargin"]?.text == "299.00000000")
        let account = try await fixture.ask(.get, "/fapi/v2/account", as: .alice)
        #expect(account["positions"]?.items.compactMap { $0["isolated"] } == [.bool(true), .bool(false)])
        #expect(account["totalWalletBalance"]?.text == "99997.49950000")
        #expect(account["totalCrossWalletBalance"]?.text == "99697.49950000")
        #expect(account["totalUnrealizedProfit"]?.text == "-1.00000000" && account["totalCrossUnPnl"]?.text == "0.00000000")
        #expect(account["availableBalance"]?.text == "99697.49950000")
    }

    @Test("sums are of USDT alone in single-asset mode, and of all assets in US dollars in multi-assets mode")
    func totals() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.deposit("1", UsdmFixture.bitcoins, to: .alice)
        for path in ["/fapi/v2/account", "/fapi/v3/account"] {
            let account = try await fixture.ask(.get, path, as: .alice)
            #expect(account["totalWalletBalance"]?.text == "100000.00000000")
            #expect(account["availableBalance"]?.text == "100000.00000000")
        }
        try await fixture.ask(.post, "/fapi/v1/multiAssetsMargin", "multiAssetsMargin=true", as: .alice)
        for path in ["/fapi/v2/account", "/fapi/v3/account"] {
            let account = try await fixture.ask(.get, path, as: .alice)
            // 100 000 at 0.99987691, and 1 at 50 000.
            #expect(account["totalWalletBalance"]?.text == "149987.69100000")
            #expect(account["totalMarginBalance"]?.text == "149987.69100000")
            // At their bid rates of 0.99977692 and 47 500.
            #expect(account["availableBalance"]?.text == "147477.69200000")
            let assets = account["assets"]?.items ?? []
            #expect(assets.compactMap { $0["walletBalance"]?.text } == ["100000.00000000", "1.00000000", "0.00000000"])
            // What all of it makes available, told in each asset.
            #expect(assets.compactMap { $0["availableBalance"]?.text }[1] == "2.94955384")
            #expect(assets.compactMap { $0["maxWithdrawAmount"]?.text } == ["100000.00000000", "1.00000000", "0.00000000"])
        }
        let balances = try await fixture.ask(.get, "/fapi/v3/balance", as: .alice).items
        #expect(balances.compactMap { $0["availableBalance"]?.text }[1] == "2.94955384")
    }

    @Test("asset indexes are those of the exchange with the rates the buffers make of them")
    func assetIndexes() async throws {
        let fixture = try await UsdmFixture()
        let one = try await fixture.ask(.get, "/fapi/v1/assetIndex", "symbol=USDTUSD")
        #expect(one["index"]?.text == "0.99987691" && one["bidRate"]?.text == "0.99977692" && one["askRate"]?.text == "0.99997689")
        #expect(one["time"]?.integer == fixture.now)
        try await fixture.advance(milliseconds: 500)
        try await fixture.carryOut([
            .updateAssetIndex(UpdateAssetIndex(asset: UsdmFixture.bitcoins, price: Price(whole: 40_000)))
        ])
        let all = try await fixture.ask(.get, "/fapi/v1/assetIndex").items
        #expect(all.compactMap { $0["symbol"]?.text } == ["USDTUSD", "BTCUSD", "BNBUSD"])
        #expect(all.compactMap { $0["autoExchangeBidRate"]?.text }[1] == "39000.00000000")
        #expect(all.compactMap { $0["time"]?.integer }[1] == fixture.now)
        for symbol in ["BTC", "USD", "BTCUSDT", "EURUSD"] {
            try await fixture.expectRefusal(-1121, .get, "/fapi/v1/assetIndex", "symbol=\(symbol)")
        }
    }
}
