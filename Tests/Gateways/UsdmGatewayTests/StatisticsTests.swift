import CommandsAndEvents
import Primitives
import Testing
import WireKit

@Suite("Statistics and funding history")
struct StatisticsTests {
    private static let market = "symbol=BTCUSDT"
    private static let paths = [
        "openInterestHist", "topLongShortPositionRatio", "topLongShortAccountRatio", "globalLongShortAccountRatio",
        "takerlongshortRatio",
    ]

    /// Alice, the richest, holds 0.3 long; Carol and Bob are short. Then the clock goes on to 22:35 in steps of five minutes.
    private func traded() async throws -> UsdmFixture {
        let fixture = try await UsdmFixture()
        try await fixture.deposit("1000", to: .alice)
        try await fixture.fillBook()
        try await fixture.placeMarket("BUY", "0.3", as: .alice)
        try await fixture.placeMarket("SELL", "0.2", as: .carol)
        try await fixture.advance(to: Timestamp(milliseconds: 1_700_000_100_000))
        try await fixture.placeMarket("BUY", "0.05", as: .alice)
        for _ in 0..<4 { try await fixture.advance(milliseconds: 300_000) }
        return fixture
    }

    private func texts(_ fixture: UsdmFixture, _ path: String, _ parameters: String, _ name: String) async throws -> [String?] {
        try await fixture.ask(.get, path, parameters).items.map { $0[name]?.text ?? $0[name]?.integer.map { String($0) } }
    }

    @Test("open interest is that of the time, its value at the mark price")
    func openInterest() async throws {
        let fixture = try await traded()
        let rows = try await fixture.ask(.get, "/futures/data/openInterestHist", Self.market + "&period=5m").items
        #expect(rows.map { $0["timestamp"]?.integer } == (0...4).map { 1_700_000_100_000 + $0 * 300_000 })
        #expect(rows.map { $0["sumOpenInterest"]?.text } == ["0.30000000"] + Array(repeating: "0.35000000", count: 4))
        #expect(rows[0]["sumOpenInterestValue"]?.text == "15000.00000000")
    }

    @Test("ratios are parts of those who hold something, cut to four places")
    func ratios() async throws {
        let fixture = try await traded()
        let query = Self.market + "&period=5m&limit=1"
        let all = try await fixture.ask(.get, "/futures/data/globalLongShortAccountRatio", query).items[0]
        #expect(all["longAccount"]?.text == "0.3333")
        #expect(all["shortAccount"]?.text == "0.6666")
        #expect(all["longShortRatio"]?.text == "0.5000")
        for path in ["topLongShortAccountRatio", "topLongShortPositionRatio"] {
            let top = try await fixture.ask(.get, "/futures/data/" + path, query).items[0]
            #expect(top["longAccount"]?.text == "1.0000")
            #expect(top["shortAccount"]?.text == "0.0000")
            #expect(top["longShortRatio"]?.text == "")
        }
    }

    @Test("taker volume is that of whole periods, named by their start; longer ones are sums")
    func takerVolume() async throws {
        let fixture = try await traded()
        let path = "/futures/data/takerlongshortRatio"
        let five = try await fixture.ask(.get, path, Self.market + "&period=5m").items
        #expect(five.map { $0["timestamp"]?.integer } == (-1...3).map { 1_700_000_100_000 + $0 * 300_000 })
        #expect(five.map { $0["buyVol"]?.text } == ["0.3000", "0.0500", "0.0000", "0.0000", "0.0000"])
        #expect(five.map { $0["sellVol"]?.text } == ["0.2000", "0.0000", "0.0000", "0.0000", "0.0000"])
        #expect(five.map { $0["buySellRatio"]?.text } == ["1.5000", "", "", "", ""])
        let fifteen = try await fixture.ask(.get, path, Self.market + "&period=15m").items
        #expect(fifteen.map { $0["timestamp"]?.integer } == [1_699_999_200_000, 1_700_000_100_000])
        #expect(fifteen.map { $0["buyVol"]?.text } == ["0.3000", "0.0500"])
        #expect(try await fixture.ask(.get, path, Self.market + "&period=1h").items.isEmpty)
    }

    @Test("longer periods show the sample at their start")
    func periods() async throws {
        let fixture = try await traded()
        let half = try await texts(fixture, "/futures/data/openInterestHist", Self.market + "&period=30m", "timestamp")
        #expect(half == ["1700001000000"])
        #expect(try await texts(fixture, "/futures/data/openInterestHist", Self.market + "&period=1d", "timestamp").isEmpty)
    }

    @Test("the first rows from a start on, the latest before an end", arguments: paths)
    func paging(path: String) async throws {
        let fixture = try await traded()
        let path = "/futures/data/" + path
        let all = try await texts(fixture, path, Self.market + "&period=5m", "timestamp")
        #expect(all.count == 5)
        let second = try #require(all[1])
        let fourth = try #require(all[3])
        let query = Self.market + "&period=5m&limit=2"
        #expect(try await texts(fixture, path, query, "timestamp") == Array(all[3...]))
        #expect(try await texts(fixture, path, query + "&startTime=\(second)", "timestamp") == Array(all[1...2]))
        #expect(try await texts(fixture, path, query + "&endTime=\(fourth)", "timestamp") == Array(all[2...3]))
        #expect(
            try await texts(fixture, path, Self.market + "&period=5m&startTime=\(second)&endTime=\(fourth)", "timestamp")
                == Array(all[1...3]))
    }

    @Test("what is malformed, unknown or too long ago is refused", arguments: paths)
    func refusals(path: String) async throws {
        let fixture = try await UsdmFixture()
        let path = "/futures/data/" + path
        try await fixture.expectRefusal(-1102, .get, path, "period=5m")
        try await fixture.expectRefusal(-1102, .get, path, Self.market)
        try await fixture.expectRefusal(-1121, .get, path, "symbol=NONE&period=5m")
        try await fixture.expectRefusal(-1130, .get, path, Self.market + "&period=7m")
        try await fixture.expectRefusal(-1130, .get, path, Self.market + "&period=5m&limit=0")
        try await fixture.expectRefusal(
            -1130, .get, path, Self.market + "&period=5m&startTime=\(fixture.now - 30 * 86_400_000 - 1)",
            message: "Data sent for parameter 'startTime' is not valid.")
        let backwards = "&startTime=\(fixture.now)&endTime=\(fixture.now - 1)"
        try await fixture.expectRefusal(-1023, .get, path, Self.market + "&period=5m" + backwards)
    }

    @Test("the basis is the last price over the index, by the year for a contract that expires")
    func basis() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.listContracts()
        try await fixture.placeLimit("SELL", "0.2", at: "50200", on: "BTCUSDT_231229", as: .bob)
        try await fixture.placeMarket("BUY", "0.2", on: "BTCUSDT_231229", as: .alice)
        try await fixture.advance(to: Timestamp(milliseconds: 1_700_000_100_000))
        let pair = "pair=BTCUSDT&period=5m&contractType="
        let row = try #require(
            try await fixture.ask(.get, "/futures/data/basis", pair + "CURRENT_QUARTER").items.first)
        #expect(row["indexPrice"]?.text == "50000.00000000")
        #expect(row["futuresPrice"]?.text == "50200.00")
        #expect(row["basis"]?.text == "200.00000000")
        #expect(row["basisRate"]?.text == "0.0040")
        // 0.004 × 365 ÷ 44.40625 days.
        #expect(row["annualizedBasisRate"]?.text == "0.0328")
        #expect(row["contractType"]?.text == "CURRENT_QUARTER")
        for other in ["NEXT_QUARTER", "PERPETUAL"] {
            #expect(try await fixture.ask(.get, "/futures/data/basis", pair + other).items.isEmpty, "neither has traded")
        }
    }

    @Test("a thousand requests in five minutes to all statistics together, then 429")
    func statisticsLimit() async throws {
        let fixture = try await UsdmFixture()
        for index in 0..<1_000 {
            let path = Self.paths[index % Self.paths.count]
            try await fixture.ask(.get, "/futures/data/" + path, Self.market + "&period=5m")
        }
        let refused = try await fixture.send(.get, "/futures/data/basis", "pair=BTCUSDT&contractType=PERPETUAL&period=5m")
        #expect(refused.status == 429)
        #expect(refused.code == -1003)
        // It is 22:13:20.
        #expect(refused.header("Retry-After") == "100")
        try await fixture.ask(.get, "/fapi/v1/fundingInfo")
        let other = try await fixture.send(
            .get, "/futures/data/openInterestHist", Self.market + "&period=5m", address: "10.0.0.1")
        #expect(other.status == 200)
        try await fixture.advance(milliseconds: 100_000)
        try await fixture.ask(.get, "/futures/data/openInterestHist", Self.market + "&period=5m")
    }

    @Test("settlements are there with their rate and mark price, for one symbol or mixed")
    func funding() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.fillBook()
        try await fixture.advance(to: UsdmFixture.nextFunding)
        try await fixture.advance(milliseconds: 8 * 3_600_000)
        let mixed = try await fixture.ask(.get, "/fapi/v1/fundingRate").items
        #expect(mixed.map { $0["symbol"]?.text } == ["BTCUSDT", "ETHUSDT", "BTCUSDT", "ETHUSDT"])
        let one = try await fixture.ask(.get, "/fapi/v1/fundingRate", Self.market).items
        #expect(one.map { $0["fundingTime"]?.integer } == [1_700_006_400_000, 1_700_035_200_000])
        #expect(one[0]["fundingRate"]?.text == "0.00010000")
        #expect(one[0]["markPrice"]?.text == "50000.00000000")
        let latest = try await fixture.ask(.get, "/fapi/v1/fundingRate", Self.market + "&limit=1").items
        #expect(latest == [one[1]])
        let first = try await fixture.ask(.get, "/fapi/v1/fundingRate", Self.market + "&limit=1&startTime=1700006400000").items
        #expect(first == [one[0]])
        let before = try await fixture.ask(.get, "/fapi/v1/fundingRate", Self.market + "&endTime=1700035199999").items
        #expect(before == [one[0]])
        try await fixture.expectRefusal(-1023, .get, "/fapi/v1/fundingRate", "startTime=2&endTime=1")
        try await fixture.expectRefusal(-1121, .get, "/fapi/v1/fundingRate", "symbol=NONE")
    }
}
