import Testing

/// Orders that are wrong in themselves, and orders that the exchange refuses as it stands.
extension Provocation {
    static let orders: [Provocation] = [
        Provocation(-1106, order: "type=MARKET&timeInForce=-"),
        Provocation(-1106, order: "stopPrice=51000"),
        Provocation(-1106, order: "callbackRate=1"),
        Provocation(-1106, order: "priceMatch=QUEUE"),
        Provocation(-1106, order: "reduceOnly=false&positionSide=LONG"),
        Provocation(-1111, order: "quantity=0.0001"),
        Provocation(-1111, order: "price=49000.001"),
        Provocation(-1115, order: "timeInForce=DAY"),
        Provocation(-1116, order: "type=NONE"),
        Provocation(-1117, order: "side=HOLD"),
        Provocation(-1128, order: "closePosition=true&quantity=-"),
        Provocation(-1136, order: "newOrderRespType=FULL"),
        Provocation(-2019, order: "quantity=100"),
        Provocation(-2022, order: "reduceOnly=true"),
        Provocation(-2027, order: "quantity=500"),
        Provocation(-4001, order: "price=0"),
        Provocation(-4002, order: "price=1000001"),
        Provocation(-4003, order: "quantity=0"),
        Provocation(-4005, order: "quantity=1001"),
        Provocation(-4013, order: "price=99"),
        Provocation(-4014, order: "price=49000.05"),
        Provocation(-4015, order: "newClientOrderId=" + String(repeating: "x", count: 37)),
        Provocation(-4016, order: "price=52500.1"),
        Provocation(-4024, order: "side=SELL&price=47499.9"),
        Provocation(-4031, order: "workingType=INDEX"),
        Provocation(-4060, order: "positionSide=UP"),
        Provocation(-4061, order: "positionSide=LONG"),
        Provocation(-4062, order: "reduceOnly=perhaps"),
        Provocation(-4164, order: "price=100&quantity=0.001"),
        Provocation(-5037, order: "priceMatch=BEST"),
        Provocation(-5038, order: "type=MARKET&price=-&timeInForce=-&priceMatch=QUEUE"),
        Provocation(-5039, order: "selfTradePreventionMode=MAYBE"),
        Provocation(-5040, order: "timeInForce=GTD&goodTillDate=\(UsdmFixture.start.milliseconds + 600_000)"),
        Provocation(-5040, order: "timeInForce=GTD&goodTillDate=253402300799000"),
        Provocation(-5041, order: "price=-&priceMatch=QUEUE"),
        Provocation(-5021, order: "timeInForce=FOK"),
        Provocation(-5022) { fixture in
            try await fixture.fillBook()
            return try await fixture.send(
                .post, "/fapi/v1/order", "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTX&quantity=1&price=50010", as: .alice)
        },
        Provocation(-4116) { fixture in
            try await fixture.placeLimit("BUY", "1", at: "49000", "newClientOrderId=mine", as: .alice)
            return try await fixture.send(
                .post, "/fapi/v1/order",
                "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=49000&newClientOrderId=mine", as: .alice)
        },
        Provocation(-4131) { fixture in
            try await fixture.placeLimit("SELL", "1", at: "52600", as: .bob)
            return try await fixture.send(.post, "/fapi/v1/order", "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1", as: .alice)
        },
    ]

    static let conditionalOrders: [Provocation] = [
        Provocation(-1106, stop: "type=STOP_MARKET"),
        Provocation(-1106, trailing: "stopPrice=51000"),
        Provocation(-1106, stop: "type=STOP_MARKET&price=-&quantity=-&closePosition=true&reduceOnly=true"),
        Provocation(-1130, trailing: "callbackRate=0.09"),
        Provocation(-1130, trailing: "callbackRate=10.1"),
        Provocation(-1116, .post, "algoOrder", "algoType=CONDITIONAL&symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1"),
        Provocation(-2021, stop: "stopPrice=50000&price=50000"),
        Provocation(-2021, stop: "type=TAKE_PROFIT"),
        Provocation(-2021, trailing: "activationPrice=50000"),
        Provocation(-4006, stop: "stopPrice=0"),
        Provocation(-4007, stop: "stopPrice=1000001&price=1000000"),
        Provocation(-4013, stop: "stopPrice=99"),
        Provocation(-4014, stop: "stopPrice=51000.05"),
        Provocation(-4135, trailing: "activationPrice=0"),
        Provocation(-4135, trailing: "activationPrice=49000.05"),
        Provocation(-4137, stop: "type=STOP_MARKET&price=-&closePosition=true"),
        Provocation(-4183, stop: "price=53550.1"),
        Provocation(-4184, stop: "price=48449.9"),
        Provocation(-4045) { fixture in
            let stop = "symbol=BTCUSDT&side=BUY&type=STOP_MARKET&quantity=0.01&stopPrice=51000"
            for _ in 0..<10 { try await fixture.ask(.post, "/fapi/v1/order", stop, as: .alice) }
            return try await fixture.send(.post, "/fapi/v1/order", stop, as: .alice)
        },
    ]
}
