import Testing

import Primitives
import Risk

@Suite("Margin of open orders")
struct OrderMarginTests {
    static func exposure(bids: StaticString, asks: StaticString) -> OpenExposure {
        OpenExposure(
            bidQuantity: Quantity(raw: Money.of(bids).raw / 100), bidNotional: .of(bids),
            askQuantity: Quantity(raw: Money.of(asks).raw / 100),
            askNotional: .of(asks))
    }

    /// Position, bids, asks: what all of it may come to, and what the orders need at 10x.
    @Test(
        "the larger side counts, and orders that only reduce need nothing",
        arguments: [
            ("0", "100", "0", "100", "10"), ("0", "100", "80", "100", "10"), ("500", "100", "0", "600", "10"),
            ("500", "0", "900", "500", "0"), ("500", "0", "1200", "700", "20"), ("-500", "300", "0", "500", "0"),
            ("-500", "0", "100", "600", "10"), ("-500", "1200", "100", "700", "20"),
        ] as [(StaticString, StaticString, StaticString, StaticString, StaticString)])
    func sides(position: StaticString, bids: StaticString, asks: StaticString, present: StaticString, margin: StaticString) throws {
        let exposure = Self.exposure(bids: bids, asks: asks)
        #expect(try exposure.presentNotional(position: .of(position)) == .of(present))
        #expect(try exposure.openOrderInitialMargin(position: .of(position), leverage: Leverage(10)) == .of(margin))
    }

    @Test("buying above the mark or selling below it costs the difference")
    func loss() throws {
        #expect(try openLoss(of: .of("1"), buying: false, at: .of("9253.30"), mark: .of("9259.84")) == .of("6.54"))
        #expect(try openLoss(of: .of("1"), buying: true, at: .of("9253.30"), mark: .of("9259.84")) == .zero)
        #expect(try openLoss(of: .of("2"), buying: true, at: .of("101"), mark: .of("100")) == .of("2"))
    }

    @Test("only what a position does not absorb increases it")
    func increasing() throws {
        let none = OpenExposure()
        #expect(try none.increasingPart(of: .of("3"), buying: false, position: .of("2")) == .of("1"))
        #expect(try none.increasingPart(of: .of("3"), buying: false, position: .of("5")) == .zero)
        #expect(try none.increasingPart(of: .of("3"), buying: true, position: .of("5")) == .of("3"))
        let asking = try none.adding(buying: false, quantity: .of("4"), notional: .of("400"))
        #expect(try asking.increasingPart(of: .of("3"), buying: false, position: .of("5")) == .of("2"))
    }

    @Test("available balance counts losses and gains, maximum withdrawal only losses")
    func account() {
        var cross = CrossAccount(walletBalance: .of("1000"))
        cross.positionInitialMargin = .of("100")
        cross.openOrderInitialMargin = .of("50")
        cross.maintenanceMargin = .of("10")
        cross.unrealizedProfit = .of("500")
        #expect(cross.availableBalance == .of("1350"))
        #expect(cross.maxWithdrawAmount == .of("990"))
        cross.unrealizedProfit = .of("-900")
        #expect(cross.availableBalance == .zero && cross.maxWithdrawAmount == .zero)
        cross.unrealizedProfit = .of("-500")
        #expect(cross.availableBalance == .of("350") && cross.maxWithdrawAmount == .of("350"))
    }
}
