import CommandsAndEvents
import ExchangePorts
import Instruments
import Primitives
import Testing

/// What is refused because of what happened before.
extension Provocation {
    static let amendments: [Provocation] = [
        Provocation(-1117, amending: "side=SELL&quantity=2&price=49000"),
        Provocation(-1102, amending: "side=BUY&quantity=2"),
        Provocation(-1106, amending: "side=BUY&quantity=2&price=49000&priceMatch=QUEUE"),
        Provocation(-5027, amending: "side=BUY&quantity=1&price=49000"),
        Provocation(-2013, .put, "order", "symbol=BTCUSDT&orderId=99&side=BUY&quantity=1&price=49000"),
        Provocation(-5025) { fixture in
            let stop = "symbol=BTCUSDT&side=BUY&type=STOP&quantity=1&price=51000&stopPrice=51000"
            let id = try await fixture.ask(.post, "/fapi/v1/order", stop, as: .alice)["orderId"]?.integer ?? 0
            return try await fixture.send(
                .put, "/fapi/v1/order", "symbol=BTCUSDT&orderId=\(id)&side=BUY&quantity=2&price=51000", as: .alice)
        },
        Provocation(-5026) { fixture in
            let id = try await fixture.placeLimit("BUY", "1", at: "49000", as: .alice)["orderId"]?.integer ?? 0
            try await fixture.carryOut((1...10_000).map { .amendOrder(try Self.amendment(of: id, number: $0)) })
            return try await fixture.send(
                .put, "/fapi/v1/order", "symbol=BTCUSDT&orderId=\(id)&side=BUY&quantity=3&price=49000", as: .alice)
        },
        Provocation(-5024) { fixture in
            try await fixture.carryOut([.listInstrument(try Self.closing())])
            return try await fixture.send(
                .put, "/fapi/v1/order", "symbol=BTCUSDT_231114&orderId=1&side=BUY&quantity=2&price=49000", as: .alice)
        },
    ]

    static let circumstances: [Provocation] = [
        Provocation(-4140) { fixture in
            try await fixture.carryOut([.listInstrument(try Self.closing())])
            return try await fixture.send(
                .post, "/fapi/v1/order", "symbol=BTCUSDT_231114&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=49000",
                as: .alice)
        },
        Provocation(-4141) { fixture in
            try await fixture.carryOut([.delist(UsdmFixture.ether)])
            return try await fixture.send(
                .post, "/fapi/v1/order", "symbol=ETHUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=3000", as: .alice)
        },
        Provocation(-1001, on: { try await UsdmFixture() }) { fixture in
            fixture.fail(with: .stopped)
            return try await fixture.send(.get, "/fapi/v1/openOrders", as: .alice)
        },
        Provocation(-1008, on: { try await UsdmFixture() }) { fixture in
            fixture.fail(with: .overloaded)
            return try await fixture.send(.get, "/fapi/v1/openOrders", as: .alice)
        },
        Provocation(-1122) { fixture in
            try await fixture.carryOut([.listInstrument(try Self.coarse())])
            return try await fixture.send(
                .post, "/fapi/v1/order", "symbol=SOLUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=150", as: .alice)
        },
        Provocation(-4004, coarseQuantity: "0.01"),
        Provocation(-4023, coarseQuantity: "0.055"),
        Provocation(-2023) { fixture in
            // So much that one step does not end it.
            try await fixture.sinkAlice(to: Price(whole: 45_180))
            return try await fixture.send(
                .post, "/fapi/v1/order", "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.1&price=45000", as: .alice)
        },
        Provocation(-2025) { fixture in
            try await fixture.carryOut(try (0..<200).map { _ in .placeOrder(try Self.small()) })
            return try await fixture.send(
                .post, "/fapi/v1/order", "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.001&price=49000", as: .alice
            )
        },
        Provocation(-2028) { fixture in
            try await fixture.placeLimit("BUY", "20", at: "49000", as: .alice)
            return try await fixture.send(.post, "/fapi/v1/leverage", "symbol=BTCUSDT&leverage=5", as: .alice)
        },
        Provocation(-5028) { fixture in
            fixture.delayCommands(byMilliseconds: 5_001)
            return try await fixture.send(
                .post, "/fapi/v1/order", "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=49000", as: .alice)
        },
    ]

    /// Amends an order of 1 at 49 000 in a way that must be refused.
    private init(_ code: Int, amending parameters: String) {
        self.init(code) { fixture in
            let id = try await fixture.placeLimit("BUY", "1", at: "49000", as: .alice)["orderId"]?.integer ?? 0
            return try await fixture.send(.put, "/fapi/v1/order", "symbol=BTCUSDT&orderId=\(id)&" + parameters, as: .alice)
        }
    }

    /// Orders a quantity of an instrument whose steps are coarser than its decimals.
    private init(_ code: Int, coarseQuantity quantity: String) {
        self.init(code) { fixture in
            try await fixture.carryOut([.listInstrument(try Self.coarse())])
            return try await fixture.send(
                .post, "/fapi/v1/order", "symbol=SOLUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=\(quantity)&price=150",
                as: .alice)
        }
    }

    private static func coarse() throws -> Instrument {
        var instrument = try Markets.bitcoin()
        instrument.symbol = "SOLUSDT"
        instrument.pair = "SOLUSDT"
        instrument.baseAsset = "SOL"
        instrument.filters.lotSize = LotSizeFilter(
            minimum: try Quantity("0.05"), maximum: Quantity(whole: 1_000), stepSize: try Quantity("0.01"))
        return instrument
    }

    /// A contract whose last minute has begun.
    private static func closing() throws -> Instrument {
        var instrument = try Markets.bitcoin()
        instrument.symbol = "BTCUSDT_231114"
        instrument.terms = .delivery(
            DeliveryTerms(contract: instrument.contract, deliveryDate: UsdmFixture.start.advanced(byMilliseconds: 30_000)))
        return instrument
    }

    private static func small() throws -> PlaceOrder {
        PlaceOrder(
            account: Trader.alice.account, instrument: UsdmFixture.bitcoin, side: .buy,
            kind: .limit(price: Price(whole: 49_000), timeInForce: .goodTillCancel), quantity: try Quantity("0.001"))
    }

    private static func amendment(of id: Int64, number: Int) throws -> AmendOrder {
        AmendOrder(
            account: Trader.alice.account, instrument: UsdmFixture.bitcoin, order: .id(OrderID(id)), side: .buy,
            price: Price(whole: 49_000), quantity: Quantity(whole: number.isMultiple(of: 2) ? 1 : 2))
    }
}
