import Testing
import WireKit

@Suite("WebSocket API: requests and their answers")
struct SocketRequestTests {
    @Test(
        "an id is echoed as it came",
        arguments: ["0", "-7", "1705311512994", "123456789012345678901234567890", #""""#, #""1""#, #""a \"b\" ü""#, "null"])
    func ids(id: String) async throws {
        let client = try SocketClient(try await UsdmFixture())
        let answer = try await client.ask("ping", id: id)
        #expect(answer.status == 200)
        #expect(answer.id == (try JSONValue(parsing: Array(id.utf8))))
        #expect(answer.result == .object([]))
    }

    private static let noRequests: [(text: String, code: Int64, id: JSONValue)] = [
        ("", -1135, .null), ("no json", -1135, .null), ("[]", -1135, .null), ("7", -1135, .null), (#""ping""#, -1135, .null),
        (#"{"id":1,"method":"ping""#, -1135, .null), (#"{"id":1,"method":"ping"} {}"#, -1135, .null),
        (String(repeating: "[", count: 5_000), -1135, .null),
        ("{}", -1102, .null), (#"{"method":"ping"}"#, -1102, .null),
        (#"{"id":1.5,"method":"ping"}"#, -1130, .null), (#"{"id":{},"method":"ping"}"#, -1130, .null),
        (#"{"id":true,"method":"ping"}"#, -1130, .null), (#"{"id":[1],"method":"ping"}"#, -1130, .null),
        (#"{"id":1}"#, -1102, .number("1")), (#"{"id":1,"method":7}"#, -1102, .number("1")),
        (#"{"id":1,"method":""}"#, -1102, .number("1")), (#"{"id":1,"method":null}"#, -1102, .number("1")),
        (#"{"id":"x","method":"no.such"}"#, -1020, .string("x")), (#"{"id":1,"method":"PING"}"#, -1020, .number("1")),
        (#"{"id":1,"method":"GET /fapi/v1/ping"}"#, -1020, .number("1")),
        (#"{"id":1,"method":"v0/ping"}"#, -1020, .number("1")),
        (#"{"id":1,"method":"ping","params":[]}"#, -1130, .number("1")),
        (#"{"id":1,"method":"ping","params":"a"}"#, -1130, .number("1")),
        (#"{"id":1,"method":"ping","params":{"symbol":"BTCUSDT","symbol":"ETHUSDT"}}"#, -1101, .number("1")),
        (#"{"id":1,"method":"ping","params":{"returnRateLimits":"maybe"}}"#, -1130, .number("1")),
    ]

    @Test("what is no request is answered with its id where it has one, and the connection lives", arguments: noRequests)
    func malformed(text: String, code: Int64, id: JSONValue) async throws {
        let client = try SocketClient(try await UsdmFixture())
        client.send(text: text)
        let answer = try await client.next()
        #expect(answer.code == code)
        #expect(answer.status == 400)
        #expect(answer.id == id)
        #expect(answer.limits == ["REQUEST_WEIGHT 1 MINUTE 6/2400"])
        #expect(try await client.ask("ping").status == 200)
    }

    @Test(
        "params may be left out or null, a method may name its version, and what is not known of a request is not looked at",
        arguments: [
            #"{"id":1,"method":"time"}"#, #"{"id":1,"method":"time","params":null}"#, #"{"id":1,"method":"v3/time","params":{}}"#,
            #" { "params" : { "x" : [ ] } , "jsonrpc" : "2.0" , "method" : "v1/time" , "id" : 1 } "#,
        ])
    func leniency(text: String) async throws {
        let fixture = try await UsdmFixture()
        let client = try SocketClient(fixture)
        client.session.received(binary: Array(text.utf8))
        let answer = try await client.next()
        #expect(answer.result?["serverTime"]?.integer == fixture.now)
        #expect(answer.id == .number("1"))
    }

    @Test("parameters are refused in the words of REST")
    func refusals() async throws {
        let fixture = try await UsdmFixture()
        let client = try SocketClient(fixture)
        let order = #""symbol":"BTCUSDT","side":"BUY","type":"LIMIT","timeInForce":"GTC","price":"49000""#
        let rows: [(method: String, parameters: String, code: Int64, message: String)] = [
            ("order.place", order, -1102, "Mandatory parameter 'quantity' was not sent, was empty/null, or malformed."),
            (
                "order.place", order + #","quantity":null"#, -1102,
                "Mandatory parameter 'quantity' was not sent, was empty/null, or malformed."
            ),
            ("order.place", order + #","quantity":"""#, -1105, "Parameter 'quantity' was empty."),
            (
                "order.place", order + #","quantity":0.0001234567891"#, -1111,
                "Precision is over the maximum defined for this asset."
            ),
            ("order.cancel", #""symbol":"BTCUSDT","orderId":999"#, -2011, "Unknown order sent."),
            ("order.status", #""symbol":"BTCUSDT","orderId":999"#, -2013, "Order does not exist."),
            (
                "order.status", #""symbol":"BTCUSDT""#, -1102,
                "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!"
            ),
            ("depth", #""symbol":["BTCUSDT"]"#, -1121, "Invalid symbol."),
            ("depth", #""symbol":"BTCUSDT","limit":7"#, -4021, "'7' is not valid depth limit."),
        ]
        for row in rows {
            let answer = try await client.ask(row.method, row.parameters, as: row.method == "depth" ? nil : .alice)
            #expect(answer.code == row.code, "\(row)")
            #expect(answer.message == row.message, "\(row)")
            #expect(answer.status == 400, "\(row)")
        }
    }

    @Test("a frame of any bytes is answered once, and the connection lives", arguments: [UInt64(1), 2, 3])
    func fuzz(seed: UInt64) async throws {
        let fixture = try await UsdmFixture(weights: .init(isEnforced: false))
        let client = try SocketClient(fixture)
        var random = SeededGenerator(state: seed)
        let before = try await fixture.exchange.read { $0.digest() }
        let samples = [
            #"{"id":1,"method":"order.place","params":{"symbol":"BTCUSDT","timestamp":1,"signature":"00"}}"#,
            #"{"id":"a","method":"v2/account.status","params":{"apiKey":"\#(Trader.alice.key)","timestamp":\#(fixture.now)}}"#,
            #"{"id":null,"method":"session.logon","params":{"apiKey":null,"signature":[1,{}]}}"#,
            #"{"id":7,"method":"depth","params":{"symbol":"BTCUSDT","limit":5,"returnRateLimits":false}}"#,
        ].map { Array($0.utf8) }
        for _ in 0..<400 {
            var bytes = samples[Int(random.next() % UInt64(samples.count))]
            for _ in 0..<(1 + random.next() % 6) {
                let place = Int(random.next() % UInt64(bytes.count))
                switch random.next() % 4 {
                case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
                case 1: bytes.insert(UInt8(ascii: #"{}[]",:0e-\"#.randomElement(using: &random) ?? "x"), at: place)
                case 2: if bytes.count > 1 { bytes.remove(at: place) }
                default: bytes.replaceSubrange(place..., with: bytes[place...].reversed())
                }
            }
            client.session.received(binary: bytes)
            let answer = try await client.next()
            #expect(answer.status != nil && (answer.result == nil) == (answer.code != nil), "seed \(seed)")
        }
        #expect(try await fixture.exchange.read { $0.digest() } == before, "seed \(seed)")
        #expect(try await client.ask("ping").status == 200)
    }
}

/// SplitMix64: a failure prints its seed and can be repeated.
private struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

extension UInt8 {
    fileprivate init(ascii character: Character) { self = character.asciiValue ?? 0 }
}
