import GatewayKit
import Testing

@Suite("Who may use the operator API")
struct AccessTests {
    @Test(
        "without the token nothing is answered and nothing is done",
        arguments: [nil, "", "wrong", "a-token-of-the-test", "a-token-of-the-tests "])
    func token(_ token: String?) async throws {
        let fixture = try await OperatorFixture()
        let before = try await fixture.exchange.read { $0.sequence }
        for (method, path) in [(HTTPRequest.Method.get, "/digest"), (.post, "/accounts"), (.get, "/nowhere"), (.put, "/clock")] {
            let answer = try await fixture.send(method, path, #"{"name":"erin"}"#, token: token)
            #expect(answer.status == 401)
            #expect(answer["error"] != nil)
        }
        #expect(try await fixture.exchange.read { $0.sequence } == before)
    }

    @Test("a token that repeats the right one is wrong")
    func repeatedToken() async throws {
        let fixture = try await OperatorFixture()
        let token = OperatorFixture.token
        #expect(try await fixture.send(.get, "/clock", token: token + token).status == 401)
        #expect(try await fixture.send(.get, "/clock", token: String(repeating: token, count: 1_000)).status == 401)
        #expect(try await fixture.send(.get, "/clock").status == 200)
    }

    @Test("paths elsewhere are left to others", arguments: ["/", "/operator", "/operator/v10/clock", "/fapi/v1/time"])
    func otherPaths(_ path: String) async throws {
        let fixture = try await OperatorFixture()
        #expect(await fixture.respond(to: HTTPRequest(method: .get, path: path)) == nil)
    }

    @Test("what is no verb is not found, and says what there is")
    func unknownVerbs() async throws {
        let fixture = try await OperatorFixture()
        for path in ["", "/", "/everything", "/clock/", "/clock/advance/now", "/keys/", "/keys/%zz", "/prices/BTCUSDT/x"] {
            try await fixture.expectRefusal(404, .get, path)
        }
        try await fixture.expectRefusal(404, .patch, "/clock", mentions: "GET, PUT")
    }

    @Test(
        "verbs to come say so",
        arguments: [
            (.put, "/accounts/alice/withdrawals/1", #"{"status":"FAILED"}"#), (.delete, "/markets/spot:BTCUSDT", ""),
            (.delete, "/markets/options:BTCUSDT-261225-90000-C", ""),
        ] as [(HTTPRequest.Method, String, String)])
    func awaited(method: HTTPRequest.Method, path: String, body: String) async throws {
        try await OperatorFixture().expectRefusal(404, method, path, body, mentions: "is not there yet")
    }

    @Test(
        "a body is one JSON object of known fields",
        arguments: ["{mode:", "[]", "[1]", "\"x\"", "5", "null", "{\"name\":\"e\"}x", "\u{0}"])
    func bodies(_ body: String) async throws {
        try await OperatorFixture().expectRefusal(400, .post, "/accounts", body)
    }

    @Test("a field that the verb does not know is named")
    func unknownField() async throws {
        let fixture = try await OperatorFixture()
        try await fixture.expectRefusal(400, .post, "/accounts", #"{"name":"erin","colour":"red"}"#, mentions: "'colour'")
        try await fixture.expectRefusal(400, .post, "/accounts", #"{"name":"erin","name":"frank"}"#, mentions: "twice")
        try await fixture.expectRefusal(400, .get, "/digest", #"{"deep":true}"#, mentions: "takes none")
        #expect(try await fixture.send(.get, "/digest", "{}").status == 200)
    }
}
