import CommandsAndEvents
import Primitives
import Testing
import WireKit

@Suite("What an account may do and what becomes of it")
struct AccountStatusTests {
    @Test("the order limits are those that are enforced")
    func orderLimits() async throws {
        let fixture = try await UsdmFixture(orderCounts: .init(perTenSeconds: 7, perMinute: 9))
        let limits = try await fixture.ask(.get, "/fapi/v1/rateLimit/order", as: .alice).items
        #expect(limits.map { $0["limit"]?.integer } == [7, 9])
        #expect(limits.map { $0["interval"]?.text } == ["SECOND", "MINUTE"])
        #expect(limits.map { $0["intervalNum"]?.integer } == [10, 1])
    }

    @Test("of two longs the one that lost less for its margin is reduced before the other", arguments: [true, false])
    func adlRanking(aliceBuysCheaper: Bool) async throws {
        let fixture = try await UsdmFixture()
        try await fixture.placeLimit("SELL", "1", at: "50010", as: .bob)
        if aliceBuysCheaper { try await fixture.placeMarket("BUY", "1", as: .alice) }
        try await fixture.placeLimit("BUY", "1", at: "50100", as: .carol)
        let trader = aliceBuysCheaper ? Trader.bob : .alice
        let side = aliceBuysCheaper ? "SELL" : "BUY"
        try await fixture.placeLimit(side, "1", at: "50100", as: trader)
        if !aliceBuysCheaper { try await fixture.placeLimit("SELL", "1", at: "50100", as: .bob) }
        let quantile = try await fixture.ask(.get, "/fapi/v1/adlQuantile", as: .alice).items.first?["adlQuantile"]
        #expect(quantile?["BOTH"]?.integer == (aliceBuysCheaper ? 4 : 2))
    }

    @Test("who is alone on a side is the first to be reduced")
    func adlQuantile() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.fillBook()
        let path = "/fapi/v1/adlQuantile"
        #expect(try await fixture.ask(.get, path, as: .alice).items.isEmpty)
        try await fixture.placeMarket("BUY", "0.5", as: .alice)
        try await fixture.advance(milliseconds: 30_000)
        for trader in [Trader.alice, .bob] {
            let quantile = try #require(try await fixture.ask(.get, path, "symbol=BTCUSDT", as: trader).items.first?["adlQuantile"])
            #expect(quantile["BOTH"]?.integer == 4, "the only one on its side")
            #expect(quantile["LONG"]?.integer == 0)
            #expect(quantile["HEDGE"] == nil)
        }
        #expect(try await fixture.ask(.get, path, "symbol=ETHUSDT", as: .alice).items.isEmpty)
        try await fixture.expectRefusal(-1121, .get, path, "symbol=NONE", as: .alice)
    }

    @Test("positionRisk shows the quantile of the position, and 0 of a side without one")
    func quantileOfPosition() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.fillBook()
        try await fixture.ask(.post, "/fapi/v1/positionSide/dual", "dualSidePosition=true", as: .alice)
        try await fixture.placeMarket("BUY", "0.5", "positionSide=LONG", as: .alice)
        let sides = try await fixture.ask(.get, "/fapi/v3/positionRisk", as: .alice).items
        #expect(sides.map { $0["positionSide"]?.text } == ["LONG", "SHORT"])
        #expect(sides.map { $0["adl"]?.integer } == [4, 0])
    }

    @Test("an isolated position ranks by its own margin")
    func isolatedRanking() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.fillBook()
        try await fixture.ask(.post, "/fapi/v1/marginType", "symbol=BTCUSDT&marginType=ISOLATED", as: .alice)
        for trader in [Trader.alice, .carol] { try await fixture.placeMarket("BUY", "0.5", as: trader) }
        // Both gained the same: a 20th of the size is little to carry it, 100 000 are much.
        try await fixture.carryOut([.pinMark(PinMark(instrument: UsdmFixture.bitcoin, price: Price(whole: 51_000)))])
        for (trader, quantile) in [(Trader.alice, Int64(4)), (.carol, 2)] {
            let risk = try await fixture.ask(.get, "/fapi/v3/positionRisk", as: trader).items
            #expect(risk.first?["adl"]?.integer == quantile)
        }
    }

    @Test("the ranking stands for 30 seconds and covers accounts by the thousand")
    func manyAccounts() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.fillBook()
        try await fixture.carryOut(
            try (0..<1_500).map { .openAccount(OpenAccount(name: try #require(ShortText("crowd-\($0)")), kind: .client)) })
        try await fixture.placeMarket("BUY", "0.5", as: .alice)
        func quantile(_ trader: Trader) async throws -> Int64? {
            try await fixture.ask(.get, "/fapi/v3/positionRisk", as: trader).items.first { $0["symbol"]?.text == "BTCUSDT" }?[
                "adl"]?
                .integer
        }
        #expect(try await quantile(.alice) == 4)
        try await fixture.placeMarket("BUY", "0.4", as: .carol)
        #expect(try await quantile(.carol) == 0, "not ranked yet")
        try await fixture.advance(milliseconds: 30_000)
        let both = [try await quantile(.alice), try await quantile(.carol)]
        #expect(Set(both) == [2, 4])
    }

    @Test("no account has indicators or portfolio margin")
    func absent() async throws {
        let fixture = try await UsdmFixture()
        let status = try await fixture.ask(.get, "/fapi/v1/apiTradingStatus", as: .alice)
        #expect(status["indicators"] == .object([]))
        #expect(status["updateTime"]?.integer == fixture.now)
        try await fixture.expectRefusal(-2015, .get, "/fapi/v1/pmAccountInfo", "asset=USDT", as: .alice, status: 401)
    }
}
