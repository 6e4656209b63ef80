import ExchangePorts
import GatewayKit
import Testing
import WireKit

/// Files of the past, asked for and fetched (document 001, "Get Download Id"; supplement §11).
@Suite("Downloads of an account's past")
struct DownloadTests {
    private static let day: Int64 = 86_400_000
    private static let paths = ["/fapi/v1/income/asyn", "/fapi/v1/order/asyn", "/fapi/v1/trade/asyn"]

    private func unlimited() async throws -> UsdmFixture {
        var weights = RequestWeights.Policy()
        weights.isEnforced = false
        return try await UsdmFixture(weights: weights)
    }

    private func span(_ fixture: UsdmFixture) -> String { "startTime=\(fixture.now - Self.day)&endTime=\(fixture.now)" }

    @Test("a request gives an id, the id a link, the link the file")
    func wholeWay() async throws {
        let fixture = try await unlimited()
        let id = try #require(
            try await fixture.ask(.get, "/fapi/v1/income/asyn", span(fixture), as: .alice)["downloadId"]?.text)
        await fixture.downloads.settle()
        let link = try await fixture.ask(.get, "/fapi/v1/income/asyn/id", "downloadId=\(id)", as: .alice)
        #expect(link["status"] == .string("completed"))
        #expect(link["expirationTimestamp"]?.integer == fixture.now + Self.day)
        let path = try #require(link["url"]?.text)
        let reply = await DownloadHandler(downloads: fixture.downloads).respond(to: HTTPRequest(method: .get, path: path))
        #expect(
            String(decoding: try #require(reply).body, as: UTF8.self)
                == "Date(UTC),Type,Amount,Asset,Symbol,Transaction ID\n2023-11-14 22:13:20,TRANSFER,100000,USDT,,\(try await transfer(fixture))\n"
        )

        try await fixture.advance(milliseconds: Self.day)
        let late = try await fixture.ask(.get, "/fapi/v1/income/asyn/id", "downloadId=\(id)", as: .alice)
        #expect(late["url"] == .string("") && late["isExpired"] == .bool(true))
    }

    private func transfer(_ fixture: UsdmFixture) async throws -> Int64 {
        try #require(try await fixture.ask(.get, "/fapi/v1/income", as: .alice).items.first?["tranId"]?.integer)
    }

    @Test("the link names the server as the client does")
    func host() async throws {
        let fixture = try await unlimited()
        let id = try #require(
            try await fixture.ask(.get, "/fapi/v1/trade/asyn", span(fixture), as: .alice)["downloadId"]?.text)
        await fixture.downloads.settle()
        let query = "downloadId=\(id)&timestamp=\(fixture.now)"
        let signed = query + "&signature=" + Trader.alice.signature(of: query)
        let link = try await fixture.respond(
            to: HTTPRequest(
                method: .get, path: "/fapi/v1/trade/asyn/id", query: Array(signed.utf8),
                headers: [("X-MBX-APIKEY", Trader.alice.key), ("Host", "localhost:9650")]))
        #expect(link["url"]?.text?.hasPrefix("http://localhost:9650/downloads/") == true)
    }

    @Test("a span ends after it begins and covers a year at most", arguments: paths)
    func spans(path: String) async throws {
        let fixture = try await unlimited()
        let year = fixture.now - 365 * Self.day
        try await fixture.expectRefusal(-1023, .get, path, "startTime=2&endTime=1", as: .alice)
        try await fixture.expectRefusal(
            -4165, .get, path, "startTime=\(year - 1)&endTime=\(fixture.now)", as: .alice,
            message: "Maximum time interval is 365 days")
        try await fixture.expectRefusal(
            -4165, .get, path, "startTime=\(Int64.min)&endTime=\(Int64.max)", as: .alice)
        try await fixture.expectRefusal(-1102, .get, path, "startTime=1", as: .alice)
        try await fixture.ask(.get, path, "startTime=\(year)&endTime=\(fixture.now)", as: .alice)
    }

    @Test("an id that is none, another's, or of another kind of file is not valid")
    func ids() async throws {
        let fixture = try await unlimited()
        let id = try #require(
            try await fixture.ask(.get, "/fapi/v1/order/asyn", span(fixture), as: .alice)["downloadId"]?.text)
        let path = "/fapi/v1/order/asyn/id"
        for wrong in ["1", "x", id + "0"] {
            try await fixture.expectRefusal(
                -1130, .get, path, "downloadId=\(wrong)", as: .alice, message: "Data sent for parameter 'downloadId' is not valid.")
        }
        try await fixture.expectRefusal(-1130, .get, path, "downloadId=\(id)", as: .bob)
        try await fixture.expectRefusal(-1130, .get, "/fapi/v1/trade/asyn/id", "downloadId=\(id)", as: .alice)
        try await fixture.ask(.get, path, "downloadId=\(id)", as: .alice)
    }

    @Test("requests beyond a month's number are refused", arguments: zip(paths, [5, 10, 5]))
    func quotas(path: String, limit: Int) async throws {
        let fixture = try await unlimited()
        for _ in 0..<limit { try await fixture.ask(.get, path, span(fixture), as: .alice) }
        try await fixture.expectRefusal(
            -1003, .get, path, span(fixture), as: .alice,
            message: "Too many requests; current limit is \(limit) download requests per month.", status: 429)
        try await fixture.ask(.get, path, span(fixture), as: .bob)
    }
}
