import ExchangePorts
import Testing
import WireKit

@Suite("WebSocket API: sessions that are logged on to")
struct SocketLogonTests {
    private static let order =
        #""symbol":"BTCUSDT","side":"BUY","type":"LIMIT","timeInForce":"GTC","quantity":"0.1","price":"49000""#
    private static let keyText = String(repeating: "E", count: 64)
    private let pair = KeyPair()

    /// A fixture in which Alice has a key of the pair as well.
    private func fixture() async throws -> UsdmFixture {
        let fixture = try await UsdmFixture()
        fixture.keys.add(Trader.alice.apiKey(Self.keyText, pair.secret))
        return fixture
    }

    /// Parameters with the signature of a key pair.
    private func signed(
        _ parameters: String, at now: Int64, key: String = keyText, by pair: KeyPair? = nil, encoded: Bool = false
    ) throws -> String {
        let all = (parameters.isEmpty ? "" : parameters + ",") + #""apiKey":"\#(key)","timestamp":\#(now)"#
        var signature = try (pair ?? self.pair).signature(of: SocketClient.payload(of: "{\(all)}"))
        if encoded { signature = signature.replacing("+", with: "%2B").replacing("/", with: "%2F").replacing("=", with: "%3D") }
        return all + #","signature":"\#(signature)""#
    }

    private func loggedOn(_ fixture: UsdmFixture) async throws -> SocketClient {
        let client = try SocketClient(fixture)
        let answer = try await client.ask("session.logon", try signed("", at: fixture.now))
        try #require(answer.status == 200, "\(answer.message ?? "")")
        return client
    }

    @Test("requests may be signed with a key pair, the base64 percent-encoded or not", arguments: [false, true])
    func signatures(encoded: Bool) async throws {
        let fixture = try await fixture()
        let client = try SocketClient(fixture)
        let parameters = try signed(Self.order, at: fixture.now, encoded: encoded)
        #expect(try await client.ask("order.place", parameters).status == 200)
        #expect(try await client.ask("order.place", parameters.replacing("49000", with: "49001")).code == -1022)
    }

    @Test("logging on answers with the session, later requests need a time and nothing else, and logging out ends it")
    func life() async throws {
        let fixture = try await fixture()
        let client = try SocketClient(fixture)
        let connected = fixture.now
        try await fixture.advance(milliseconds: 250)
        let logon = try await client.ask("session.logon", try signed("", at: fixture.now - 100))
        let expected = [
            #""apiKey":"\#(Self.keyText)""#, #""authorizedSince":\#(fixture.now)"#, #""connectedSince":\#(connected)"#,
            #""returnRateLimits":true"#, #""serverTime":\#(fixture.now)"#,
        ].joined(separator: ",")
        #expect(logon.result == (try JSONValue(parsing: Array("{\(expected)}".utf8))))
        #expect(try await client.ask("session.status").result == logon.result)

        let time = #""timestamp":\#(fixture.now)"#
        #expect(try await client.ask("order.place", Self.order + "," + time).status == 200)
        #expect(try await client.ask("userDataStream.start").status == 200)
        #expect(try await client.ask("account.balance").code == -1102)
        #expect(try await client.ask("account.balance", #""timestamp":\#(fixture.now - 5_001)"#).code == -1021)
        #expect(try await client.ask("account.balance", #""timestamp":\#(fixture.now + 1_000)"#).code == -1021)

        let logout = try await client.ask("session.logout")
        #expect(logout.result?["apiKey"] == .null)
        #expect(logout.result?["authorizedSince"] == .null)
        #expect(try await client.ask("account.balance", time).code == -2014)
        #expect(try await client.ask("account.balance", as: .alice).status == 200)
    }

    @Test("a request that names its key stands for itself, whoever is logged on")
    func explicit() async throws {
        let fixture = try await fixture()
        let client = try await loggedOn(fixture)
        let placed = try await client.ask("order.place", Self.order, as: .bob)
        let name = #""symbol":"BTCUSDT","orderId":\#(try #require(placed.result?["orderId"]?.integer)),"timestamp":\#(fixture.now)"#
        #expect(try await client.ask("order.status", name).code == -2013, "it is Bob's order, and Alice is logged on")
        #expect(try await client.ask("order.status", name, as: .bob).status == 200)
        let unsigned = name + #","apiKey":"\#(Self.keyText)""#
        #expect(try await client.ask("order.status", unsigned).code == -1102)
        #expect(try await client.ask("order.status", name + #","signature":"AAAA""#).code == -1022)
    }

    @Test("logging on again changes the key, and failing to leaves the one there is")
    func again() async throws {
        let fixture = try await fixture()
        let client = try await loggedOn(fixture)
        let other = String(repeating: "F", count: 64)
        let bobs = KeyPair()
        fixture.keys.add(Trader.bob.apiKey(other, bobs.secret))
        #expect(try await client.ask("session.logon", try signed("", at: fixture.now, key: other)).code == -1022)
        #expect(try await client.ask("session.logon", as: .alice).code == -4056)
        #expect(try await client.ask("session.logon", try signed("", at: fixture.now - 6_000)).code == -1021)
        #expect(try await client.ask("session.status").result?["apiKey"]?.text == Self.keyText)
        #expect(try await client.ask("session.logon", try signed("", at: fixture.now, key: other, by: bobs)).status == 200)
        #expect(try await client.ask("session.status").result?["apiKey"]?.text == other)
    }

    @Test("with its key revoked a session ends at the next request, which is answered without id")
    func revoked() async throws {
        let fixture = try await fixture()
        let client = try await loggedOn(fixture)
        fixture.keys.revoke(Self.keyText)
        #expect(try await client.ask("depth", #""symbol":"BTCUSDT""#).status == 200)
        #expect(try await client.ask("account.balance", as: .alice, id: "6").status == 200)
        let ended = try await client.ask("account.balance", #""timestamp":\#(fixture.now)"#, id: "7")
        #expect(ended.id == .null)
        #expect(ended.status == 401)
        #expect(ended.code == -2015)
        #expect(ended.message == "Invalid API-key, IP, or permissions for action.")
        let after = try await client.ask("account.balance", #""timestamp":\#(fixture.now)"#, id: "8")
        #expect(after.id == .number("8"))
        #expect(after.code == -2014)
        #expect(try await client.ask("session.status").result?["apiKey"] == .null)
    }

    @Test("a key that was changed ends its sessions, too, and one that may not trade answers and goes on")
    func changed() async throws {
        let fixture = try await fixture()
        var key = Trader.alice.apiKey(Self.keyText, pair.secret)
        key.permissions = [.read]
        fixture.keys.add(key)
        let client = try await loggedOn(fixture)
        let time = #""timestamp":\#(fixture.now)"#
        let refused = try await client.ask("order.place", Self.order + "," + time, id: "7")
        #expect(refused.id == .number("7"))
        #expect(refused.code == -2015)
        #expect(try await client.ask("account.balance", time).status == 200)
        key.allowedAddresses = ["10.0.0.7"]
        fixture.keys.add(key)
        #expect(try await client.ask("session.status").result?["apiKey"] == .null)
        #expect(try await client.ask("account.balance", time).code == -2014)
    }
}
