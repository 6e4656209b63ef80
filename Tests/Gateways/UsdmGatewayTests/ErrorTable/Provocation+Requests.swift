import GatewayKit
import Testing

typealias HTTPMethod = HTTPRequest.Method

/// Requests that are wrong in themselves.
extension Provocation {
    static let requests: [Provocation] = [
        Provocation(-1023, .get, "klines", "symbol=BTCUSDT&interval=1m&startTime=2&endTime=1", signed: false),
        Provocation(-1100, .get, "depth", "symbol=BTCUSDT&limit=ten", signed: false),
        Provocation(-1101, .get, "depth", "symbol=BTCUSDT&symbol=BTCUSDT", signed: false),
        Provocation(-1102, .get, "depth", signed: false),
        Provocation(-1102, .get, "order", "symbol=BTCUSDT"),
        Provocation(-1105, .get, "depth", "symbol=", signed: false),
        Provocation(-1118, order: "newClientOrderId="),
        Provocation(-1119, .get, "order", "symbol=BTCUSDT&origClientOrderId="),
        Provocation(-1120, .get, "klines", "symbol=BTCUSDT&interval=7m", signed: false),
        Provocation(-1121, .get, "depth", "symbol=NONE", signed: false),
        Provocation(-1125, .put, "listenKey"),
        Provocation(-1126, .get, "pmAccountInfo", "asset=NONE"),
        Provocation(-1127, .get, "aggTrades", "symbol=BTCUSDT&startTime=0&endTime=3600000", signed: false),
        Provocation(-1128, .get, "userTrades", "symbol=BTCUSDT&fromId=1&startTime=1"),
        Provocation(-1130, .get, "trades", "symbol=BTCUSDT&limit=0", signed: false),
        Provocation(-1130, .post, "batchOrders", "batchOrders=[1]"),
        Provocation(-2011, .delete, "order", "symbol=BTCUSDT&orderId=99"),
        Provocation(-2011, .delete, "algoOrder", "algoId=99"),
        Provocation(-2013, .get, "order", "symbol=BTCUSDT&orderId=99"),
        Provocation(-2013, .get, "algoOrder", "algoId=99"),
        Provocation(-2014, .get, "openOrders", signed: false),
        Provocation(-2015, .get, "pmAccountInfo", "asset=USDT"),
        Provocation(-4021, .get, "depth", "symbol=BTCUSDT&limit=7", signed: false),
        Provocation(-4028, .post, "leverage", "symbol=BTCUSDT&leverage=126"),
        Provocation(-4032, .delete, "batchOrders", "symbol=BTCUSDT&orderIdList=[1,2,3,4,5,6,7,8,9,10,11]"),
        Provocation(-4082, .post, "batchOrders", "batchOrders=[]"),
        Provocation(-4082, .put, "batchOrders", "batchOrders=[{},{},{},{},{},{}]"),
        Provocation(-4104) { fixture in
            try await fixture.send(.get, "/futures/data/basis", "pair=BTCUSDT&contractType=CURRENT_MONTH&period=5m")
        },
        Provocation(-4144) { fixture in
            try await fixture.send(.get, "/futures/data/basis", "pair=NONE&contractType=PERPETUAL&period=5m")
        },
        Provocation(-4165, .get, "allOrders", "symbol=BTCUSDT&startTime=0&endTime=604800001"),
        Provocation(-5000, .get, "nothing", signed: false),
        Provocation(-1021) { try await $0.send(.get, "/fapi/v1/openOrders", "timestamp=\($0.now - 5_001)", as: .alice) },
        Provocation(-1021) { try await $0.send(.get, "/fapi/v1/openOrders", "timestamp=\($0.now + 1_000)", as: .alice) },
        Provocation(-1022) { fixture in
            let query = "timestamp=\(fixture.now)&signature=" + Trader.alice.signature(of: "timestamp=1")
            return try await fixture.respond(
                to: HTTPRequest(
                    method: .get, path: "/fapi/v1/openOrders", query: Array(query.utf8),
                    headers: [("X-MBX-APIKEY", Trader.alice.key)]))
        },
        Provocation(-1003, on: { try await UsdmFixture(weights: .init(weightPerMinute: 1)) }) { fixture in
            try await fixture.ask(.get, "/fapi/v1/ping")
            return try await fixture.send(.get, "/fapi/v1/ping")
        },
        Provocation(-1015, on: { try await UsdmFixture(orderCounts: .init(perMinute: 1)) }) { fixture in
            try await fixture.placeLimit("BUY", "1", at: "49000", as: .alice)
            return try await fixture.send(.post, "/fapi/v1/order", as: .alice)
        },
        Provocation(-4120, on: { try await UsdmFixture(era: .december2025) }) { fixture in
            try await fixture.send(
                .post, "/fapi/v1/order", "symbol=BTCUSDT&side=BUY&type=STOP_MARKET&quantity=1&stopPrice=51000", as: .alice)
        },
    ]
}
