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

    @Test("no account has indicators or portfolio margin")
    func absent() async throws {
        let fixture = try await UsdmFixture()
        let status = try await fixture.ask(.get, "/fapi/v1/apiTradingStatus", as: .alice)
        #expect(status["indicators"] == .object([]))
        #expect(status["updateTime"]?.integer == fixture.now)
        try await fixture.expectRefusal(-2015, .get, "/fapi/v1/pmAccountInfo", "asset=USDT", as: .alice, status: 401)
    }
}
