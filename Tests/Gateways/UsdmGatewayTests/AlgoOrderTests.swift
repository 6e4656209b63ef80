import GatewayKit
import Testing
import WireKit

/// Conditional orders by their own door (developers.binance.com, "New Algo Order"; the same engine as `/order`).
@Suite("The algo door")
struct AlgoOrderTests {
    private static let path = "/fapi/v1/algoOrder"
    private static let stop = "algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=STOP_MARKET&quantity=0.05&triggerPrice=49995"

    private func openFixture() async throws -> UsdmFixture {
        let fixture = try await UsdmFixture()
        try await fixture.fillBook()
        try await fixture.placeMarket("BUY", "0.1", as: .alice)
        return fixture
    }

    @Test("a waiting order has a number of its own, and shows only among its kind")
    func waiting() async throws {
        let fixture = try await openFixture()
        let placed = try await fixture.ask(.post, Self.path, Self.stop + "&clientAlgoId=mine", as: .alice)
        let id = try #require(placed["algoId"]?.integer)
        #expect(placed["algoStatus"]?.text == "NEW")
        #expect(placed["orderType"]?.text == "STOP_MARKET")
        #expect(placed["triggerPrice"]?.text == "49995.00")
        #expect(placed["clientAlgoId"]?.text == "mine")
        #expect(try await fixture.ask(.get, "/fapi/v1/openOrders", as: .alice).items.isEmpty)
        for name in ["algoId=\(id)", "clientAlgoId=mine", "algoId=\(id)&clientAlgoId=other"] {
            let found = try await fixture.ask(.get, Self.path, name, as: .alice)
            #expect(found["algoId"]?.integer == id, "\(name)")
            #expect(found["actualOrderId"]?.text == "")
        }
        for symbol in ["", "symbol=BTCUSDT", "algoId=\(id)"] {
            #expect(try await fixture.ask(.get, "/fapi/v1/openAlgoOrders", symbol, as: .alice).items.count == 1)
        }
        for other in ["symbol=ETHUSDT", "algoId=\(id + 1)"] {
            #expect(try await fixture.ask(.get, "/fapi/v1/openAlgoOrders", other, as: .alice).items.isEmpty)
        }
        try await fixture.expectRefusal(-2013, .get, Self.path, "algoId=\(id)", as: .bob)
        try await fixture.expectRefusal(-2011, .delete, Self.path, "algoId=\(id)", as: .bob)
        try await fixture.expectRefusal(-1102, .get, Self.path, as: .alice)
    }

    @Test("a cancelled order is gone from the open ones, stays in history, and was told of by ALGO_UPDATE alone")
    func cancelled() async throws {
        let fixture = try await openFixture()
        let socket = try await fixture.userStream(of: .alice)
        for name in ["mine", "another"] {
            try await fixture.ask(.post, Self.path, Self.stop + "&clientAlgoId=\(name)", as: .alice)
        }
        let cancelled = try await fixture.ask(.delete, Self.path, "clientAlgoId=mine", as: .alice)
        #expect(cancelled["code"]?.text == "200")
        #expect(cancelled["msg"]?.text == "success")
        #expect(cancelled["clientAlgoId"]?.text == "mine")
        try await fixture.expectRefusal(-2011, .delete, Self.path, "clientAlgoId=mine", as: .alice)
        let all = try await fixture.ask(.get, "/fapi/v1/allAlgoOrders", "symbol=BTCUSDT", as: .alice).items
        #expect(all.map { $0["algoStatus"]?.text } == ["CANCELED", "NEW"])
        let messages = try socket.messages()
        #expect(messages.allSatisfy { $0["e"]?.text == "ALGO_UPDATE" })
        #expect(messages.map { $0["o"]?["X"]?.text } == ["NEW", "NEW", "CANCELED"])
    }

    @Test("a triggered order becomes one of the others, which its record names")
    func triggered() async throws {
        let fixture = try await openFixture()
        let socket = try await fixture.userStream(of: .alice)
        let id = try #require(try await fixture.ask(.post, Self.path, Self.stop, as: .alice)["algoId"]?.integer)
        try await fixture.trade(at: "49995")
        let record = try await fixture.ask(.get, Self.path, "algoId=\(id)", as: .alice)
        #expect(record["algoStatus"]?.text == "FINISHED")
        #expect(record["triggerTime"]?.integer == fixture.now)
        let orderID = try #require(record["actualOrderId"]?.text)
        let order = try await fixture.ask(.get, "/fapi/v1/order", "symbol=BTCUSDT&orderId=\(orderID)", as: .alice)
        #expect(order["status"]?.text == "FILLED")
        #expect(order["origType"]?.text == "STOP_MARKET")
        #expect(order["type"]?.text == "MARKET")
        #expect(order["avgPrice"]?.text == record["actualPrice"]?.text)
        #expect(try await fixture.ask(.get, "/fapi/v1/openAlgoOrders", as: .alice).items.isEmpty)

        let heard = try socket.messages().compactMap { message in
            message["e"]?.text == "ACCOUNT_UPDATE" ? nil : (message["o"]?["x"]?.text ?? "") + "/" + (message["o"]?["X"]?.text ?? "")
        }
        #expect(heard == ["/NEW", "/TRIGGERING", "NEW/NEW", "/TRIGGERED", "TRADE/FILLED", "/FINISHED"])
        let last = try #require(try socket.messages().last?["o"])
        #expect(last["ai"]?.text == orderID)
        #expect(last["act"]?.text == "MARKET")
        #expect(last["aq"]?.text == "0.05000")
    }

    @Test("a triggered limit order rests among the others, and is finished when it is cancelled there")
    func resting() async throws {
        let fixture = try await openFixture()
        let stop = "algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=STOP&quantity=0.05&price=50200&triggerPrice=49995"
        let id = try #require(try await fixture.ask(.post, Self.path, stop, as: .alice)["algoId"]?.integer)
        try await fixture.trade(at: "49995")
        #expect(try await fixture.ask(.get, Self.path, "algoId=\(id)", as: .alice)["algoStatus"]?.text == "TRIGGERED")
        let open = try await fixture.ask(.get, "/fapi/v1/openOrders", as: .alice).items
        #expect(open.map { $0["type"]?.text } == ["LIMIT"])
        try await fixture.ask(.delete, "/fapi/v1/allOpenOrders", "symbol=BTCUSDT", as: .alice)
        #expect(try await fixture.ask(.get, Self.path, "algoId=\(id)", as: .alice)["algoStatus"]?.text == "FINISHED")
    }

    @Test("an order that is refused at its trigger ends REJECTED, with the reason")
    func refused() async throws {
        let fixture = try await openFixture()
        try await fixture.trade(at: "49995")
        let socket = try await fixture.userStream(of: .alice)
        let stop =
            "algoType=CONDITIONAL&symbol=BTCUSDT&side=BUY&type=STOP&timeInForce=FOK&quantity=5&price=50100&triggerPrice=50005"
        let id = try #require(try await fixture.ask(.post, Self.path, stop, as: .alice)["algoId"]?.integer)
        try await fixture.trade(at: "50005")
        let messages = try socket.messages().compactMap { $0["o"] }
        #expect(messages.map { $0["X"]?.text } == ["NEW", "TRIGGERING", "REJECTED"])
        #expect(messages.last?["rm"]?.text?.hasPrefix("Due to the order could not be filled immediately") == true)
        let record = try await fixture.ask(.get, Self.path, "algoId=\(id)", as: .alice)
        #expect(record["algoStatus"]?.text == "REJECTED")
        #expect(record["actualOrderId"]?.text == "")
    }

    @Test("a trailing order shows its prices, the others show none")
    func trailing() async throws {
        let fixture = try await openFixture()
        let trailing = "algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=TRAILING_STOP_MARKET&quantity=0.1&callbackRate=1"
        let placed = try await fixture.ask(.post, Self.path, trailing + "&activatePrice=51000", as: .alice)
        #expect(placed["activatePrice"]?.text == "51000.00")
        #expect(placed["callbackRate"]?.text == "1.0")
        let stop = try await fixture.ask(.post, Self.path, Self.stop, as: .alice)
        #expect(stop["activatePrice"]?.text == "")
        #expect(stop["icebergQuantity"] == .null)
    }

    @Test(
        "its parameters are checked like those of `/order`, under their own names",
        arguments: [
            ("algoType=VP", -1130, "algoType"), ("triggerPrice=-", -1102, "triggerPrice"),
            ("stopPrice=1&type=STOP", -1102, "price"),
            ("clientAlgoId=%20", -1100, "clientAlgoId"), ("type=LIMIT", -1116, ""), ("triggerPrice=50020", -2021, ""),
        ])
    func flaws(change: String, code: Int, named: String) async throws {
        let fixture = try await openFixture()
        let names = change.split(separator: "&").map { $0.prefix { $0 != "=" } + "=" }
        let kept = Self.stop.split(separator: "&").filter { entry in !names.contains { entry.hasPrefix($0) } }
        let changes = change.split(separator: "&").filter { !$0.hasSuffix("=-") }
        let answer = try await fixture.send(.post, Self.path, (kept + changes).joined(separator: "&"), as: .alice)
        #expect(answer.code == code)
        #expect(answer.message?.contains(named) == true || named.isEmpty, "\(answer.message ?? "")")
    }
}
