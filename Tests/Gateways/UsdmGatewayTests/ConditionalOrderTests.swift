import GatewayKit
import Testing
import WireKit

/// Conditional orders by `/order` (document 001, "New Order"; supplement §2.2).
@Suite("Conditional orders")
struct ConditionalOrderTests {
    private static let order = "/fapi/v1/order"

    /// Alice buys a little at 50 010, so that there is a last price, and holds it.
    private func openFixture() async throws -> UsdmFixture {
        let fixture = try await UsdmFixture()
        try await fixture.fillBook()
        try await fixture.placeMarket("BUY", "0.1", as: .alice)
        return fixture
    }

    @Test(
        "a conditional order shows its type, its prices and what it looks at",
        arguments: [
            ("STOP", "BUY", "quantity=0.1&price=50600&stopPrice=50500", "50600.00"),
            ("TAKE_PROFIT", "SELL", "quantity=0.1&price=50600&stopPrice=50500&timeInForce=IOC", "50600.00"),
            ("STOP_MARKET", "SELL", "quantity=0.1&stopPrice=49500", "0.00"),
            ("TAKE_PROFIT_MARKET", "BUY", "quantity=0.1&stopPrice=49500&workingType=MARK_PRICE&priceProtect=TRUE", "0.00"),
        ])
    func replies(type: String, side: String, parameters: String, price: String) async throws {
        let fixture = try await openFixture()
        let placed = try await fixture.ask(
            .post, Self.order, "symbol=BTCUSDT&side=\(side)&type=\(type)&newOrderRespType=RESULT&" + parameters, as: .alice)
        let id = try #require(placed["orderId"]?.integer)
        let found = try await fixture.ask(.get, Self.order, "symbol=BTCUSDT&orderId=\(id)", as: .alice)
        for reply in [placed, found] {
            #expect(reply["status"]?.text == "NEW")
            #expect(reply["type"]?.text == type)
            #expect(reply["origType"]?.text == type)
            #expect(reply["price"]?.text == price)
            #expect(reply["stopPrice"]?.text == (parameters.contains("50500") ? "50500.00" : "49500.00"))
            #expect(reply["workingType"]?.text == (parameters.contains("MARK") ? "MARK_PRICE" : "CONTRACT_PRICE"))
            #expect(reply["priceProtect"] == .bool(parameters.contains("TRUE")))
            #expect(reply["timeInForce"]?.text == (parameters.contains("IOC") ? "IOC" : "GTC"))
            #expect(reply["closePosition"] == .bool(false))
            #expect(reply["activatePrice"] == nil)
            #expect(reply["priceRate"] == nil)
        }
        let open = try await fixture.ask(.get, "/fapi/v1/openOrders", "symbol=BTCUSDT", as: .alice).items
        #expect(open.map { $0["orderId"]?.integer } == [id])
        let cancelled = try await fixture.ask(.delete, Self.order, "symbol=BTCUSDT&orderId=\(id)", as: .alice)
        #expect(cancelled["status"]?.text == "CANCELED")
        #expect(cancelled["type"]?.text == type)
    }

    @Test("a trailing order shows its activation price, by default the last price, and its callback rate")
    func trailing() async throws {
        let fixture = try await openFixture()
        let parameters = "symbol=BTCUSDT&side=SELL&type=TRAILING_STOP_MARKET&quantity=0.1"
        let now = try await fixture.ask(.post, Self.order, parameters + "&callbackRate=5", as: .alice)
        #expect(now["activatePrice"]?.text == "50010.00")
        #expect(now["priceRate"]?.text == "5.0")
        #expect(now["stopPrice"]?.text == "0.00")
        let later = try await fixture.ask(.post, Self.order, parameters + "&callbackRate=0.35&activationPrice=51000", as: .alice)
        #expect(later["activatePrice"]?.text == "51000.00")
        #expect(later["priceRate"]?.text == "0.35")
        #expect(later["type"]?.text == "TRAILING_STOP_MARKET")
    }

    @Test("an order that closes a position has no quantity and reduces, and closes what there is")
    func closing() async throws {
        let fixture = try await openFixture()
        let placed = try await fixture.ask(
            .post, Self.order, "symbol=BTCUSDT&side=SELL&type=STOP_MARKET&stopPrice=49995&closePosition=true", as: .alice)
        #expect(placed["origQty"]?.text == "0.000")
        #expect(placed["closePosition"] == .bool(true))
        #expect(placed["reduceOnly"] == .bool(true))
        try await fixture.trade(at: "49995")
        let id = try #require(placed["orderId"]?.integer)
        let ended = try await fixture.ask(.get, Self.order, "symbol=BTCUSDT&orderId=\(id)", as: .alice)
        #expect(ended["status"]?.text == "FILLED")
        #expect(ended["origQty"]?.text == "0.100")
        #expect(ended["closePosition"] == .bool(true))
        #expect(try await fixture.ask(.get, "/fapi/v3/positionRisk", as: .alice).items.isEmpty)
    }

    @Test("once triggered an order has the type it became and the type it was")
    func types() async throws {
        let fixture = try await openFixture()
        let limit = try await fixture.ask(
            .post, Self.order, "symbol=BTCUSDT&side=SELL&type=STOP&quantity=0.05&price=50200&stopPrice=49995", as: .alice)
        let market = try await fixture.ask(
            .post, Self.order, "symbol=BTCUSDT&side=SELL&type=STOP_MARKET&quantity=0.05&stopPrice=49995", as: .alice)
        try await fixture.trade(at: "49995")
        for (placed, type, original, status) in [
            (limit, "LIMIT", "STOP", "NEW"), (market, "MARKET", "STOP_MARKET", "FILLED"),
        ] {
            let id = try #require(placed["orderId"]?.integer)
            let found = try await fixture.ask(.get, Self.order, "symbol=BTCUSDT&orderId=\(id)", as: .alice)
            #expect(found["type"]?.text == type)
            #expect(found["origType"]?.text == original)
            #expect(found["status"]?.text == status)
            #expect(found["stopPrice"]?.text == "49995.00")
        }
    }

    @Test("a trigger is told as the end of the conditional order, then as the order it becomes, then as its fills")
    func stream() async throws {
        let fixture = try await openFixture()
        let socket = try await fixture.userStream(of: .alice)
        let stop = "symbol=BTCUSDT&side=SELL&type=STOP_MARKET&quantity=0.05&stopPrice=49995&workingType=CONTRACT_PRICE"
        let id = try await fixture.ask(.post, Self.order, stop, as: .alice)["orderId"]?.integer
        try await fixture.trade(at: "49995")
        let updates = try socket.messages().compactMap { $0["e"]?.text == "ORDER_TRADE_UPDATE" ? $0["o"] : nil }
        #expect(updates.map { $0["x"]?.text } == ["NEW", "EXPIRED", "NEW", "TRADE"])
        #expect(updates.map { $0["X"]?.text } == ["NEW", "EXPIRED", "NEW", "FILLED"])
        #expect(updates.map { $0["o"]?.text } == ["STOP_MARKET", "STOP_MARKET", "MARKET", "MARKET"])
        #expect(updates.allSatisfy { $0["ot"]?.text == "STOP_MARKET" && $0["sp"]?.text == "49995.00" && $0["i"]?.integer == id })
    }

    @Test("an order that is refused at its trigger is told as expired, with the reason")
    func refusedTrigger() async throws {
        let fixture = try await openFixture()
        try await fixture.trade(at: "49995")
        let socket = try await fixture.userStream(of: .alice)
        let stop = "symbol=BTCUSDT&side=BUY&type=STOP&timeInForce=FOK&quantity=5&price=50100&stopPrice=50005"
        let id = try #require(try await fixture.ask(.post, Self.order, stop, as: .alice)["orderId"]?.integer)
        try await fixture.trade(at: "50005")
        let messages = try socket.messages()
        #expect(
            messages.map { $0["e"]?.text } == ["ORDER_TRADE_UPDATE", "ORDER_TRADE_UPDATE", "CONDITIONAL_ORDER_TRIGGER_REJECT"])
        #expect(messages.map { $0["o"]?["X"]?.text } == ["NEW", "EXPIRED", nil])
        #expect(messages.map { $0["o"]?["o"]?.text } == ["STOP", "LIMIT", nil])
        let reason = try #require(messages.last?["or"])
        #expect(reason["i"]?.integer == id)
        #expect(reason["s"]?.text == "BTCUSDT")
        #expect(
            reason["r"]?.text == "Due to the order could not be filled immediately, the FOK order has been rejected. "
                + "The order will not be recorded in the order history")
        let found = try await fixture.ask(.get, Self.order, "symbol=BTCUSDT&orderId=\(id)", as: .alice)
        #expect(found["status"]?.text == "EXPIRED")
        #expect(found["type"]?.text == "LIMIT")
    }

    @Test("a trailing order's messages have its activation price and callback rate, others' have not")
    func trailingStream() async throws {
        let fixture = try await openFixture()
        let socket = try await fixture.userStream(of: .alice)
        let common = "symbol=BTCUSDT&side=SELL&quantity=0.1&"
        try await fixture.ask(.post, Self.order, common + "type=TRAILING_STOP_MARKET&callbackRate=1", as: .alice)
        try await fixture.ask(.post, Self.order, common + "type=STOP_MARKET&stopPrice=49000", as: .alice)
        let updates = try socket.messages().compactMap { $0["o"] }
        #expect(updates.map { $0["AP"]?.text } == ["50010.00", nil])
        #expect(updates.map { $0["cr"]?.text } == ["1.0", nil])
    }

    @Test("an order that is good till a date shows it to the second and ends then")
    func goodTillDate() async throws {
        let fixture = try await UsdmFixture()
        let socket = try await fixture.userStream(of: .alice)
        let date = fixture.now + 601_999
        let placed = try await fixture.placeLimit("BUY", "1", at: "49000", "timeInForce=GTD&goodTillDate=\(date)", as: .alice)
        let shown = date / 1_000 * 1_000
        #expect(placed["goodTillDate"]?.integer == shown)
        #expect(placed["timeInForce"]?.text == "GTD")
        try await fixture.advance(milliseconds: 601_000)
        let updates = try socket.messages().compactMap { $0["o"] }
        #expect(updates.map { $0["X"]?.text } == ["NEW", "EXPIRED"])
        #expect(updates.allSatisfy { $0["gtd"]?.integer == shown && $0["f"]?.text == "GTD" })
    }

    @Test(
        "a price match takes the price from the book, also when amending, and shows how",
        arguments: [("OPPONENT", "50010.00"), ("QUEUE", "49990.00")])
    func priceMatch(match: String, price: String) async throws {
        let fixture = try await UsdmFixture()
        try await fixture.fillBook()
        let socket = try await fixture.userStream(of: .alice)
        let parameters = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.1&priceMatch=\(match)"
        let tested = try await fixture.ask(.post, Self.order + "/test", parameters, as: .alice)
        let placed = try await fixture.ask(.post, Self.order, parameters, as: .alice)
        for reply in [tested, placed] {
            #expect(reply["price"]?.text == price)
            #expect(reply["priceMatch"]?.text == match)
        }
        #expect(try socket.messages().first?["o"]?["pm"]?.text == match)
        let resting = try await fixture.placeLimit("BUY", "0.1", at: "49000", as: .alice)
        let id = try #require(resting["orderId"]?.integer)
        let amended = try await fixture.ask(
            .put, Self.order, "symbol=BTCUSDT&side=BUY&orderId=\(id)&quantity=0.1&priceMatch=QUEUE", as: .alice)
        #expect(amended["price"]?.text == "49990.00")
        #expect(amended["priceMatch"]?.text == "QUEUE")
    }

    @Test(
        "each type asks for what it needs, and refuses what it must not have",
        arguments: [
            ("type=STOP&quantity=1&price=51000", -1102, "stopprice"), ("type=STOP&quantity=1&stopPrice=51000", -1102, "price"),
            ("type=STOP&price=51000&stopPrice=51000", -1102, "quantity"), ("type=STOP_MARKET&quantity=1", -1102, "stopprice"),
            ("type=STOP_MARKET&stopPrice=51000", -1102, "quantity"),
            ("type=TAKE_PROFIT_MARKET&quantity=1&stopPrice=49000&price=1", -1106, "price"),
            ("type=TRAILING_STOP_MARKET&quantity=1", -1102, "callbackrate"),
            ("type=TRAILING_STOP_MARKET&quantity=1&callbackRate=1&price=1", -1106, "price"),
            ("type=LIMIT&timeInForce=GTD&quantity=1&price=49000", -1102, "goodtilldate"),
            ("type=STOP&quantity=1&price=51000&stopPrice=51000&activationPrice=50500", -1106, "activationprice"),
            ("type=STOP_MARKET&stopPrice=51000&closePosition=true&reduceOnly=true", -1106, "reduceonly"),
        ])
    func presence(parameters: String, code: Int, named: String) async throws {
        let fixture = try await UsdmFixture()
        let answer = try await fixture.send(.post, Self.order, "symbol=BTCUSDT&side=BUY&" + parameters, as: .alice)
        #expect(answer.code == code)
        #expect(answer.message?.lowercased().contains("'\(named)'") == true, "\(answer.message ?? "")")
    }

    @Test("cancelling all orders of a symbol takes conditional orders along, but not those of the algo door")
    func cancelAll() async throws {
        let fixture = try await openFixture()
        try await fixture.ask(
            .post, Self.order, "symbol=BTCUSDT&side=SELL&type=STOP_MARKET&quantity=0.1&stopPrice=49000", as: .alice)
        try await fixture.ask(
            .post, "/fapi/v1/algoOrder",
            "algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=STOP_MARKET&quantity=0.1&triggerPrice=49000", as: .alice)
        try await fixture.ask(.delete, "/fapi/v1/allOpenOrders", "symbol=BTCUSDT", as: .alice)
        #expect(try await fixture.ask(.get, "/fapi/v1/openOrders", as: .alice).items.isEmpty)
        #expect(try await fixture.ask(.get, "/fapi/v1/openAlgoOrders", as: .alice).items.count == 1)
        try await fixture.ask(.delete, "/fapi/v1/algoOpenOrders", "symbol=BTCUSDT", as: .alice)
        #expect(try await fixture.ask(.get, "/fapi/v1/openAlgoOrders", as: .alice).items.isEmpty)
    }

    @Test("a countdown that is not set anew cancels the orders of its symbol")
    func countdown() async throws {
        let fixture = try await UsdmFixture()
        let path = "/fapi/v1/countdownCancelAll"
        try await fixture.placeLimit("BUY", "1", at: "49000", as: .alice)
        let set = try await fixture.ask(.post, path, "symbol=BTCUSDT&countdownTime=1000", as: .alice)
        #expect(set["countdownTime"]?.text == "1000")
        try await fixture.advance(milliseconds: 900)
        try await fixture.ask(.post, path, "symbol=BTCUSDT&countdownTime=1000", as: .alice)
        try await fixture.advance(milliseconds: 999)
        #expect(try await fixture.ask(.get, "/fapi/v1/openOrders", as: .alice).items.count == 1)
        try await fixture.advance(milliseconds: 1)
        #expect(try await fixture.ask(.get, "/fapi/v1/openOrders", as: .alice).items.isEmpty)
        try await fixture.placeLimit("BUY", "1", at: "49000", as: .alice)
        try await fixture.ask(.post, path, "symbol=BTCUSDT&countdownTime=1000", as: .alice)
        try await fixture.ask(.post, path, "symbol=BTCUSDT&countdownTime=0", as: .alice)
        try await fixture.advance(milliseconds: 5_000)
        #expect(try await fixture.ask(.get, "/fapi/v1/openOrders", as: .alice).items.count == 1)
        try await fixture.expectRefusal(-1130, .post, path, "symbol=BTCUSDT&countdownTime=-1", as: .alice)
    }
}
