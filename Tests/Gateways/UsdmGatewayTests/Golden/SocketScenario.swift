import Testing
import WireKit

/// A life like that of `GoldenScenario`, told over the WebSocket API: the clock stands, so each run answers with the same bytes.
struct SocketScenario: Sendable {
    /// By method, with `.all` where one answers without symbol; `error` is a refusal.
    private(set) var replies: [String: JSONValue] = [:]

    /// Lived once, looked at by many tests.
    static let lived = Task { try await SocketScenario() }

    private let client: SocketClient
    private static let listenKeyText = String(repeating: "K", count: 64)

    private init() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.fillBook()
        try await fixture.placeMarket("BUY", "0.100", "newClientOrderId=bought", as: .alice)
        client = try SocketClient(fixture)
        try await trade()
        try await look()
        try await listen()
        for method in ["session.status", "session.logout"] { try await ask(method) }
    }

    private mutating func trade() async throws {
        let market = #""symbol":"BTCUSDT""#
        let terms =
            #""side":"BUY","type":"LIMIT","timeInForce":"GTC","quantity":0.010,"price":"49900","newClientOrderId":"resting""#
        try await ask("order.place", market + "," + terms, as: .alice)
        try await refuse("order.place", market + #","side":"BUY","type":"LIMIT","timeInForce":"GTC","price":"49900""#)
        let name = market + #","origClientOrderId":"resting""#
        try await ask("order.status", name, as: .alice)
        try await ask("order.modify", name + #","side":"BUY","quantity":"0.020","price":"49950""#, as: .alice)
        for version in ["", "v2/"] {
            for method in ["account.status", "account.balance"] { try await ask(version + method, as: .alice) }
            try await ask(version + "account.position", market, as: .alice)
        }
        try await ask("order.cancel", name, as: .alice)
        let stop = #","algoType":"CONDITIONAL","side":"SELL","type":"STOP_MARKET","quantity":0.010,"triggerPrice":"49000""#
        try await ask("algoOrder.place", market + stop + #","clientAlgoId":"waiting""#, as: .alice)
        try await ask("algoOrder.cancel", #""clientAlgoId":"waiting""#, as: .alice)
    }

    private mutating func look() async throws {
        for method in ["ping", "time"] { try await ask(method) }
        try await ask("depth", #""symbol":"BTCUSDT","limit":5"#)
        for method in ["ticker.price", "ticker.book"] {
            try await ask(method, #""symbol":"BTCUSDT""#)
            try await ask(method, form: ".all")
        }
    }

    private mutating func listen() async throws {
        let key = #""apiKey":"\#(Trader.alice.key)""#
        for method in ["userDataStream.start", "userDataStream.ping", "userDataStream.stop"] { try await ask(method, key) }
    }

    private mutating func ask(
        _ method: String, _ parameters: String = "", as trader: Trader? = nil, form: String = ""
    ) async throws {
        let answer = try await client.ask(method, parameters, as: trader, id: "\"\(method)\"")
        try #require(answer.status == 200, "\(method): \(answer.code ?? 0) \(answer.message ?? "")")
        let listenKey = answer.result?["listenKey"]?.text
        replies[method + form] = listenKey.map { answer.json.replacing($0, with: Self.listenKeyText) } ?? answer.json
    }

    private mutating func refuse(_ method: String, _ parameters: String) async throws {
        replies["error"] = try await client.ask(method, parameters, as: .alice, id: "\"error\"").json
    }
}
