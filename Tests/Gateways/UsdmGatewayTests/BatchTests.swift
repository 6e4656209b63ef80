import GatewayKit
import Testing
import WireKit

/// Several orders in a request (document 001, "Place Multiple Orders" and its neighbours; supplement §2.10).
@Suite("Batches")
struct BatchTests {
    private static let path = "/fapi/v1/batchOrders"
    private static let limit =
        #"{"symbol":"BTCUSDT","side":"BUY","type":"LIMIT","timeInForce":"GTC","quantity":"1","price":"49000"}"#

    private func place(_ items: String, on fixture: UsdmFixture) async throws -> UsdmFixture.Answer {
        try await fixture.send(.post, Self.path, "batchOrders=" + items.percentEncoded, as: .alice)
    }

    @Test("each item has an answer, in the order of the request, and one that is refused keeps none from being placed")
    func mixed() async throws {
        let fixture = try await UsdmFixture()
        let items = [
            Self.limit, Self.limit.replacing("49000", with: "0"), Self.limit.replacing("BTCUSDT", with: "NONE"),
            Self.limit.replacing("\"1\"", with: "\"100\""), Self.limit.replacing("49000", with: "48000"),
        ]
        let answer = try await place("[" + items.joined(separator: ",") + "]", on: fixture)
        #expect(answer.status == 200)
        #expect(answer.items.map { $0["code"]?.integer } == [nil, -4001, -1121, -2019, nil])
        #expect(answer.items.map { $0["price"]?.text } == ["49000.00", nil, nil, nil, "48000.00"])
        let open = try await fixture.ask(.get, "/fapi/v1/openOrders", "symbol=BTCUSDT", as: .alice).items
        #expect(open.map { $0["price"]?.text } == ["49000.00", "48000.00"])
    }

    @Test("values may be texts, numbers and truth values")
    func values() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.fillBook()
        try await fixture.placeMarket("BUY", "0.5", as: .alice)
        let item = #"[{"symbol": "BTCUSDT", "side": "SELL", "type": "MARKET", "quantity": 0.1e0, "reduceOnly": true}]"#
        let answer = try await place(item, on: fixture)
        #expect(answer.items.first?["reduceOnly"] == .bool(true))
        #expect(answer.items.first?["origQty"]?.text == "0.100")
    }

    @Test("RESULT is heeded item by item")
    func results() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.fillBook()
        let market = #"{"symbol":"BTCUSDT","side":"BUY","type":"MARKET","quantity":0.1"#
        let answer = try await place(#"[\#(market)},\#(market),"newOrderRespType":"RESULT"}]"#, on: fixture)
        #expect(answer.items.map { $0["status"]?.text } == ["NEW", "FILLED"])
    }

    @Test(
        "a malformed list is refused as a whole",
        arguments: [
            ("", -1105), ("{}", -1130), ("[1]", -1130), (#"["{\"symbol\":\"BTCUSDT\"}"]"#, -1130), (#"[{"symbol":null}]"#, -1130),
            (#"[{"symbol":{}}]"#, -1130), (#"[{\x22symbol\x22:\x22BTCUSDT\x22}]"#, -1130), ("[]", -4082),
            ("[" + Array(repeating: "{}", count: 6).joined(separator: ",") + "]", -4082),
        ])
    func malformed(items: String, code: Int) async throws {
        let fixture = try await UsdmFixture()
        #expect(try await place(items, on: fixture).code == code)
    }

    @Test("an item is read like a request of its own")
    func itemFlaws() async throws {
        let fixture = try await UsdmFixture()
        let items = [
            "{}", Self.limit.replacing("LIMIT", with: "NONE"), Self.limit.replacing("49000", with: ""),
            Self.limit.replacing("49000", with: "49000.000000001"),
            Self.limit.replacing("49000", with: "49000.000000001").replacing("BTC", with: "NONE"),
        ]
        let answer = try await place("[" + items.joined(separator: ",") + "]", on: fixture)
        #expect(answer.items.map { $0["code"]?.integer } == [-1102, -1116, -1105, -1111, -1121])
    }

    @Test("placing and amending count five times in ten seconds and once in a minute, cancelling not at all")
    func counts() async throws {
        let fixture = try await UsdmFixture()
        let placed = try await place("[" + Self.limit + "]", on: fixture)
        #expect(placed.header("X-MBX-ORDER-COUNT-10S") == "5")
        #expect(placed.header("X-MBX-ORDER-COUNT-1M") == "1")
        let id = try #require(placed.items.first?["orderId"]?.integer)
        let amendment = #"[{"symbol":"BTCUSDT","orderId":\#(id),"side":"BUY","quantity":2,"price":49000}]"#
        let amended = try await fixture.ask(.put, Self.path, "batchOrders=" + amendment.percentEncoded, as: .alice)
        #expect(amended.header("X-MBX-ORDER-COUNT-10S") == "10")
        #expect(amended.header("X-MBX-ORDER-COUNT-1M") == "2")
        let cancelled = try await fixture.ask(.delete, Self.path, "symbol=BTCUSDT&orderIdList=[\(id)]", as: .alice)
        #expect(cancelled.header("X-MBX-ORDER-COUNT-10S") == nil)
    }

    @Test("amendments answer one by one")
    func amendments() async throws {
        let fixture = try await UsdmFixture()
        let id = try #require(try await fixture.placeLimit("BUY", "1", at: "49000", as: .alice)["orderId"]?.integer)
        let item = #"{"symbol":"BTCUSDT","side":"BUY","quantity":2,"price":48000,"orderId":"#
        let items = "[\(item)\(id)},\(item)99},\(item)\(id)}]"
        let answer = try await fixture.ask(.put, Self.path, "batchOrders=" + items.percentEncoded, as: .alice)
        #expect(answer.items.map { $0["code"]?.integer } == [nil, -2013, -5027])
        #expect(answer.items.first?["origQty"]?.text == "2.000")
    }

    @Test("orders are cancelled by ids or by client ids, under names in either case")
    func cancellations() async throws {
        let fixture = try await UsdmFixture()
        for list in ["orderIdList", "orderidlist", "origClientOrderIdList", "origclientorderidlist"] {
            let id = try #require(
                try await fixture.placeLimit("BUY", "1", at: "49000", "newClientOrderId=a:b", as: .alice)["orderId"]?.integer)
            let names = list.lowercased().hasPrefix("orig") ? #"["a:b","other"]"# : "[\(id),99]"
            let answer = try await fixture.ask(.delete, Self.path, "symbol=BTCUSDT&\(list)=" + names.percentEncoded, as: .alice)
            #expect(answer.items.map { $0["status"]?.text } == ["CANCELED", nil], "\(list)")
            #expect(answer.items.map { $0["code"]?.integer } == [nil, -2011], "\(list)")
        }
    }

    @Test(
        "lists of names are strict",
        arguments: [
            (#"orderIdList=["1"]"#, -1130), ("orderIdList=[1, 2]", -1130), ("orderIdList=1", -1130), ("orderIdList=[1.5]", -1130),
            ("origClientOrderIdList=[1]", -1130), ("orderIdList=", -1105), ("", -1102), ("orderIdList=[]", -1102),
            ("orderIdList=[1,2,3,4,5,6,7,8,9,10,11]", -4032),
        ])
    func strictLists(list: String, code: Int) async throws {
        let fixture = try await UsdmFixture()
        let parts = list.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let parameters = parts.count == 2 ? "&\(parts[0])=\(parts[1].percentEncoded)" : ""
        try await fixture.expectRefusal(code, .delete, Self.path, "symbol=BTCUSDT" + parameters, as: .alice)
    }
}

extension String {
    /// As clients put JSON into a query.
    var percentEncoded: String {
        utf8.map { byte in
            let character = Character(UnicodeScalar(byte))
            let isPlain = character.isASCII && (character.isLetter || character.isNumber || "-._".contains(character))
            let digits = String(byte, radix: 16, uppercase: true)
            return isPlain ? String(character) : "%" + (digits.count == 1 ? "0" : "") + digits
        }.joined()
    }
}
