import GatewayKit
import Testing
import WireKit

@Suite("Parameters as they come")
struct ParameterTests {
    private static let order = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=49000"

    @Test("the value of the query wins over that of the body")
    func precedence() async throws {
        let fixture = try await UsdmFixture()
        let query = Self.order
        let body = "price=48000&timestamp=\(fixture.now)"
        let signature = Trader.alice.signature(of: query + body)
        let answer = try await fixture.respond(
            to: HTTPRequest(
                method: .post, path: "/fapi/v1/order", query: Array(query.utf8), headers: [("X-MBX-APIKEY", Trader.alice.key)],
                body: Array("\(body)&signature=\(signature)".utf8)))
        #expect(answer["price"]?.text == "49000.00", "\(answer.message ?? "")")
    }

    @Test("a name given twice in one part is refused")
    func duplicates() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.expectRefusal(
            -1101, .get, "/fapi/v1/depth", "symbol=BTCUSDT&symbol=ETHUSDT",
            message: "Duplicate values for a parameter detected.")
        try await fixture.expectRefusal(
            -1101, .get, "/fapi/v1/depth", (0...100).map { "p\($0)=1" }.joined(separator: "&"),
            message: "Too many parameters; expected '100' and received '101'.")
    }

    @Test("what is missing, empty or of the wrong kind is named")
    func flaws() async throws {
        let fixture = try await UsdmFixture()
        let rows: [(path: String, query: String, code: Int, message: String)] = [
            ("/fapi/v1/depth", "", -1102, "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed."),
            ("/fapi/v1/depth", "symbol=", -1105, "Parameter 'symbol' was empty."),
            ("/fapi/v1/depth", "symbol", -1105, "Parameter 'symbol' was empty."),
            ("/fapi/v1/depth", "symbol=btcusdt", -1121, "Invalid symbol."),
            ("/fapi/v1/depth", "symbol=NONE", -1121, "Invalid symbol."),
            ("/fapi/v1/depth", "symbol=BTCUSDT&limit=7", -4021, "'7' is not valid depth limit."),
            (
                "/fapi/v1/depth", "symbol=BTCUSDT&limit=ten", -1100,
                "Illegal characters found in parameter 'limit'; legal range is '^[0-9]{1,20}$'."
            ),
            ("/fapi/v1/depth", "symbol=%zz", -1100, "Illegal characters found in a parameter."),
            ("/fapi/v1/klines", "symbol=BTCUSDT&interval=7m", -1120, "Invalid interval."),
            ("/fapi/v1/markPriceKlines", "symbol=BTCUSDT&interval=1s", -1120, "Invalid interval."),
            ("/fapi/v1/indexPriceKlines", "pair=NONE&interval=1m", -4144, "Invalid pair"),
            (
                "/fapi/v1/continuousKlines", "pair=BTCUSDT&contractType=CURRENT_MONTH&interval=1m", -1130,
                "Data sent for parameter 'contractType' is not valid."
            ),
            (
                "/fapi/v1/klines", "symbol=BTCUSDT&interval=1m&startTime=2&endTime=1", -1023,
                "Start time is greater than end time."
            ),
            ("/fapi/v1/trades", "symbol=BTCUSDT&limit=0", -1130, "Data sent for parameter 'limit' is not valid."),
            (
                "/fapi/v1/aggTrades", "symbol=BTCUSDT&startTime=0&endTime=3600000", -1127,
                "More than 1 hours between startTime and endTime."
            ),
            (
                "/fapi/v1/aggTrades", "symbol=BTCUSDT&fromId=1&startTime=0", -1128,
                "Combination of optional parameters invalid."
            ),
        ]
        for row in rows {
            try await fixture.expectRefusal(row.code, .get, row.path, row.query, message: row.message)
        }
    }

    @Test(
        "an order's parameters are refused with the codes of the document",
        arguments: [
            ("side=HOLD", -1117), ("type=STOP_MARKET", -1106), ("type=NONE", -1116), ("timeInForce=GTD", -1102),
            ("timeInForce=DAY", -1115), ("positionSide=UP", -4060), ("positionSide=LONG", -4061), ("newOrderRespType=FULL", -1136),
            ("priceMatch=QUEUE", -1106), ("priceMatch=BEST", -5037), ("selfTradePreventionMode=MAYBE", -5039),
            ("reduceOnly=perhaps", -4062),
            ("workingType=INDEX", -4031), ("closePosition=true", -1128), ("price=0", -4001), ("price=-1", -4001),
            ("price=99", -4013), ("price=1000001", -4002), ("price=49000.05", -4014), ("price=49000.001", -1111),
            ("price=dear", -1100), ("quantity=0", -4003), ("quantity=0.0001", -1111), ("quantity=1001", -4005),
            ("quantity=9999999999999", -4005), ("price=60000", -4016), ("quantity=", -1105),
            ("newClientOrderId=%C3%A4", -1100), ("newClientOrderId=\(String(repeating: "x", count: 37))", -4015),
        ])
    func orderFlaws(change: String, code: Int) async throws {
        let fixture = try await UsdmFixture()
        let name = change.prefix { $0 != "=" } + "="
        let rest = Self.order.split(separator: "&").filter { !$0.hasPrefix(name) }.joined(separator: "&")
        try await fixture.expectRefusal(code, .post, "/fapi/v1/order", rest + "&" + change, as: .alice)
    }

    @Test("a price band holds purchases from above and sales from below")
    func bands() async throws {
        let fixture = try await UsdmFixture()
        let order = "symbol=BTCUSDT&type=LIMIT&timeInForce=GTC&quantity=0.1"
        try await fixture.ask(.post, "/fapi/v1/order", order + "&side=BUY&price=40000", as: .alice)
        try await fixture.ask(.post, "/fapi/v1/order", order + "&side=SELL&price=60000", as: .alice)
        try await fixture.expectRefusal(
            -4016, .post, "/fapi/v1/order", order + "&side=BUY&price=52500.1", as: .alice,
            message: "Limit price can't be higher than 52500.")
        try await fixture.expectRefusal(
            -4024, .post, "/fapi/v1/order", order + "&side=SELL&price=47499.9", as: .alice,
            message: "Limit price can't be lower than 47500.")
    }

    @Test(
        "what an order type needs is asked for, and what it must not have is refused",
        arguments: [
            ("type=LIMIT&quantity=1&price=49000", -1102, "timeInForce"), ("type=LIMIT&timeInForce=GTC&quantity=1", -1102, "price"),
            ("type=LIMIT&timeInForce=GTC&price=49000", -1102, "quantity"), ("type=MARKET", -1102, "quantity"),
            ("type=MARKET&quantity=1&price=49000", -1106, "price"),
            ("type=MARKET&quantity=1&timeInForce=GTC", -1106, "timeinforce"),
        ])
    func combinations(parameters: String, code: Int, named: String) async throws {
        let fixture = try await UsdmFixture()
        let answer = try await fixture.send(.post, "/fapi/v1/order", "symbol=BTCUSDT&side=BUY&" + parameters, as: .alice)
        #expect(answer.code == code)
        #expect(answer.message?.contains("'\(named)'") == true, "\(answer.message ?? "")")
    }

    @Test("an unknown path and an unknown method are answered with 404, other surfaces' paths are left alone")
    func unknownPaths() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.expectRefusal(
            -5000, .get, "/fapi/v1/nothing", message: "Path /fapi/v1/nothing, Method GET is invalid", status: 404)
        try await fixture.expectRefusal(
            -5000, .post, "/fapi/v1/depth", message: "Path /fapi/v1/depth, Method POST is invalid", status: 404)
        try await fixture.expectRefusal(-5000, .patch, "/fapi/v1/order", status: 404)
        #expect(await !fixture.handles(HTTPRequest(method: .get, path: "/operator/v1/clock")))
        #expect(await !fixture.handles(HTTPRequest(method: .get, path: "/")))
    }
}
