import CommandsAndEvents
import ExchangePorts
import GatewayKit
import Instruments
import Primitives
import Testing
import WireKit

/// Half an hour of an exchange with quarterly contracts, a composite index and venues: its statistics, and the public endpoints and
/// streams that tell of contracts.
struct ContractsScenario {
    /// As in `GoldenScenario`.
    private(set) var replies: [String: JSONValue] = [:]
    private(set) var streams: [String: JSONValue] = [:]

    static let streamNames = [
        "btcusdt@forceOrder", "!forceOrder@arr", "defiusdt@compositeIndex", "!contractInfo", "btcusdt_231229@markPrice@1s",
        "btcusdt@rpiDepth@500ms",
    ]
    static let forms = [
        "GET /fapi/v1/premiumIndex.delivery", "GET /futures/data/basis.delivery", "GET /fapi/v1/exchangeInfo.contracts",
        "GET /fapi/v1/insuranceBalance.all",
    ]

    private let fixture: UsdmFixture

    init() async throws {
        fixture = try await UsdmFixture()
        let listings = try #require(fixture.open("/stream", "streams=!contractInfo")).socket
        try await fixture.listContracts()
        // Names stand for something once it is listed.
        let socket = try #require(fixture.open("/stream", "streams=" + Self.streamNames.joined(separator: "/"))).socket
        try await trade()
        try await tell()
        try await look()
        for message in try listings.messages() + socket.messages() {
            guard let name = message["stream"]?.text, let data = message["data"], streams[name] == nil else { continue }
            // A level shows its form only when there are levels on both sides.
            if name.contains("Depth"), data["b"]?.items.isEmpty ?? true || data["a"]?.items.isEmpty ?? true { continue }
            streams[name] = data
        }
    }

    private func trade() async throws {
        try await fixture.deposit("1000", to: .alice)
        try await fixture.fillBook()
        try await fixture.placeMarket("BUY", "0.100", as: .alice)
        try await fixture.placeMarket("SELL", "0.040", as: .carol)
        try await fixture.placeLimit("SELL", "0.2", at: "50200", on: "BTCUSDT_231229", as: .bob)
        try await fixture.placeMarket("BUY", "0.2", on: "BTCUSDT_231229", as: .alice)
        for _ in 0..<4 { try await fixture.advance(milliseconds: 300_000) }
    }

    /// What no request here brings about.
    private func tell() async throws {
        let order = try liquidationOrder()
        let fill = Fill(
            trade: TradeID(7), price: order.price, quantity: try Quantity("0.014"), isMaker: false, commission: .zero,
            commissionAsset: UsdmFixture.tether, realizedProfit: .zero)
        try await fixture.tell([
            .order(OrderUpdate(order: order, execution: .trade(fill), bidNotional: .zero, askNotional: .zero)),
            .funding(
                FundingSettled(
                    instrument: UsdmFixture.bitcoin, time: UsdmFixture.start, rate: try Rate("0.0001"), mark: Price(whole: 50_001))),
            .delivered(
                Delivered(
                    instrument: UsdmFixture.lastQuarter, time: UsdmFixture.start, price: try Price("50001.25"))),
        ])
        try await fixture.advance(milliseconds: 1_000)
    }

    private func liquidationOrder() throws -> Order {
        var order = Order(
            id: OrderID(99), clientID: try #require(ShortText("autoclose-99")), account: Trader.carol.account,
            instrument: UsdmFixture.bitcoin, side: .sell, positionSide: .both,
            kind: .limit(price: Price(whole: 49_910), timeInForce: .immediateOrCancel), reduceOnly: true,
            selfTradePrevention: .none, status: .filled, quantity: try Quantity("0.014"), filled: try Quantity("0.014"),
            filledNotional: try Money("698.74"), amendments: 0, createdAt: UsdmFixture.start, updatedAt: UsdmFixture.start)
        order.origin = .liquidation
        return order
    }

    private mutating func look() async throws {
        let market = "symbol=BTCUSDT"
        try await ask("/fapi/v1/fundingRate", market)
        try await ask("/fapi/v1/fundingInfo")
        try await ask("/fapi/v1/premiumIndex", "symbol=BTCUSDT_231229", form: ".delivery")
        try await ask("/fapi/v1/exchangeInfo", form: ".contracts")
        for name in [
            "openInterestHist", "topLongShortPositionRatio", "topLongShortAccountRatio", "globalLongShortAccountRatio",
            "takerlongshortRatio",
        ] {
            try await ask("/futures/data/" + name, market + "&period=5m&limit=2")
        }
        let basis = "pair=BTCUSDT&period=15m&limit=1&contractType="
        try await ask("/futures/data/basis", basis + "PERPETUAL")
        try await ask("/futures/data/basis", basis + "CURRENT_QUARTER", form: ".delivery")
        try await ask("/futures/data/delivery-price", "pair=BTCUSDT")
        try await ask("/fapi/v1/indexInfo", "symbol=DEFIUSDT")
        try await ask("/fapi/v1/constituents", "symbol=SOLUSDT")
        try await ask("/fapi/v1/rpiDepth", market)
        try await ask("/fapi/v1/insuranceBalance", market)
        try await ask("/fapi/v1/insuranceBalance", form: ".all")
        try await ask("/fapi/v1/tradingSchedule")
    }

    private mutating func ask(_ path: String, _ parameters: String = "", form: String = "") async throws {
        replies["GET \(path)\(form)"] = try await fixture.ask(.get, path, parameters).json
    }
}
