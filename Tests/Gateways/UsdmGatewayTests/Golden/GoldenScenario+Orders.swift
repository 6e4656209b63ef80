import Testing

/// The orders of the scenario that wait, come in batches, or come by the algo door.
extension GoldenScenario {
    mutating func placeInOtherWays() async throws {
        try await trail()
        try await placeBatches()
        try await placeAlgoOrders()
        try await trigger()
        let path = "/fapi/v1/countdownCancelAll"
        try await ask(.post, path, "symbol=ETHUSDT&countdownTime=100000", as: .alice)
        for path in ["/fapi/v1/rateLimit/order", "/fapi/v1/adlQuantile", "/fapi/v1/apiTradingStatus"] {
            try await ask(.get, path, as: .alice)
        }
        try await askInVain(.get, "/fapi/v1/pmAccountInfo", "asset=USDT", as: .alice)
    }

    private static let trailing = "symbol=BTCUSDT&side=SELL&type=TRAILING_STOP_MARKET&quantity=0.010&callbackRate=0.3"

    private mutating func trail() async throws {
        try await ask(
            .post, "/fapi/v1/order", Self.trailing + "&activationPrice=51000&newClientOrderId=trailing", as: .alice,
            form: ".trailing")
        for path in ["/fapi/v1/order", "/fapi/v1/openOrder"] {
            try await ask(.get, path, "symbol=BTCUSDT&origClientOrderId=trailing", as: .alice, form: ".trailing")
        }
        try await fixture.ask(.post, "/fapi/v1/order", Self.trailing + "&activationPrice=51000&newClientOrderId=gone", as: .alice)
        try await ask(.delete, "/fapi/v1/order", "symbol=BTCUSDT&origClientOrderId=gone", as: .alice, form: ".trailing")
    }

    private mutating func placeBatches() async throws {
        let path = "/fapi/v1/batchOrders"
        let placed = #"""
            [{"symbol":"BTCUSDT","side":"SELL","type":"TRAILING_STOP_MARKET","quantity":"0.010","callbackRate":"0.3",\#
            "activationPrice":"51000","newClientOrderId":"batched"},\#
            {"symbol":"BTCUSDT","side":"BUY","type":"MARKET","quantity":0.010,"reduceOnly":true}]
            """#
        try await ask(.post, path, "batchOrders=" + placed.percentEncoded, as: .alice)
        let amended = #"""
            [{"symbol":"BTCUSDT","side":"BUY","origClientOrderId":"resting","quantity":"0.030","price":"49940"},\#
            {"symbol":"BTCUSDT","side":"BUY","origClientOrderId":"other","quantity":"0.030","price":"49940"}]
            """#
        try await ask(.put, path, "batchOrders=" + amended.percentEncoded, as: .alice)
        try await ask(.get, "/fapi/v1/orderAmendment", "symbol=BTCUSDT&origClientOrderId=resting", as: .alice)
        let cancelled = #"["batched","other"]"#
        try await ask(.delete, path, "symbol=BTCUSDT&origClientOrderIdList=" + cancelled.percentEncoded, as: .alice)
    }

    private mutating func placeAlgoOrders() async throws {
        let order = "algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&quantity=0.010"
        let takeProfit = order + "&type=TAKE_PROFIT&price=51000&triggerPrice=51000"
        try await ask(.post, "/fapi/v1/algoOrder", takeProfit + "&clientAlgoId=waiting", as: .alice)
        try await ask(.get, "/fapi/v1/algoOrder", "clientAlgoId=waiting", as: .alice)
        try await ask(.get, "/fapi/v1/openAlgoOrders", as: .alice)
        try await ask(.delete, "/fapi/v1/algoOrder", "clientAlgoId=waiting", as: .alice)
        try await ask(.delete, "/fapi/v1/algoOpenOrders", "symbol=BTCUSDT", as: .alice)
        let stop = order + "&type=STOP_MARKET&triggerPrice=49985&clientAlgoId=stopped"
        try await fixture.ask(.post, "/fapi/v1/algoOrder", stop, as: .alice)
    }

    /// Lets the price rise to a stop that cannot be filled whole, then fall to one that can.
    private mutating func trigger() async throws {
        let unfillable = "symbol=BTCUSDT&side=BUY&type=STOP&timeInForce=FOK&quantity=5&price=50100&stopPrice=50005"
        try await fixture.ask(.post, "/fapi/v1/order", unfillable + "&newClientOrderId=unfillable", as: .alice)
        try await fixture.trade(at: "50005")
        try await fixture.placeMarket("SELL", "0.970", as: .bob)
        try await fixture.placeMarket("SELL", "0.010", as: .bob)
        try await ask(.get, "/fapi/v1/allAlgoOrders", "symbol=BTCUSDT", as: .alice)
    }
}
