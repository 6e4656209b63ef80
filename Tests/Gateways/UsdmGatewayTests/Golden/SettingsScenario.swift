import CommandsAndEvents
import ExchangePorts
import GatewayKit
import Primitives
import Testing
import WireKit

/// One short life of an account that changes its settings: isolated margin, then hedge mode, then multi-assets mode.
///
/// The clock stands but for what debts need to be paid, so each run answers with the same bytes.
struct SettingsScenario {
    /// As in `GoldenScenario`.
    private(set) var replies: [String: JSONValue] = [:]
    private(set) var events: [String: JSONValue] = [:]

    /// Second forms of replies: on isolated margin, in hedge mode, in multi-assets mode.
    static let forms = [
        "GET /fapi/v2/positionRisk.isolated", "GET /fapi/v3/positionRisk.isolated", "GET /fapi/v1/symbolConfig.isolated",
        "GET /fapi/v2/positionRisk.hedge", "GET /fapi/v3/positionRisk.hedge", "GET /fapi/v2/account.hedge",
        "GET /fapi/v1/accountConfig.hedge", "GET /fapi/v2/account.multiAssets", "GET /fapi/v3/account.multiAssets",
        "GET /fapi/v3/balance.multiAssets", "GET /fapi/v1/assetIndex.all",
    ]
    static let eventKinds = [
        "ACCOUNT_UPDATE.MARGIN_TYPE_CHANGE", "ACCOUNT_UPDATE.MARGIN_TRANSFER", "ACCOUNT_UPDATE.AUTO_EXCHANGE",
        "ACCOUNT_CONFIG_UPDATE.multiAssets",
    ]

    private let fixture: UsdmFixture
    private static let market = "symbol=BTCUSDT"

    init() async throws {
        fixture = try await UsdmFixture()
        let user = try await fixture.userStream(of: .carol)
        try await fixture.fillBook()
        try await isolate()
        try await hedge()
        try await joinAssets()
        for message in try user.messages() {
            let detail = message["a"]?["m"]?.text ?? (message["ai"] == nil ? "" : "multiAssets")
            let kind = "\(message["e"]?.text ?? "").\(detail)"
            if Self.eventKinds.contains(kind) && events[kind] == nil { events[kind] = message }
        }
    }

    private mutating func isolate() async throws {
        try await ask(.post, "/fapi/v1/marginType", Self.market + "&marginType=ISOLATED")
        try await fixture.placeMarket("BUY", "0.100", as: .carol)
        try await ask(.post, "/fapi/v1/positionMargin", Self.market + "&amount=100.5&type=1")
        try await ask(.get, "/fapi/v1/positionMargin/history", Self.market)
        for path in ["/fapi/v2/positionRisk", "/fapi/v3/positionRisk", "/fapi/v1/symbolConfig"] {
            try await ask(.get, path, Self.market, form: ".isolated")
        }
        try await fixture.placeMarket("SELL", "0.100", "reduceOnly=true", as: .carol)
        try await fixture.ask(.post, "/fapi/v1/marginType", Self.market + "&marginType=CROSSED", as: .carol)
    }

    private mutating func hedge() async throws {
        try await ask(.post, "/fapi/v1/positionSide/dual", "dualSidePosition=true")
        try await fixture.placeMarket("BUY", "0.100", "positionSide=LONG", as: .carol)
        for path in ["/fapi/v2/positionRisk", "/fapi/v3/positionRisk", "/fapi/v2/account", "/fapi/v1/accountConfig"] {
            try await ask(.get, path, form: ".hedge")
        }
        try await fixture.placeMarket("SELL", "0.100", "positionSide=LONG", as: .carol)
        try await fixture.ask(.post, "/fapi/v1/positionSide/dual", "dualSidePosition=false", as: .carol)
    }

    /// All in bitcoin and coins of Binance: a loss makes a debt, which they pay.
    private mutating func joinAssets() async throws {
        try await fixture.deposit("2", UsdmFixture.bitcoins, to: .carol)
        try await fixture.deposit("50", UsdmFixture.binanceCoins, to: .carol)
        try await ask(.post, "/fapi/v1/multiAssetsMargin", "multiAssetsMargin=true")
        try await ask(.post, "/fapi/v1/feeBurn", "feeBurn=true")
        try await ask(.get, "/fapi/v1/feeBurn")
        let wallet = try await fixture.balance(of: .carol, UsdmFixture.tether).walletBalance
        try await fixture.carryOut([
            .withdraw(Transfer(account: Trader.carol.account, asset: UsdmFixture.tether, amount: wallet))
        ])
        try await fixture.placeMarket("BUY", "1", as: .carol)
        for path in ["/fapi/v2/account", "/fapi/v3/account", "/fapi/v3/balance"] { try await ask(.get, path, form: ".multiAssets") }
        try await ask(.get, "/fapi/v1/assetIndex", "symbol=BTCUSD")
        try await ask(.get, "/fapi/v1/assetIndex", form: ".all")
        try await lose()
    }

    /// Sells 11 000 lower than it bought.
    private func lose() async throws {
        try await fixture.ask(.delete, "/fapi/v1/allOpenOrders", Self.market, as: .bob)
        try await fixture.carryOut([.pinMark(PinMark(instrument: UsdmFixture.bitcoin, price: Price(whole: 39_000)))])
        try await fixture.placeLimit("BUY", "1", at: "39010", as: .bob)
        try await fixture.placeMarket("SELL", "1", "reduceOnly=true", as: .carol)
        try await fixture.advance(milliseconds: 1_000)
    }

    private mutating func ask(
        _ method: HTTPRequest.Method, _ path: String, _ parameters: String = "", form: String = ""
    ) async throws {
        replies["\(method.rawValue) \(path)\(form)"] = try await fixture.ask(method, path, parameters, as: .carol).json
    }
}
