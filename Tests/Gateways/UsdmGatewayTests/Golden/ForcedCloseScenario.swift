import CommandsAndEvents
import GatewayKit
import Primitives
import Testing
import WireKit

/// An account whose positions the exchange closes: called for margin, liquidated, reduced for another, settled.
struct ForcedCloseScenario {
    /// As in `GoldenScenario`.
    private(set) var replies: [String: JSONValue] = [:]
    private(set) var events: [String: JSONValue] = [:]

    static let forms = ["GET /fapi/v1/income.forced"]
    static let eventKinds = [
        "MARGIN_CALL", "ACCOUNT_UPDATE.INSURANCE_CLEAR", "ORDER_TRADE_UPDATE.CALCULATED", "ORDER_TRADE_UPDATE.autoclose",
        "ORDER_TRADE_UPDATE.adl_autoclose", "ORDER_TRADE_UPDATE.settlement_autoclose",
    ]

    init() async throws {
        let fixture = try await UsdmFixture()
        let user = try await fixture.userStream(of: .alice)
        try await fixture.pretend([
            .marginCall(try MarginCall(of: .alice)), .marginCall(try MarginCall(of: .alice, on: UsdmFixture.ether, .isolated)),
        ])
        let closes = [
            ForcedClose(origin: .liquidation, id: 11, limit: "48990.5", clearanceFee: "61.25"),
            ForcedClose(origin: .autoDeleveraging, id: 12, isLong: false, profit: "250", wallet: "100088.75"),
            ForcedClose(origin: .settlement, id: 13, profit: "12.5", commission: "2.45", wallet: "100098.8"),
        ]
        for close in closes { try await fixture.pretend(try close.events(at: fixture.exchange.now)) }
        for message in try user.messages() { keep(message) }
        replies["GET /fapi/v1/forceOrders"] = try await fixture.ask(.get, "/fapi/v1/forceOrders", as: .alice).json
        let income = try await fixture.ask(.get, "/fapi/v1/income", "symbol=BTCUSDT", as: .alice).json
        replies["GET /fapi/v1/income.forced"] = income
    }

    private mutating func keep(_ message: JSONValue) {
        let order = message["o"]
        let isFirst = order?["x"]?.text == "NEW"
        let origin = order?["c"]?.text.map { String($0.prefix { $0 != "-" }) }
        let detail = isFirst ? origin : order?["x"]?.text ?? message["a"]?["m"]?.text
        let kind = (message["e"]?.text ?? "") + (detail.map { "." + $0 } ?? "")
        if Self.eventKinds.contains(kind) && events[kind] == nil { events[kind] = message }
    }
}
