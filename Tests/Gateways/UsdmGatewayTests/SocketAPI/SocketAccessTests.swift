import ExchangePorts
import GatewayKit
import Testing
import WireKit

@Suite("WebSocket API: who may call what")
struct SocketAccessTests {
    private static let order =
        #""symbol":"BTCUSDT","side":"BUY","type":"LIMIT","timeInForce":"GTC","quantity":0.10,"price":"49000""#

    @Test(
        "values are signed as JSON writes them",
        arguments: [
            "", #","reduceOnly":false"#, #","reduceOnly":"false""#, #","recvWindow":5000,"positionSide":"BOTH""#,
            #","price":49000.0"#, #","quantity":"1e-1""#, #","newClientOrderId":"a:b/c""#, #","note":null"#,
        ])
    func literals(change: String) async throws {
        let client = try SocketClient(try await UsdmFixture())
        let name = change.split(separator: "\"").dropFirst().first.map(String.init) ?? "-"
        let order = Self.order.split(separator: ",").filter { !$0.hasPrefix("\"\(name)\"") }.joined(separator: ",")
        let answer = try await client.ask("order.place", order + change, as: .alice)
        #expect(answer.status == 200, "\(answer.message ?? "")")
        #expect(answer.result?["origQty"]?.text == "0.100")
    }

    @Test("a signature over form-encoded values is good, over encoded in another way or over other values it is not")
    func encodedValues() async throws {
        let fixture = try await UsdmFixture()
        let client = try SocketClient(fixture)
        func ask(_ payload: (String) -> String) async throws -> SocketClient.Answer {
            let order = Self.order + #","newClientOrderId":"a:b/c","note":"x y~z""#
            client.send(
                text: #"{"id":1,"method":"order.place","params":\#(try client.signed(order, by: .alice, payload: payload))}"#)
            return try await client.next()
        }
        let encoded = try await ask {
            $0.replacing("a:b/c", with: "a%3Ab%2Fc").replacing("x y~z", with: "x+y~z")
        }
        #expect(encoded.result?["clientOrderId"]?.text == "a:b/c", "\(encoded.message ?? "")")
        #expect(try await ask { $0 + " " }.code == -1022)
        #expect(try await ask { $0.replacing("0.10", with: "0.1") }.code == -1022)
        #expect(try await ask { $0.split(separator: "&").reversed().joined(separator: "&") }.code == -1022)
    }

    @Test("every check fails with the code REST gives it, and the earlier check wins")
    func order() async throws {
        let fixture = try await UsdmFixture()
        let client = try SocketClient(fixture)
        let key = #""apiKey":"\#(Trader.alice.key)""#
        let now = fixture.now
        let rows: [(parameters: String, code: Int64, status: Int64)] = [
            ("", -2014, 401), (#""apiKey":"abc""#, -2014, 401), (#""apiKey":7"#, -2014, 401),
            (#""apiKey":"\#(String(repeating: "Z", count: 64))""#, -2015, 401),
            (key, -1102, 400), (key + #","timestamp":"soon","signature":"00""#, -1102, 400),
            (key + #","timestamp":\#(now)"#, -1102, 400), (key + #","timestamp":\#(now),"signature":"""#, -1102, 400),
            (key + #","timestamp":\#(now + 1_000),"signature":"00""#, -1021, 400),
            (key + #","timestamp":\#(now - 5_001),"signature":"00""#, -1021, 400),
            (key + #","timestamp":\#(now),"signature":"00""#, -1022, 400),
            (key + #","timestamp":\#(now),"signature":{"a":1}"#, -1022, 400),
        ]
        for row in rows {
            let answer = try await client.ask("account.balance", row.parameters)
            #expect(answer.code == row.code, "\(row)")
            #expect(answer.status == row.status, "\(row)")
            #expect(answer.id == .number("1"))
        }
        let foreign = try client.signed("", by: .bob).replacing(Trader.bob.key, with: Trader.alice.key)
        client.send(text: #"{"id":1,"method":"account.balance","params":\#(foreign)}"#)
        #expect(try await client.next().code == -1022)
    }

    @Test("a key works over the socket from the addresses it allows and for what it permits")
    func restrictions() async throws {
        let fixture = try await UsdmFixture()
        var key = Trader.alice.apiKey
        key.allowedAddresses = ["10.0.0.7"]
        key.permissions = [.read]
        fixture.keys.add(key)
        let other = try await SocketClient(fixture).ask("account.balance", as: .alice)
        #expect(other.code == -2015)
        #expect(other.status == 401)
        let client = try SocketClient(fixture, address: "10.0.0.7")
        #expect(try await client.ask("account.balance", as: .alice).status == 200)
        #expect(try await client.ask("order.place", Self.order, as: .alice).code == -2015)
    }

    @Test("listen keys need a key and no signature, market data needs none")
    func unsigned() async throws {
        let fixture = try await UsdmFixture()
        let client = try SocketClient(fixture)
        let key = #""apiKey":"\#(Trader.alice.key)""#
        #expect(try await client.ask("userDataStream.ping", key).code == -1125)
        let started = try await client.ask("userDataStream.start", key)
        #expect(started.result?["listenKey"]?.text == (try await fixture.listenKey(of: .alice)))
        #expect(try await client.ask("userDataStream.ping", key).result == started.result)
        #expect(try await client.ask("userDataStream.stop", key).result == .object([]))
        #expect(try await client.ask("userDataStream.stop", key).code == -1125)
        #expect(try await client.ask("userDataStream.start").code == -2014)
        #expect(try await client.ask("depth", #""symbol":"BTCUSDT","apiKey":"nonsense""#).status == 200)
    }
}
