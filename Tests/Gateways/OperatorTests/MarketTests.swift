import GatewayKit
import Primitives
import Testing
import WireKit

@Suite("The operator's markets")
struct MarketTests {
    private func index(_ fixture: OperatorFixture, _ market: UInt16) async throws -> Price {
        try #require(try await fixture.exchange.read { $0.market(InstrumentID(market))?.index })
    }

    private func mark(_ fixture: OperatorFixture, _ market: UInt16) async throws -> Price {
        try #require(try await fixture.exchange.read { $0.market(InstrumentID(market))?.mark })
    }

    @Test("a pinned index holds on every market of the pair, until it is let go")
    func pinIndex() async throws {
        let fixture = try await OperatorFixture()
        let answer = try await fixture.send(.put, "/prices/BTCUSDT", #"{"index":"60000.5"}"#)
        #expect(answer.text == #"{"sequence":\#(try await fixture.exchange.read { $0.sequence.value })}"#)
        #expect(try await index(fixture, 0) == Price.of("60000.5"))
        #expect(try await index(fixture, 1) == Price.of("60000.5"))
        #expect(try await index(fixture, 2) == .zero)

        let moved = Price(whole: 61_000)
        for outcome in try await fixture.exchange.submit(
            [
                .updateIndex(.init(instrument: InstrumentID(0), price: moved)),
                .updateIndex(.init(instrument: InstrumentID(2), price: moved)),
            ])
        {
            _ = try outcome.get()
        }
        #expect(try await index(fixture, 0) == Price.of("60000.5"))
        #expect(try await index(fixture, 2) == moved)

        #expect(try await fixture.send(.delete, "/prices/BTCUSDT").status == 200)
        _ = try await fixture.exchange.submit(.updateIndex(.init(instrument: InstrumentID(0), price: moved)))
        #expect(try await index(fixture, 0) == moved)
    }

    @Test(
        "a pinned mark is the mark, with or without the kind of market before its name",
        arguments: ["usdm:BTCUSDT", "usdm%3ABTCUSDT", "BTCUSDT"])
    func pinMark(_ market: String) async throws {
        let fixture = try await OperatorFixture()
        _ = try await fixture.send(.put, "/prices/BTCUSDT", #"{"index":"60000"}"#)
        #expect(try await fixture.send(.put, "/markets/\(market)/mark", #"{"price":"58000"}"#).status == 200)
        #expect(try await mark(fixture, 0) == Price(whole: 58_000))
        #expect(try await mark(fixture, 1) != Price(whole: 58_000))
        #expect(try await fixture.send(.delete, "/markets/\(market)/mark").status == 200)
        #expect(try await mark(fixture, 0) != Price(whole: 58_000))
    }

    @Test("the makers of a market are sent away and called back")
    func makers() async throws {
        let fixture = try await OperatorFixture()
        for enabled in [false, true] {
            #expect(try await fixture.send(.put, "/markets/ETHUSDT/makers", #"{"enabled":\#(enabled)}"#).status == 200)
            #expect(try await fixture.exchange.read { $0.market(InstrumentID(2))?.makersEnabled } == enabled)
            #expect(try await fixture.exchange.read { $0.market(InstrumentID(0))?.makersEnabled } == true)
        }
    }

    @Test(
        "impossible prices and markets are refused",
        arguments: [
            (404, .put, "/prices/NOPEUSDT", #"{"index":"1"}"#), (404, .delete, "/prices/NOPEUSDT", ""),
            (404, .put, "/prices/BTCUSDT_TWIN", #"{"index":"1"}"#),
            (400, .put, "/prices/BTCUSDT", #"{"index":"0"}"#), (400, .put, "/prices/BTCUSDT", #"{"index":"-5"}"#),
            (400, .put, "/prices/BTCUSDT", #"{"index":"high"}"#), (400, .put, "/prices/BTCUSDT", #"{"index":60000}"#),
            (400, .put, "/prices/BTCUSDT", "{}"), (400, .put, "/prices/BTCUSDT", #"{"index":"1000000.01"}"#),
            (400, .put, "/prices/BTCUSDT", #"{"price":"1"}"#), (404, .put, "/markets/NOPEUSDT/mark", #"{"price":"1"}"#),
            (404, .put, "/markets/moon:BTCUSDT/mark", #"{"price":"1"}"#),
            (404, .put, "/markets/spot:BTCUSDT/mark", #"{"price":"1"}"#),
            (404, .put, "/markets/options:BTCUSDT-261225-90000-C/mark", #"{"price":"1"}"#),
            (404, .put, "/markets/:BTCUSDT/mark", #"{"price":"1"}"#),
            (404, .put, "/markets/usdm:usdm:BTCUSDT/mark", #"{"price":"1"}"#), (404, .delete, "/markets/usdm:/mark", ""),
            (400, .put, "/markets/usdm:BTCUSDT/mark", #"{"price":"0"}"#), (400, .put, "/markets/usdm:BTCUSDT/mark", "{}"),
            (400, .put, "/markets/usdm:BTCUSDT/mark", #"{"price":"1000000.01"}"#),
            (404, .put, "/markets/NOPEUSDT/makers", #"{"enabled":true}"#),
            (400, .put, "/markets/usdm:BTCUSDT/makers", #"{"enabled":"maybe"}"#), (400, .put, "/markets/usdm:BTCUSDT/makers", "{}"),
        ] as [(Int, HTTPRequest.Method, String, String)])
    func impossible(status: Int, method: HTTPRequest.Method, path: String, body: String) async throws {
        try await OperatorFixture().expectRefusal(status, method, path, body)
    }
}
