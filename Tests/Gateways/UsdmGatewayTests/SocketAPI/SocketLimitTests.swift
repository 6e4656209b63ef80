import GatewayKit
import Testing
import UsdmGateway
import WireKit

@Suite("WebSocket API: weights and order counts")
struct SocketLimitTests {
    private static let order =
        #""symbol":"BTCUSDT","side":"BUY","type":"LIMIT","timeInForce":"GTC","quantity":"0.1","price":"49000""#

    /// Weights of document 001, "WebSocket API".
    private static let weights: [(method: String, parameters: String, weight: Int)] = [
        ("ping", "", 1), ("time", "", 1), ("order.place", "", 0), ("order.modify", "", 1), ("order.cancel", "", 1),
        ("order.status", "", 1), ("account.status", "", 5), ("v2/account.status", "", 5), ("account.balance", "", 5),
        ("v2/account.balance", "", 5), ("account.position", "", 5), ("v2/account.position", "", 5),
        ("depth", #""limit":50"#, 2), ("depth", #""limit":100"#, 5), ("depth", #""limit":"500""#, 10), ("depth", "", 10),
        ("depth", #""limit":1000"#, 20), ("ticker.price", #""symbol":"BTCUSDT""#, 1), ("ticker.price", "", 2),
        ("ticker.book", #""symbol":"BTCUSDT""#, 2), ("ticker.book", "", 5), ("userDataStream.start", "", 5),
        ("algoOrder.place", "", 0), ("algoOrder.cancel", "", 1), ("userDataStream.ping", "", 5), ("userDataStream.stop", "", 5),
        ("session.logon", "", 2), ("session.status", "", 2),
        ("session.logout", "", 2),
    ]

    @Test("every method weighs what the document says, whatever comes of the request, and opening weighs 5")
    func weightOfEachMethod() async throws {
        let fixture = try await UsdmFixture()
        for (index, row) in Self.weights.enumerated() {
            let client = try SocketClient(fixture, address: "10.0.0.\(index)")
            let answer = try await client.ask(row.method, row.parameters)
            #expect(answer.limits == ["REQUEST_WEIGHT 1 MINUTE \(5 + row.weight)/2400"], "\(row)")
        }
        let methods = Set(UsdmSurface.endpoints.flatMap(\.contract.socketMethods))
        #expect(methods.isSubset(of: Self.weights.map(\.method)), "every method is weighed here")
    }

    @Test("REST and the socket count in the same windows")
    func shared() async throws {
        let fixture = try await UsdmFixture()
        #expect(try await fixture.ask(.get, "/fapi/v1/ticker/24hr").header("X-MBX-USED-WEIGHT-1M") == "40")
        let client = try SocketClient(fixture)
        #expect(try await client.ask("ping").limits == ["REQUEST_WEIGHT 1 MINUTE 46/2400"])
        #expect(try await fixture.ask(.get, "/fapi/v1/ping").header("X-MBX-USED-WEIGHT-1M") == "47")

        let placed = try await fixture.placeLimit("BUY", "0.1", at: "49000", as: .alice)
        #expect(placed.header("X-MBX-ORDER-COUNT-10S") == "1")
        #expect(
            try await client.ask("order.place", Self.order, as: .alice).limits == [
                "REQUEST_WEIGHT 1 MINUTE 47/2400", "ORDERS 10 SECOND 2/300", "ORDERS 1 MINUTE 2/1200",
            ])
        try await fixture.advance(milliseconds: 10_000)
        let refused = try await client.ask("order.place", #""symbol":"BTCUSDT""#, as: .alice)
        #expect(refused.code == -1102)
        #expect(
            refused.limits == ["REQUEST_WEIGHT 1 MINUTE 47/2400", "ORDERS 10 SECOND 1/300", "ORDERS 1 MINUTE 3/1200"])
        #expect(try await fixture.placeLimit("BUY", "0.1", at: "49000", as: .alice).header("X-MBX-ORDER-COUNT-1M") == "4")
    }

    @Test("too many orders are refused with what was used")
    func orderCounts() async throws {
        let client = try SocketClient(try await UsdmFixture(orderCounts: .init(perTenSeconds: 1, perMinute: 2)))
        #expect(try await client.ask("order.place", Self.order, as: .alice).status == 200)
        let refused = try await client.ask("order.place", Self.order, as: .alice)
        #expect(refused.status == 429)
        #expect(refused.message == "Too many new orders; current limit is 1 orders per 10 SECOND.")
        #expect(refused.limits == ["REQUEST_WEIGHT 1 MINUTE 5/2400", "ORDERS 10 SECOND 1/1", "ORDERS 1 MINUTE 1/2"])
    }

    @Test("over the limit comes 429, then 418, and a banned address opens no connection")
    func ban() async throws {
        let fixture = try await UsdmFixture(weights: .init(weightPerMinute: 6, warningsMax: 1))
        let client = try SocketClient(fixture)
        #expect(try await client.ask("ping").status == 200)
        let warned = try await client.ask("no.such")
        #expect(warned.status == 429)
        #expect(warned.code == -1003)
        #expect(warned.limits == ["REQUEST_WEIGHT 1 MINUTE 7/6"])
        client.send(text: "garbage")
        let banned = try await client.next()
        #expect(banned.status == 418)
        #expect(banned.code == -1003)
        #expect(banned.limits == [])
        let request = HTTPRequest(method: .get, path: "/ws-fapi/v1")
        guard case .refuse(let reply)? = fixture.upgrade(request) else { throw SocketClient.Refused() }
        #expect(reply.status == 418)
        #expect(reply.headers.contains { $0 == ("Retry-After", "120") })
        #expect(try JSONValue(parsing: reply.body)["code"]?.integer == -1003)
        #expect(try await fixture.send(.get, "/fapi/v1/ping").status == 418)
        _ = try SocketClient(fixture, address: "10.0.0.1")
    }

    @Test("the limits are shown unless the connection or the request says otherwise")
    func hidden() async throws {
        let fixture = try await UsdmFixture()
        let shown = try SocketClient(fixture)
        #expect(try await shown.ask("ping", #""returnRateLimits":false"#).limits == nil)
        #expect(try await shown.ask("ping").limits != nil)
        #expect(try await shown.ask("order.place", Self.order + #","returnRateLimits":false"#, as: .alice).limits == nil)
        let hidden = try SocketClient(fixture, "returnRateLimits=false")
        #expect(try await hidden.ask("ping").limits == nil)
        #expect(try await hidden.ask("no.such").limits == nil)
        #expect(try await hidden.ask("ping", #""returnRateLimits":true"#).limits != nil)
        #expect(try await hidden.ask("session.status").result?["returnRateLimits"] == .bool(false))
    }

    @Test("the transport is told the limits of the document")
    func policy() async throws {
        let policy = try SocketClient(try await UsdmFixture()).policy
        #expect(policy.pingsPerSecondMax == 5)
        #expect(policy.messagesPerSecondMax == .max)
        #expect(policy.pingIntervalSeconds == 180)
        #expect(policy.pongTimeoutSeconds == 600)
        #expect(policy.lifetimeSeconds == 86_400)
    }
}
