import CommandsAndEvents
import ExchangePorts
import Foundation
import GatewayKit
import Primitives
import Testing
import WireKit

/// One short life of two accounts on a market, during which every endpoint is asked and every stream is heard.
///
/// The clock stands and everything random is replaced, so each run answers with the same bytes.
struct GoldenScenario: Sendable {
    /// By `METHOD /path`, with a suffix where an endpoint answers in several forms.
    private(set) var replies: [String: JSONValue] = [:]
    /// The first message of each stream, by the name it was subscribed to.
    private(set) var streams: [String: JSONValue] = [:]
    /// The first user event of each kind: `ORDER_TRADE_UPDATE.NEW`, `ACCOUNT_UPDATE.DEPOSIT`, and so on.
    private(set) var events: [String: JSONValue] = [:]

    static let streamNames = [
        "btcusdt@aggTrade", "btcusdt@trade", "btcusdt@markPrice", "btcusdt@markPrice@1s", "!markPrice@arr", "!markPrice@arr@1s",
        "btcusdt@kline_1m", "btcusdt@miniTicker", "!miniTicker@arr", "btcusdt@ticker", "!ticker@arr", "btcusdt@bookTicker",
        "!bookTicker", "btcusdt@depth5", "btcusdt@depth10@100ms", "btcusdt@depth20@500ms", "btcusdt@depth", "btcusdt@depth@0ms",
        "btcusdt@depth@100ms", "btcusdt@depth@500ms", "!assetIndex@arr", "usdtusd@assetIndex",
        "btcusdt_perpetual@continuousKline_1m",
    ]

    /// Lived once, looked at by many tests.
    static let lived = Task { try await GoldenScenario() }

    let fixture: UsdmFixture
    private static let listenKeyText = String(repeating: "K", count: 64)

    private init() async throws {
        fixture = try await UsdmFixture()
        let market = try #require(fixture.open("/stream", "streams=" + Self.streamNames.joined(separator: "/")))
        var key = try await fixture.listenKey(of: .alice)
        let user = try #require(fixture.open("/ws/" + key))
        try await ask(.post, "/fapi/v1/listenKey", as: .alice, hiding: key)
        try await ask(.put, "/fapi/v1/listenKey", as: .alice, hiding: key)
        try await trade()
        try await passFunding()
        try await placeInOtherWays()
        try await look()
        try await cancel()
        try keep(messages: market.socket.messages())
        try keep(events: user.socket.messages(), hiding: key)

        try await ask(.delete, "/fapi/v1/listenKey", as: .alice, hiding: key)
        key = try await fixture.listenKey(of: .alice)
        let last = try #require(fixture.open("/ws/" + key))
        try await fixture.advance(milliseconds: 3_600_000)
        try keep(events: last.socket.messages(), hiding: key)
        try await download()

        let settings = try await SettingsScenario()
        replies.merge(settings.replies) { own, _ in own }
        events.merge(settings.events) { own, _ in own }
        let contracts = try await ContractsScenario()
        replies.merge(contracts.replies) { own, _ in own }
        streams.merge(contracts.streams) { own, _ in own }
        let forced = try await ForcedCloseScenario()
        replies.merge(forced.replies) { own, _ in own }
        events.merge(forced.events) { own, _ in own }
    }

    // MARK: What happens

    private mutating func trade() async throws {
        try await fixture.fillBook()
        try await changeBothSidesAtOnce()
        try await ask(.post, "/fapi/v1/leverage", "symbol=BTCUSDT&leverage=10", as: .alice)
        let resting = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.010&price=49900"
        try await ask(.post, "/fapi/v1/order/test", resting, as: .alice)
        try await ask(.post, "/fapi/v1/order", resting + "&newClientOrderId=resting", as: .alice)
        let amended = "symbol=BTCUSDT&side=BUY&origClientOrderId=resting&quantity=0.020&price=49950"
        try await ask(.put, "/fapi/v1/order", amended, as: .alice)
        let bought = "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.100&newClientOrderId=bought&newOrderRespType=RESULT"
        try await ask(.post, "/fapi/v1/order", bought, as: .alice, form: ".result")
        try await fixture.placeMarket("SELL", "0.040", "reduceOnly=true&newClientOrderId=sold", as: .alice)
        try await fixture.placeLimit("BUY", "0.100", at: "49000", "timeInForce=IOC&newClientOrderId=missed", as: .alice)
        for _ in 0..<6 { try await fixture.advance(milliseconds: 1_000) }
    }

    /// One batch, so that even the stream of every change shows both sides in one message.
    private func changeBothSidesAtOnce() async throws {
        try await fixture.carryOut(
            try [(Side.buy, "49960"), (.sell, "50040")].map { side, price in
                .placeOrder(
                    PlaceOrder(
                        account: Trader.bob.account, instrument: UsdmFixture.bitcoin, side: side,
                        kind: .limit(price: try Price(price), timeInForce: .goodTillCancel), quantity: try Quantity("0.5")))
            })
    }

    private func passFunding() async throws {
        try await fixture.deposit("500.25", to: .alice)
        try await fixture.carryOut([
            .withdraw(Transfer(account: Trader.alice.account, asset: UsdmFixture.tether, amount: try Money("100")))
        ])
        // Funding is further away than a listen key lives.
        try await fixture.advance(milliseconds: 3_000_000)
        try await fixture.ask(.put, "/fapi/v1/listenKey", as: .alice)
        try await fixture.advance(to: UsdmFixture.nextFunding)
    }

    private mutating func look() async throws {
        for path in ["/fapi/v1/ping", "/fapi/v1/time", "/fapi/v1/exchangeInfo", "/api/v3/ping", "/api/v3/time"] {
            try await ask(.get, path)
        }
        let market = "symbol=BTCUSDT"
        try await ask(.get, "/fapi/v1/depth", market + "&limit=5")
        for path in ["/fapi/v1/trades", "/fapi/v1/aggTrades", "/fapi/v1/openInterest"] { try await ask(.get, path, market) }
        try await ask(.get, "/fapi/v1/historicalTrades", market, as: .bob)
        for path in ["/fapi/v1/klines", "/fapi/v1/markPriceKlines", "/fapi/v1/premiumIndexKlines"] {
            try await ask(.get, path, market + "&interval=1h&limit=2")
        }
        try await ask(.get, "/fapi/v1/indexPriceKlines", "pair=BTCUSDT&interval=1h&limit=2")
        try await ask(.get, "/fapi/v1/continuousKlines", "pair=BTCUSDT&contractType=PERPETUAL&interval=1h&limit=2")
        let oneOrMany = [
            "/fapi/v1/premiumIndex", "/fapi/v1/ticker/24hr", "/fapi/v1/ticker/price", "/fapi/v2/ticker/price",
            "/fapi/v1/ticker/bookTicker",
        ]
        for path in oneOrMany {
            try await ask(.get, path, market)
            try await ask(.get, path, form: ".all")
        }
        try await ask(.get, "/fapi/v1/leverageBracket", market, as: .alice)
        try await ask(.get, "/fapi/v1/leverageBracket", as: .alice, form: ".all")
        for path in ["/fapi/v1/order", "/fapi/v1/openOrder"] {
            try await ask(.get, path, market + "&origClientOrderId=resting", as: .alice)
        }
        for path in ["/fapi/v1/openOrders", "/fapi/v1/allOrders", "/fapi/v1/userTrades", "/fapi/v1/commissionRate"] {
            try await ask(.get, path, market, as: .alice)
        }
        let ofAccount = [
            "/fapi/v2/balance", "/fapi/v3/balance", "/fapi/v2/account", "/fapi/v3/account", "/fapi/v2/positionRisk",
            "/fapi/v3/positionRisk", "/fapi/v1/income", "/fapi/v1/symbolConfig", "/fapi/v1/accountConfig",
            "/fapi/v1/positionSide/dual", "/fapi/v1/multiAssetsMargin", "/sapi/v1/capital/config/getall",
            "/sapi/v1/margin/allPairs",
        ]
        for path in ofAccount { try await ask(.get, path, as: .alice) }
    }

    private mutating func cancel() async throws {
        try await ask(.delete, "/fapi/v1/order", "symbol=BTCUSDT&origClientOrderId=resting", as: .alice)
        try await ask(.delete, "/fapi/v1/allOpenOrders", "symbol=BTCUSDT", as: .alice)
    }

    private mutating func download() async throws {
        for path in ["/fapi/v1/income/asyn", "/fapi/v1/order/asyn", "/fapi/v1/trade/asyn"] {
            fixture.downloadQueue.suspend()
            try await ask(.get, path, "startTime=\(UsdmFixture.start.milliseconds)&endTime=\(fixture.now)", as: .alice)
            let id = try #require(replies["GET " + path]?["downloadId"]?.text)
            try await ask(.get, path + "/id", "downloadId=" + id, as: .alice, form: ".processing")
            try await fixture.advance(milliseconds: 60_000)
            fixture.downloadQueue.resume()
            await fixture.downloads.settle()
            let link = try await fixture.ask(.get, path + "/id", "downloadId=" + id, as: .alice)
            try await ask(.get, path + "/id", "downloadId=" + id, as: .alice, hiding: try #require(link["url"]?.text))
        }
    }

    // MARK: What is kept

    mutating func ask(
        _ method: HTTPRequest.Method, _ path: String, _ parameters: String = "", as trader: Trader? = nil, form: String = "",
        hiding key: String? = nil
    ) async throws {
        let answer = try await fixture.ask(method, path, parameters, as: trader)
        replies["\(method.rawValue) \(path)\(form)"] =
            key.map { answer.json.replacing($0, with: Self.listenKeyText) } ?? answer.json
    }

    /// Keeps what a request is refused with.
    mutating func askInVain(_ method: HTTPRequest.Method, _ path: String, _ parameters: String, as trader: Trader) async throws {
        let answer = try await fixture.send(method, path, parameters, as: trader)
        try #require(answer.status != 200)
        replies["\(method.rawValue) \(path)"] = answer.json
    }

    private mutating func keep(messages: [JSONValue]) throws {
        for message in messages {
            let name = try #require(message["stream"]?.text)
            let data = try #require(message["data"])
            // A level shows its form only when there are levels on both sides.
            if let bids = data["b"]?.items, let asks = data["a"]?.items, bids.isEmpty || asks.isEmpty,
                data["e"]?.text == "depthUpdate"
            {
                continue
            }
            if streams[name] == nil { streams[name] = data }
        }
    }

    private mutating func keep(events messages: [JSONValue], hiding key: String) throws {
        for message in messages {
            let type = try #require(message["e"]?.text)
            let detail = message["o"]?["AP"] != nil ? .string("trailing") : message["o"]?["x"]
            let kind = (detail ?? message["a"]?["m"] ?? message["o"]?["X"])?.text.map { "." + $0 } ?? ""
            if events[type + kind] == nil { events[type + kind] = message.replacing(key, with: Self.listenKeyText) }
        }
    }
}
