import GatewayKit
import Testing
import WireKit

@Suite("Replies to orders")
struct OrderReplyTests {
    @Test("ACK shows a market order as it was accepted, RESULT as it ended")
    func marketOrder() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.fillBook()
        for more in ["", "newOrderRespType=ACK"] {
            let accepted = try await fixture.placeMarket("BUY", "0.1", more, as: .alice)
            #expect(accepted["status"]?.text == "NEW")
            #expect(accepted["executedQty"]?.text == "0.000")
            #expect(accepted["avgPrice"]?.text == "0.00000")
        }
        let ended = try await fixture.placeMarket("BUY", "0.1", "newOrderRespType=RESULT", as: .alice)
        #expect(ended["status"]?.text == "FILLED")
        #expect(ended["executedQty"]?.text == "0.100")
        #expect(ended["cumQty"]?.text == "0.100")
        #expect(ended["cumQuote"]?.text == "5001.00000")
        #expect(ended["avgPrice"]?.text == "50010.00000")
    }

    @Test(
        "RESULT waits for the end of orders that end at once, and only of those",
        arguments: [
            ("IOC", "49000", "EXPIRED"), ("IOC", "50010", "FILLED"), ("FOK", "50010", "FILLED"), ("GTC", "50010", "NEW"),
            ("GTX", "49000", "NEW"),
        ])
    func limitOrder(timeInForce: String, price: String, status: String) async throws {
        let fixture = try await UsdmFixture()
        try await fixture.fillBook()
        let placed = try await fixture.placeLimit(
            "BUY", "0.1", at: price, "timeInForce=\(timeInForce)&newOrderRespType=RESULT", as: .alice)
        #expect(placed["status"]?.text == status)
    }

    @Test("orders that are rejected whole leave nothing behind")
    func rejectedWhole() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.fillBook()
        let order = "symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=5&price=50010"
        try await fixture.expectRefusal(-5021, .post, "/fapi/v1/order", order + "&timeInForce=FOK", as: .alice)
        try await fixture.expectRefusal(-5022, .post, "/fapi/v1/order", order + "&timeInForce=GTX", as: .alice)
        #expect(try await fixture.ask(.get, "/fapi/v1/allOrders", "symbol=BTCUSDT", as: .alice).items.isEmpty)
    }

    @Test("a test order is checked like an order and changes nothing")
    func testOrder() async throws {
        let fixture = try await UsdmFixture()
        let before = try await fixture.exchange.read { ($0.sequence, $0.digest()) }
        let path = "/fapi/v1/order/test"
        let order = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&price=49000"
        let tested = try await fixture.ask(.post, path, order + "&quantity=1&newClientOrderId=mine", as: .alice)
        #expect(tested["status"]?.text == "NEW")
        #expect(tested["clientOrderId"]?.text == "mine")
        try await fixture.expectRefusal(-2019, .post, path, order + "&quantity=100", as: .alice)
        let after = try await fixture.exchange.read { ($0.sequence, $0.digest()) }
        #expect(before == after)
    }

    @Test("an order without a client id is given one, and is found by either id")
    func names() async throws {
        let fixture = try await UsdmFixture()
        let placed = try await fixture.placeLimit("BUY", "0.1", at: "49000", as: .alice)
        let id = try #require(placed["orderId"]?.integer)
        let given = try #require(placed["clientOrderId"]?.text)
        #expect(given.utf8.count == 22)
        for reference in ["orderId=\(id)", "origClientOrderId=\(given)", "orderId=\(id)&origClientOrderId=other"] {
            let found = try await fixture.ask(.get, "/fapi/v1/order", "symbol=BTCUSDT&" + reference, as: .alice)
            #expect(found["orderId"]?.integer == id, "\(reference)")
        }
        for path in ["/fapi/v1/order", "/fapi/v1/openOrder"] {
            try await fixture.expectRefusal(
                -1102, .get, path, "symbol=BTCUSDT", as: .alice,
                message: "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!")
            for reference in ["orderId=99", "origClientOrderId=other", "orderId=-1"] {
                try await fixture.expectRefusal(-2013, .get, path, "symbol=BTCUSDT&" + reference, as: .alice)
            }
            try await fixture.expectRefusal(-2013, .get, path, "symbol=ETHUSDT&orderId=\(id)", as: .alice)
            try await fixture.expectRefusal(-2013, .get, path, "symbol=BTCUSDT&orderId=\(id)", as: .bob)
        }
        try await fixture.expectRefusal(-2011, .delete, "/fapi/v1/order", "symbol=BTCUSDT&orderId=99", as: .alice)
        try await fixture.expectRefusal(-2011, .delete, "/fapi/v1/order", "symbol=BTCUSDT&orderId=\(id)", as: .bob)
        try await fixture.expectRefusal(
            -2013, .put, "/fapi/v1/order", "symbol=BTCUSDT&side=BUY&orderId=99&quantity=1&price=49000", as: .alice)
    }

    @Test("a client id is unique among the open orders of its account")
    func duplicateClientID() async throws {
        let fixture = try await UsdmFixture()
        let order = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.1&price=49000&newClientOrderId=mine"
        try await fixture.ask(.post, "/fapi/v1/order", order, as: .alice)
        try await fixture.expectRefusal(-4116, .post, "/fapi/v1/order", order, as: .alice)
        try await fixture.ask(.post, "/fapi/v1/order", order, as: .bob)
        try await fixture.ask(.delete, "/fapi/v1/order", "symbol=BTCUSDT&origClientOrderId=mine", as: .alice)
        try await fixture.ask(.post, "/fapi/v1/order", order, as: .alice)
    }

    @Test("an amendment changes the order it names, on its side, and something about it")
    func amendments() async throws {
        let fixture = try await UsdmFixture()
        let placed = try await fixture.placeLimit("BUY", "0.1", at: "49000", as: .alice)
        let id = try #require(placed["orderId"]?.integer)
        let amend = "symbol=BTCUSDT&orderId=\(id)&price=49000"
        try await fixture.expectRefusal(-5027, .put, "/fapi/v1/order", amend + "&side=BUY&quantity=0.1", as: .alice)
        try await fixture.expectRefusal(-1117, .put, "/fapi/v1/order", amend + "&side=SELL&quantity=0.2", as: .alice)
        let amended = try await fixture.ask(.put, "/fapi/v1/order", amend + "&side=BUY&quantity=0.2", as: .alice)
        #expect(amended["origQty"]?.text == "0.200")
    }
}
