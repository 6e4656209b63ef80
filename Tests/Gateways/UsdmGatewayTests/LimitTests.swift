import GatewayKit
import Testing
import UsdmGateway
import WireKit

@Suite("Request weights and order counts")
struct LimitTests {
    /// Weights of document 001 and supplement §4.5, with the parameters that make them so.
    private static let weights: [(row: String, parameters: String, weight: Int)] = [
        ("GET /fapi/v1/ping", "", 1), ("GET /fapi/v1/time", "", 1), ("GET /fapi/v1/exchangeInfo", "", 1),
        ("GET /fapi/v1/depth", "limit=5", 2), ("GET /fapi/v1/depth", "limit=50", 2), ("GET /fapi/v1/depth", "limit=100", 5),
        ("GET /fapi/v1/depth", "limit=500", 10), ("GET /fapi/v1/depth", "", 10), ("GET /fapi/v1/depth", "limit=1000", 20),
        ("GET /fapi/v1/trades", "", 5), ("GET /fapi/v1/historicalTrades", "", 20), ("GET /fapi/v1/aggTrades", "", 20),
        ("GET /fapi/v1/klines", "limit=99", 1), ("GET /fapi/v1/klines", "limit=100", 2),
        ("GET /fapi/v1/klines", "limit=499", 2), ("GET /fapi/v1/klines", "", 5), ("GET /fapi/v1/klines", "limit=1000", 5),
        ("GET /fapi/v1/klines", "limit=1500", 10), ("GET /fapi/v1/continuousKlines", "limit=99", 1),
        ("GET /fapi/v1/indexPriceKlines", "limit=499", 2), ("GET /fapi/v1/markPriceKlines", "", 5),
        ("GET /fapi/v1/premiumIndexKlines", "limit=1001", 10),
        ("GET /fapi/v1/premiumIndex", "symbol=BTCUSDT", 1), ("GET /fapi/v1/premiumIndex", "", 10),
        ("GET /fapi/v1/ticker/24hr", "symbol=BTCUSDT", 1), ("GET /fapi/v1/ticker/24hr", "", 40),
        ("GET /fapi/v1/ticker/price", "symbol=BTCUSDT", 1), ("GET /fapi/v1/ticker/price", "", 2),
        ("GET /fapi/v2/ticker/price", "symbol=BTCUSDT", 1), ("GET /fapi/v2/ticker/price", "", 2),
        ("GET /fapi/v1/ticker/bookTicker", "symbol=BTCUSDT", 2), ("GET /fapi/v1/ticker/bookTicker", "", 5),
        ("GET /fapi/v1/openInterest", "", 1), ("POST /fapi/v1/order", "", 0), ("POST /fapi/v1/order/test", "", 1),
        ("POST /fapi/v1/batchOrders", "", 5), ("PUT /fapi/v1/batchOrders", "", 5), ("DELETE /fapi/v1/batchOrders", "", 1),
        ("POST /fapi/v1/countdownCancelAll", "", 10), ("GET /fapi/v1/orderAmendment", "", 1),
        ("GET /fapi/v1/rateLimit/order", "", 1), ("GET /fapi/v1/adlQuantile", "", 5), ("GET /fapi/v1/pmAccountInfo", "", 5),
        ("GET /fapi/v1/apiTradingStatus", "symbol=BTCUSDT", 1), ("GET /fapi/v1/apiTradingStatus", "", 10),
        ("POST /fapi/v1/algoOrder", "", 0), ("GET /fapi/v1/algoOrder", "", 1), ("DELETE /fapi/v1/algoOrder", "", 1),
        ("GET /fapi/v1/openAlgoOrders", "symbol=BTCUSDT", 1), ("GET /fapi/v1/openAlgoOrders", "", 40),
        ("GET /fapi/v1/allAlgoOrders", "", 5), ("DELETE /fapi/v1/algoOpenOrders", "", 1),
        ("PUT /fapi/v1/order", "", 1), ("GET /fapi/v1/order", "", 1), ("DELETE /fapi/v1/order", "", 1),
        ("DELETE /fapi/v1/allOpenOrders", "", 1), ("GET /fapi/v1/openOrder", "", 1),
        ("GET /fapi/v1/openOrders", "symbol=BTCUSDT", 1), ("GET /fapi/v1/openOrders", "", 40),
        ("GET /fapi/v1/allOrders", "", 5), ("GET /fapi/v2/balance", "", 5), ("GET /fapi/v3/balance", "", 5),
        ("GET /fapi/v2/account", "", 5), ("GET /fapi/v3/account", "", 5), ("POST /fapi/v1/leverage", "", 1),
        ("GET /fapi/v2/positionRisk", "", 5), ("GET /fapi/v3/positionRisk", "", 5), ("GET /fapi/v1/userTrades", "", 5),
        ("GET /fapi/v1/forceOrders", "symbol=BTCUSDT", 20), ("GET /fapi/v1/forceOrders", "", 50),
        ("GET /fapi/v1/income", "", 30), ("GET /fapi/v1/income/asyn", "", 1_500), ("GET /fapi/v1/income/asyn/id", "", 10),
        ("GET /fapi/v1/order/asyn", "", 1_500), ("GET /fapi/v1/order/asyn/id", "", 10),
        ("GET /fapi/v1/trade/asyn", "", 1_500), ("GET /fapi/v1/trade/asyn/id", "", 10), ("GET /fapi/v1/leverageBracket", "", 1),
        ("GET /fapi/v1/commissionRate", "", 20),
        ("GET /fapi/v1/symbolConfig", "", 5), ("GET /fapi/v1/accountConfig", "", 5),
        ("GET /fapi/v1/positionSide/dual", "", 30), ("GET /fapi/v1/multiAssetsMargin", "", 30),
        ("POST /fapi/v1/positionSide/dual", "", 1), ("POST /fapi/v1/multiAssetsMargin", "", 1),
        ("POST /fapi/v1/feeBurn", "", 1), ("GET /fapi/v1/feeBurn", "", 30), ("POST /fapi/v1/marginType", "", 1),
        ("POST /fapi/v1/positionMargin", "", 1), ("GET /fapi/v1/positionMargin/history", "", 1),
        ("GET /fapi/v1/assetIndex", "symbol=BTCUSD", 1), ("GET /fapi/v1/assetIndex", "", 10),
        ("POST /fapi/v1/listenKey", "", 1), ("PUT /fapi/v1/listenKey", "", 1), ("DELETE /fapi/v1/listenKey", "", 1),
        ("GET /fapi/v1/fundingRate", "", 0), ("GET /fapi/v1/fundingInfo", "", 0), ("GET /futures/data/delivery-price", "", 0),
        ("GET /futures/data/openInterestHist", "", 0), ("GET /futures/data/topLongShortAccountRatio", "", 0),
        ("GET /futures/data/topLongShortPositionRatio", "", 0), ("GET /futures/data/globalLongShortAccountRatio", "", 0),
        ("GET /futures/data/takerlongshortRatio", "", 0), ("GET /futures/data/basis", "", 0),
        ("GET /fapi/v1/indexInfo", "symbol=DEFIUSDT", 1), ("GET /fapi/v1/indexInfo", "", 10), ("GET /fapi/v1/constituents", "", 2),
        ("GET /fapi/v1/rpiDepth", "", 20), ("GET /fapi/v1/insuranceBalance", "", 1), ("GET /fapi/v1/tradingSchedule", "", 5),
        ("GET /api/v3/ping", "", 1), ("GET /api/v3/time", "", 1), ("GET /sapi/v1/capital/config/getall", "", 10),
        ("GET /sapi/v1/margin/allPairs", "", 1),
    ]

    @Test("every endpoint weighs what the document says, and says so, whatever comes of the request")
    func weightOfEachRow() async throws {
        let fixture = try await UsdmFixture()
        for (index, row) in Self.weights.enumerated() {
            let parts = row.row.split(separator: " ").map(String.init)
            let method = try #require(HTTPRequest.Method(rawValue: parts[0]))
            let answer = try await fixture.send(method, parts[1], row.parameters, address: "10.0.0.\(index)")
            #expect(answer.header("X-MBX-USED-WEIGHT-1M") == String(row.weight), "\(row)")
        }
        let rows = Set(UsdmSurface.endpoints.map { "\($0.contract.method.rawValue) \($0.contract.path)" })
        #expect(rows == Set(Self.weights.map(\.row)), "every row is weighed here")
    }

    @Test("weights add up per address and start anew with the minute")
    func sums() async throws {
        let fixture = try await UsdmFixture()
        for used in ["40", "80"] {
            #expect(try await fixture.ask(.get, "/fapi/v1/ticker/24hr").header("x-mbx-used-weight-1m") == used)
        }
        let other = try await fixture.send(.get, "/fapi/v1/ping", address: "10.0.0.1")
        #expect(other.header("x-mbx-used-weight-1m") == "1")
        try await fixture.advance(milliseconds: 60_000)
        #expect(try await fixture.ask(.get, "/fapi/v1/ping").header("x-mbx-used-weight-1m") == "1")
    }

    @Test("over the limit comes a warning with 429, and going on is answered with a ban and 418")
    func ban() async throws {
        let policy = RequestWeights.Policy(weightPerMinute: 3, warningsMax: 2)
        let fixture = try await UsdmFixture(weights: policy)
        for _ in 0..<3 { try await fixture.ask(.get, "/fapi/v1/ping") }
        for _ in 0..<2 {
            let warned = try await fixture.send(.get, "/fapi/v1/ping")
            #expect(warned.status == 429)
            #expect(warned.code == -1003)
            #expect(
                warned.message == "Too many requests; current limit of IP(127.0.0.1) is 3 requests per minute. "
                    + "Please use the websocket for live updates to avoid polling the API.")
            // The minute began 20 seconds ago.
            #expect(warned.header("Retry-After") == "40")
        }
        let until = fixture.now + 120_000
        for _ in 0..<2 {
            let banned = try await fixture.send(.get, "/fapi/v1/ping")
            #expect(banned.status == 418)
            #expect(banned.code == -1003)
            #expect(
                banned.message == "Way too many requests; IP(127.0.0.1) banned until \(until). "
                    + "Please use the websocket for live updates to avoid bans.")
            #expect(banned.header("Retry-After") == "120")
        }
        #expect(try await fixture.send(.get, "/fapi/v1/ping", address: "10.0.0.1").status == 200)
        try await fixture.advance(milliseconds: 119_999)
        #expect(try await fixture.send(.get, "/fapi/v1/ping").status == 418)
        try await fixture.advance(milliseconds: 1)
        #expect(try await fixture.send(.get, "/fapi/v1/ping").status == 200)
    }

    @Test("what is not enforced is still counted")
    func unenforced() async throws {
        let fixture = try await UsdmFixture(
            weights: .init(weightPerMinute: 1, isEnforced: false), orderCounts: .init(perTenSeconds: 1, isEnforced: false))
        for used in ["2", "4"] {
            #expect(
                try await fixture.ask(.get, "/fapi/v1/ticker/price").header("x-mbx-used-weight-1m") == used)
        }
        for used in ["1", "2"] {
            let placed = try await fixture.placeLimit("BUY", "0.1", at: "49000", as: .alice)
            #expect(placed.header("x-mbx-order-count-10s") == used)
        }
    }

    @Test("orders and amendments count per account, and the counts stand in the headers")
    func orderCounts() async throws {
        let fixture = try await UsdmFixture(orderCounts: .init(perTenSeconds: 3, perMinute: 4))
        func place() async throws -> UsdmFixture.Answer {
            try await fixture.send(
                .post, "/fapi/v1/order", "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.1&price=49000",
                as: .alice)
        }
        let first = try await place()
        #expect(first.header("X-MBX-ORDER-COUNT-10S") == "1")
        #expect(first.header("X-MBX-ORDER-COUNT-1M") == "1")
        let id = try #require(first["orderId"]?.integer)
        let amended = try await fixture.ask(
            .put, "/fapi/v1/order", "symbol=BTCUSDT&side=BUY&orderId=\(id)&quantity=0.2&price=49000", as: .alice)
        #expect(amended.header("X-MBX-ORDER-COUNT-10S") == "2")
        #expect(try await place().header("X-MBX-ORDER-COUNT-1M") == "3")
        let refused = try await place()
        #expect(refused.status == 429)
        #expect(refused.code == -1015)
        #expect(refused.message == "Too many new orders; current limit is 3 orders per 10 SECOND.")
        #expect(refused.header("Retry-After") == nil)

        let cancelled = try await fixture.ask(.delete, "/fapi/v1/order", "symbol=BTCUSDT&orderId=\(id)", as: .alice)
        #expect(cancelled.header("X-MBX-ORDER-COUNT-10S") == nil)
        let others = try await fixture.placeLimit("BUY", "0.1", at: "49000", as: .bob)
        #expect(others.header("X-MBX-ORDER-COUNT-10S") == "1")

        try await fixture.advance(milliseconds: 10_000)
        let later = try await place()
        #expect(later.header("X-MBX-ORDER-COUNT-10S") == "1")
        #expect(later.header("X-MBX-ORDER-COUNT-1M") == "4")
        #expect(try await place().message == "Too many new orders; current limit is 4 orders per 1 MINUTE.")
        try await fixture.advance(milliseconds: 30_000)
        #expect(try await place().header("X-MBX-ORDER-COUNT-1M") == "1")
    }
}
