import CommandsAndEvents
import Primitives
import Testing

/// Changes of an account's settings that what it holds stands against.
extension Provocation {
    static let settings: [Provocation] = [
        Provocation(-4046, .post, "marginType", margin + "&marginType=CROSSED"),
        Provocation(-4047, ordered: "marginType", isolated),
        Provocation(-4048, holding: "marginType", isolated),
        Provocation(-4049, holding: "positionMargin", margin + "&type=1&amount=1"),
        Provocation(-4050, isolated: "positionMargin", margin + "&type=1&amount=1000000"),
        Provocation(-4051, isolated: "positionMargin", margin + "&type=2&amount=1000"),
        Provocation(-4054) { fixture in
            try await fixture.ask(.post, "/fapi/v1/marginType", isolated, as: .alice)
            return try await fixture.send(.post, "/fapi/v1/positionMargin", margin + "&type=1&amount=1", as: .alice)
        },
        Provocation(-4055, .post, "positionMargin", margin + "&type=1&amount=0"),
        Provocation(-4059, .post, "positionSide/dual", "dualSidePosition=false"),
        Provocation(-4067, ordered: "positionSide/dual", "dualSidePosition=true"),
        Provocation(-4068, holding: "positionSide/dual", "dualSidePosition=true"),
        Provocation(-4144, .get, "indexPriceKlines", "pair=NONE&interval=1m", signed: false),
        Provocation(-4161, isolated: "leverage", margin + "&leverage=19"),
        Provocation(-4167) { fixture in
            try await fixture.ask(.post, "/fapi/v1/marginType", isolated, as: .alice)
            return try await fixture.send(.post, multiAssets, "multiAssetsMargin=true", as: .alice)
        },
        Provocation(-4168) { fixture in
            try await fixture.ask(.post, multiAssets, "multiAssetsMargin=true", as: .alice)
            return try await fixture.send(.post, "/fapi/v1/marginType", isolated, as: .alice)
        },
        Provocation(-4169, borrowing: "0.1"),
        Provocation(-4170, ordered: "multiAssetsMargin", "multiAssetsMargin=true"),
        Provocation(-4171, .post, "multiAssetsMargin", "multiAssetsMargin=false"),
        Provocation(-4172, borrowing: "0.5"),
    ]

    private static let margin = "symbol=BTCUSDT"
    private static let isolated = margin + "&marginType=ISOLATED"
    private static let multiAssets = "/fapi/v1/multiAssetsMargin"

    /// With an open order.
    private init(_ code: Int, ordered path: String, _ parameters: String) {
        self.init(code) { fixture in
            try await fixture.placeLimit("BUY", "0.1", at: "49000", as: .alice)
            return try await fixture.send(.post, "/fapi/v1/" + path, parameters, as: .alice)
        }
    }

    /// With a position.
    private init(_ code: Int, holding path: String, _ parameters: String) {
        self.init(code) { fixture in
            try await fixture.fillBook()
            try await fixture.placeMarket("BUY", "0.1", as: .alice)
            return try await fixture.send(.post, "/fapi/v1/" + path, parameters, as: .alice)
        }
    }

    /// With an isolated position.
    private init(_ code: Int, isolated path: String, _ parameters: String) {
        self.init(code) { fixture in
            try await fixture.fillBook()
            try await fixture.ask(.post, "/fapi/v1/marginType", Self.isolated, as: .alice)
            try await fixture.placeMarket("BUY", "0.1", as: .alice)
            return try await fixture.send(.post, "/fapi/v1/" + path, parameters, as: .alice)
        }
    }

    /// Leaves multi-assets mode with 10 USDT and a position that a bitcoin carries. The commission of 0.5 is more than that.
    private init(_ code: Int, borrowing quantity: String) {
        self.init(code) { fixture in
            try await fixture.fillBook()
            try await fixture.ask(.post, Self.multiAssets, "multiAssetsMargin=true", as: .alice)
            try await fixture.deposit("1", UsdmFixture.bitcoins, to: .alice)
            try await fixture.carryOut([
                .withdraw(Transfer(account: Trader.alice.account, asset: UsdmFixture.tether, amount: Money(whole: 99_990)))
            ])
            try await fixture.placeMarket("BUY", quantity, as: .alice)
            return try await fixture.send(.post, Self.multiAssets, "multiAssetsMargin=false", as: .alice)
        }
    }
}
