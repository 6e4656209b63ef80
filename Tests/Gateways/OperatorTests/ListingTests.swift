import CommandsAndEvents
import GatewayKit
import Primitives
import Testing
import WireKit

@Suite("Markets that an operator lists and ends, and the insurance fund")
struct ListingTests {
    private func status(_ fixture: OperatorFixture, _ market: UInt16) async throws -> MarketStatus {
        try #require(try await fixture.exchange.read { $0.market(InstrumentID(market))?.status })
    }

    @Test("a market is listed as the world file would list it, and trades at once")
    func list() async throws {
        let fixture = try await OperatorFixture()
        let answer = try await fixture.send(.post, "/markets", #"{"symbol":"DOGEUSDT"}"#)
        let sequence = try await fixture.exchange.read { $0.sequence.value }
        #expect(answer.text == #"{"market":"usdm:DOGEUSDT","id":3,"sequence":\#(sequence)}"#)
        #expect(try await status(fixture, 3) == .trading)
        #expect(try await fixture.send(.put, "/prices/DOGEUSDT", #"{"index":"1"}"#).status == 200)
        #expect(try await fixture.exchange.read { $0.market(InstrumentID(3))?.mark } == Price(whole: 1))
    }

    @Test("a delisted market is closed for ever, and its name can be given anew")
    func delist() async throws {
        let fixture = try await OperatorFixture()
        _ = try await fixture.send(.put, "/prices/BTCUSDT", #"{"index":"60000"}"#)
        let answer = try await fixture.send(.delete, "/markets/usdm:BTCUSDT")
        #expect(answer.text == #"{"sequence":\#(try await fixture.exchange.read { $0.sequence.value })}"#)
        #expect(try await status(fixture, 0) == .closed)
        #expect(try await status(fixture, 1) == .trading)
        for (method, path, body) in [
            (.delete, "/markets/BTCUSDT", ""), (.put, "/markets/BTCUSDT/mark", #"{"price":"1"}"#),
            (.put, "/markets/BTCUSDT/makers", #"{"enabled":true}"#),
        ] as [(HTTPRequest.Method, String, String)] {
            try await fixture.expectRefusal(400, method, path, body, mentions: "closed")
        }
        #expect(try await fixture.send(.post, "/markets", #"{"symbol":"BTCUSDT"}"#)["id"] == .number("3"))
        #expect(try await fixture.send(.put, "/markets/BTCUSDT/mark", #"{"price":"59000"}"#).status == 200)
        #expect(try await fixture.exchange.read { $0.market(InstrumentID(3))?.mark } == Price(whole: 59_000))
    }

    @Test("an advance of the clock goes over a delivery")
    func delivered() async throws {
        let fixture = try await OperatorFixture()
        let date = OperatorFixture.start.advanced(byMilliseconds: 90 * 86_400_000)
        let body = #"{"symbol":"BTCUSDT_LATER","delivery":\#(date.milliseconds)}"#
        #expect(try await fixture.send(.post, "/markets", body).status == 200)
        #expect(try await fixture.send(.post, "/clock/advance", #"{"ms":7776000000,"quiet":true}"#).status == 200)
        #expect(try await status(fixture, 3) == .closed)
    }

    @Test(
        "what cannot be listed or ended is refused",
        arguments: [
            (400, .post, "/markets", "{}", "lacks 'symbol'"), (400, .post, "/markets", #"{"symbol":"BTCUSDT"}"#, "already"),
            (400, .post, "/markets", #"{"symbol":"../x"}"#, "capital letters"), (400, .post, "/markets", "[]", "JSON object"),
            (404, .post, "/markets", #"{"symbol":"X","margin":"GOLD"}"#, "no asset"),
            (400, .post, "/markets", #"{"symbol":"X","delivery":1700000000000}"#, "before it is listed"),
            (404, .delete, "/markets/NOPEUSDT", "", "no market"), (404, .delete, "/markets/moon:BTCUSDT", "", "moon"),
            (400, .delete, "/markets/BTCUSDT", #"{"force":true}"#, "force"),
            (404, .put, "/insurance/GOLD", #"{"balance":"1"}"#, "no asset"), (400, .put, "/insurance/USDT", "{}", "missing"),
            (400, .put, "/insurance/USDT", #"{"balance":"-1"}"#, "below zero"),
            (400, .put, "/insurance/USDT", #"{"balance":1}"#, "text"),
            (400, .put, "/insurance/USDT", #"{"balance":"much"}"#, "decimal"),
        ] as [(Int, HTTPRequest.Method, String, String, String)])
    func refused(status: Int, method: HTTPRequest.Method, path: String, body: String, why: String) async throws {
        try await OperatorFixture().expectRefusal(status, method, path, body, mentions: why)
    }

    @Test("the insurance fund is set, to zero too, and money still adds up")
    func insurance() async throws {
        let fixture = try await OperatorFixture()
        for balance in ["2500.5", "0"] {
            let answer = try await fixture.send(.put, "/insurance/USDT", #"{"balance":"\#(balance)"}"#)
            let sequence = try await fixture.exchange.read { $0.sequence.value }
            #expect(answer.text == #"{"balance":"\#(balance)","sequence":\#(sequence)}"#)
            let totals = try await fixture.exchange.read { $0.totals() }
            #expect(try #require(totals.first).insurance == Money(balance) && totals.allSatisfy(\.difference.isZero))
        }
    }
}
