import CommandsAndEvents
import ExchangePorts
import GatewayKit
import Testing
import WireKit

/// The order of checks of document 001, "Endpoint Security Type".
@Suite("Who may call what")
struct AccessTests {
    private static let path = "/fapi/v3/balance"

    private func send(
        _ fixture: UsdmFixture, key: String?, _ query: String, method: HTTPRequest.Method = .get, path: String = path,
        body: String = "", address: String = "127.0.0.1"
    ) async throws -> UsdmFixture.Answer {
        try await fixture.respond(
            to: HTTPRequest(
                method: method, path: path, query: Array(query.utf8), headers: key.map { [("x-mbx-apikey", $0)] } ?? [],
                body: Array(body.utf8), remoteAddress: address))
    }

    @Test("every check fails with its code, and the earlier check wins")
    func order() async throws {
        let fixture = try await UsdmFixture()
        let now = fixture.now
        let key = Trader.alice.key
        let rows: [(key: String?, query: String, code: Int, message: String)] = [
            (nil, "", -2014, "API-key format invalid."),
            ("", "", -2014, "API-key format invalid."),
            (String(key.dropLast()), "", -2014, "API-key format invalid."),
            (String(key.dropLast()) + "-", "", -2014, "API-key format invalid."),
            (String(repeating: "Z", count: 64), "", -2015, "Invalid API-key, IP, or permissions for action."),
            (key, "signature=00", -1102, "Mandatory parameter 'timestamp' was not sent, was empty/null, or malformed."),
            (key, "timestamp=soon", -1102, "Mandatory parameter 'timestamp' was not sent, was empty/null, or malformed."),
            (key, "timestamp=\(now + 5_000)", -1102, "Mandatory parameter 'signature' was not sent, was empty/null, or malformed."),
            (
                key, "timestamp=\(now + 1_000)&signature=00", -1021,
                "Timestamp for this request was 1000ms ahead of the server's time."
            ),
            (key, "timestamp=\(now - 5_001)&signature=00", -1021, "Timestamp for this request is outside of the recvWindow."),
            (
                key, "timestamp=\(now - 11)&recvWindow=10&signature=00", -1021,
                "Timestamp for this request is outside of the recvWindow."
            ),
            (key, "timestamp=\(Int64.min)&signature=00", -1021, "Timestamp for this request is outside of the recvWindow."),
            (key, "timestamp=\(now)&recvWindow=-1&signature=00", -1130, "Data sent for parameter 'recvWindow' is not valid."),
            (key, "timestamp=\(now)&signature=00", -1022, "Signature for this request is not valid."),
        ]
        for row in rows {
            let answer = try await send(fixture, key: row.key, row.query)
            #expect(answer.code == row.code, "\(row)")
            #expect(answer.message == row.message, "\(row)")
            #expect(answer.status == (row.code == -2014 || row.code == -2015 ? 401 : 400), "\(row)")
        }
    }

    @Test("the window of time is closed at its old end and open at its new one")
    func window() async throws {
        let fixture = try await UsdmFixture()
        for timestamp in [fixture.now + 999, fixture.now - 5_000] {
            try await fixture.ask(.get, Self.path, "timestamp=\(timestamp)", as: .alice)
        }
        try await fixture.ask(.get, Self.path, "recvWindow=9999999&timestamp=\(fixture.now - 9_999_999)", as: .alice)
    }

    @Test("a key works from the addresses it allows and for what it permits")
    func restrictions() async throws {
        let fixture = try await UsdmFixture()
        var key = Trader.alice.apiKey
        key.allowedAddresses = ["10.0.0.7"]
        key.permissions = [.read]
        fixture.keys.add(key)
        #expect(try await fixture.send(.get, Self.path, as: .alice).code == -2015)
        #expect(try await fixture.send(.get, Self.path, as: .alice, address: "10.0.0.7").status == 200)
        let placed = try await fixture.send(
            .post, "/fapi/v1/order", "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1", as: .alice, address: "10.0.0.7")
        #expect(placed.code == -2015)
        #expect(placed.status == 401)
    }

    @Test("a key without a signature opens market data and listen keys, and nothing else")
    func unsigned() async throws {
        let fixture = try await UsdmFixture()
        let key = Trader.alice.key
        let trades = try await send(fixture, key: key, "symbol=BTCUSDT", path: "/fapi/v1/historicalTrades")
        #expect(trades.status == 200)
        #expect(try await send(fixture, key: key, "", method: .post, path: "/fapi/v1/listenKey").status == 200)
        #expect(try await send(fixture, key: key, "", path: Self.path).code == -1102)
        #expect(try await send(fixture, key: nil, "symbol=BTCUSDT", path: "/fapi/v1/historicalTrades").code == -2014)
    }

    @Test("a signature is good over query and body as they were sent, wherever it stands and in either case")
    func payloads() async throws {
        let fixture = try await UsdmFixture()
        let alice = Trader.alice
        let order = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=49000"
        let time = "timestamp=\(fixture.now)"
        let whole = alice.signature(of: "\(order)&\(time)")
        let halves = alice.signature(of: order + time)
        let sent: [(query: String, body: String)] = [
            ("\(order)&\(time)&signature=\(whole)", ""),
            ("", "\(order)&\(time)&signature=\(whole)"),
            (order, "\(time)&signature=\(halves)"),
            ("\(order)&signature=\(halves)", time),
            ("signature=\(whole)&\(order)&\(time)", ""),
            ("\(order)&signature=\(whole)&\(time)", ""),
            ("\(order)&\(time)&signature=\(whole.uppercased())", ""),
        ]
        for (query, body) in sent {
            let answer = try await send(fixture, key: alice.key, query, method: .post, path: "/fapi/v1/order/test", body: body)
            #expect(answer.status == 200, "\(query) | \(body): \(answer.message ?? "")")
        }
        let joined = try await send(
            fixture, key: alice.key, order, method: .post, path: "/fapi/v1/order/test", body: "\(time)&signature=\(whole)")
        #expect(joined.code == -1022, "there is no & between query and body")
    }

    @Test("a signature over the decoded text is good too, and one over another text is not")
    func decodedText() async throws {
        let fixture = try await UsdmFixture()
        let alice = Trader.alice
        let order = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=49000&timestamp=\(fixture.now)"
        let decoded = order + "&newClientOrderId=a:b/c"
        let encoded = order + "&newClientOrderId=a%3Ab%2Fc"
        for text in [decoded, encoded] {
            let query = encoded + "&signature=" + alice.signature(of: text)
            let answer = try await send(fixture, key: alice.key, query, method: .post, path: "/fapi/v1/order/test")
            #expect(answer["clientOrderId"]?.text == "a:b/c", "\(answer.message ?? "")")
        }
        let other = encoded + "&signature=" + alice.signature(of: order)
        #expect(try await send(fixture, key: alice.key, other, method: .post, path: "/fapi/v1/order/test").code == -1022)
        let foreign = encoded + "&signature=" + Trader.bob.signature(of: encoded)
        #expect(try await send(fixture, key: alice.key, foreign, method: .post, path: "/fapi/v1/order/test").code == -1022)
    }

    @Test("a replaced secret holds at once")
    func replacedSecret() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.ask(.get, Self.path, as: .alice)
        var key = Trader.alice.apiKey
        key.secret = .hmac("another")
        fixture.keys.add(key)
        #expect(try await fixture.send(.get, Self.path, as: .alice).code == -1022)
    }
}
