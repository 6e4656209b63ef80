import ExchangePorts
import GatewayKit
import Testing
import WireKit

@Suite("WebSocket API: the life of a connection")
struct SocketSessionTests {
    private static let order =
        #""symbol":"BTCUSDT","side":"BUY","type":"LIMIT","timeInForce":"GTC","quantity":"0.1","price":"49000""#
    private static let inFlightMax = 256

    @Test("orders reach the exchange in the order of their frames")
    func submissionOrder() async throws {
        let client = try SocketClient(try await UsdmFixture(orderCounts: .init(isEnforced: false)))
        let count = 200
        for index in 0..<count { try client.send("order.place", Self.order, as: .alice, id: String(index)) }
        var orderIDs: [Int64: Int64] = [:]
        for _ in 0..<count {
            let answer = try await client.next()
            orderIDs[try #require(answer.id?.integer)] = try #require(answer.result?["orderId"]?.integer)
        }
        let inFrameOrder = (0..<Int64(count)).compactMap { orderIDs[$0] }
        #expect(inFrameOrder.count == count)
        #expect(inFrameOrder == inFrameOrder.sorted())
    }

    @Test("a slow request keeps nobody waiting, and there may be only so many of them")
    func overlap() async throws {
        let fixture = try await UsdmFixture()
        let client = try SocketClient(fixture)
        let placed = try await client.ask("order.place", Self.order, as: .alice)
        let status = #""symbol":"BTCUSDT","orderId":\#(try #require(placed.result?["orderId"]?.integer))"#
        fixture.gate.close()
        for index in 0..<Self.inFlightMax { try client.send("order.status", status, as: .alice, id: String(index)) }
        let refused = try await client.ask("order.status", status, as: .alice, id: #""one too many""#)
        #expect(refused.id == .string("one too many"))
        #expect(refused.code == -1008)
        #expect(refused.status == 503)
        let other = try await SocketClient(fixture).ask("time", id: "7")
        #expect(other.id == .number("7"))
        fixture.gate.open()
        var answered: Set<Int64> = []
        for _ in 0..<Self.inFlightMax {
            let answer = try await client.next()
            #expect(answer.status == 200)
            answered.insert(try #require(answer.id?.integer))
        }
        #expect(answered == Set((0..<Int64(Self.inFlightMax))))
        #expect(try await client.ask("order.status", status, as: .alice).status == 200)
    }

    @Test("a request that is refused for want of room does not count as an order")
    func refusedBeforeCounting() async throws {
        let fixture = try await UsdmFixture()
        let client = try SocketClient(fixture)
        fixture.gate.close()
        for _ in 0..<Self.inFlightMax { try client.send("account.balance", as: .alice) }
        #expect(try await client.ask("order.place", Self.order, as: .alice).code == -1008)
        fixture.gate.open()
        for _ in 0..<Self.inFlightMax { #expect(try await client.next().status == 200) }
        #expect(
            try await client.ask("order.place", Self.order, as: .alice).limits?.contains("ORDERS 1 MINUTE 1/1200") == true)
    }

    @Test("an answer that comes after the socket has gone does no harm")
    func closedMeanwhile() async throws {
        let fixture = try await UsdmFixture()
        let client = try SocketClient(fixture)
        fixture.gate.close()
        try client.send("account.balance", as: .alice)
        client.session.closed()
        fixture.gate.open()
        client.send(text: #"{"id":1,"method":"ping"}"#)
        #expect(try await SocketClient(fixture).ask("ping").status == 200)
    }

    @Test("a connection that nobody logged on to says so, and logging out of it does nothing")
    func anonymous() async throws {
        let fixture = try await UsdmFixture()
        let client = try SocketClient(fixture)
        let connected = fixture.now
        try await fixture.advance(milliseconds: 1_500)
        for method in ["session.status", "v1/session.logout"] {
            let answer = try await client.ask(method)
            #expect(answer.status == 200)
            #expect(answer.result?["apiKey"] == .null)
            #expect(answer.result?["authorizedSince"] == .null)
            #expect(answer.result?["connectedSince"]?.integer == connected)
            #expect(answer.result?["returnRateLimits"] == .bool(true))
            #expect(answer.result?["serverTime"]?.integer == connected + 1_500)
        }
    }

    @Test("only Ed25519 keys log on")
    func keyType() async throws {
        let client = try SocketClient(try await UsdmFixture())
        let refused = try await client.ask("session.logon", as: .alice)
        #expect(refused.code == -4056)
        #expect(refused.message == "Invalid api key type.")
        #expect(refused.status == 400)
        #expect(try await client.ask("session.logon").code == -2014)
        #expect(try await client.ask("session.status").result?["apiKey"] == .null)
    }

    @Test("both doors lead to one account, and amendments are told in the words of each")
    func oneAccount() async throws {
        let fixture = try await UsdmFixture()
        let client = try SocketClient(fixture)
        let placed = try await client.ask("order.place", Self.order + #","newClientOrderId":"mine""#, as: .alice)
        let id = try #require(placed.result?["orderId"]?.integer)
        let found = try await fixture.ask(.get, "/fapi/v1/order", "symbol=BTCUSDT&origClientOrderId=mine", as: .alice)
        let name = #""symbol":"BTCUSDT","orderId":\#(id)"#
        #expect(try await client.ask("order.status", name, as: .alice).result == found.json)
        let change = name + #","side":"BUY","quantity":"0.2","price":"49000""#
        let amended = try await client.ask("v1/order.modify", change, as: .alice)
        #expect(amended.result?["origQty"]?.text == "0.200")
        #expect(amended.result?["cumBase"] == nil)
        let again = try await fixture.ask(
            .put, "/fapi/v1/order", "symbol=BTCUSDT&orderId=\(id)&side=BUY&quantity=0.3&price=49000", as: .alice)
        #expect(again["cumBase"] != nil)
        #expect(try await client.ask("order.cancel", name, as: .alice).result?["status"]?.text == "CANCELED")
        #expect(try await fixture.send(.delete, "/fapi/v1/order", "symbol=BTCUSDT&orderId=\(id)", as: .alice).code == -2011)
    }

    @Test("there is one path")
    func path() async throws {
        let fixture = try await UsdmFixture()
        for path in ["/ws-fapi", "/ws-fapi/v1/", "/ws-fapi/v2", "/WS-FAPI/v1"] {
            let upgrade = fixture.upgrade(HTTPRequest(method: .get, path: path))
            guard case nil = upgrade else {
                Issue.record("\(path) was taken")
                continue
            }
        }
    }
}
