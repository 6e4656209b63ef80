import ExchangePorts
import Instruments
import Primitives
import Testing

@testable import UsdmGateway

@Suite("Stream names")
struct UsdmTopicTests {
    private static let bitcoin = InstrumentID(0)
    private static let known: [(name: String, topic: UsdmTopic)] = [
        ("btcusdt@depth", .depth(bitcoin, .every250ms)), ("btcusdt@depth@0ms", .depth(bitcoin, .realTime)),
        ("btcusdt@depth@100ms", .depth(bitcoin, .every100ms)), ("btcusdt@depth@250ms", .depth(bitcoin, .every250ms)),
        ("btcusdt@depth@500ms", .depth(bitcoin, .every500ms)),
        ("btcusdt@depth5", .partialDepth(bitcoin, levels: 5, .every250ms)),
        ("btcusdt@depth10@100ms", .partialDepth(bitcoin, levels: 10, .every100ms)),
        ("btcusdt@depth20@500ms", .partialDepth(bitcoin, levels: 20, .every500ms)),
        ("btcusdt@bookTicker", .bookTicker(bitcoin)), ("!bookTicker", .allBookTickers), ("btcusdt@trade", .trade(bitcoin)),
        ("btcusdt@aggTrade", .aggregateTrade(bitcoin)), ("ethusdt@aggTrade", .aggregateTrade(InstrumentID(1))),
        ("btcusdt@markPrice", .markPrice(bitcoin, everySecond: false)),
        ("btcusdt@markPrice@3s", .markPrice(bitcoin, everySecond: false)),
        ("btcusdt@markPrice@1s", .markPrice(bitcoin, everySecond: true)),
        ("!markPrice@arr", .allMarkPrices(everySecond: false)), ("!markPrice@arr@3s", .allMarkPrices(everySecond: false)),
        ("!markPrice@arr@1s", .allMarkPrices(everySecond: true)), ("btcusdt@miniTicker", .miniTicker(bitcoin)),
        ("!miniTicker@arr", .allMiniTickers), ("btcusdt@ticker", .ticker(bitcoin)), ("!ticker@arr", .allTickers),
        ("!assetIndex@arr", .allAssetIndexes), ("usdtusd@assetIndex", .assetIndex(AssetID(0))),
        ("!forceOrder@arr", .allLiquidations), ("btcusdt@forceOrder", .liquidation(bitcoin)), ("!contractInfo", .contracts),
        ("defiusdt@compositeIndex", .compositeIndex(UnderlyingID(0))), ("btcusdt@rpiDepth@500ms", .depth(bitcoin, .every500ms)),
    ]

    /// What the fixture lists; a socket is not needed to name things.
    private func names() async throws -> Names {
        let catalog = Catalog()
        catalog.apply(
            .init(
                lastSequence: SequenceNumber(1), time: .zero, events: [],
                listings: [
                    .asset(AssetID(0), Asset(name: "USDT", marginAvailable: true)),
                    .underlying(UnderlyingID(0), try Markets.basket()),
                    .underlying(UnderlyingID(1), Underlying(name: "BTCUSDT", composition: .venues([]))),
                    .instrument(Self.bitcoin, try Markets.bitcoin()), .instrument(InstrumentID(1), try Markets.ether()),
                ]))
        return catalog.names
    }

    @Test("every documented name stands for its topic")
    func accepted() async throws {
        let names = try await names()
        let keys = ListenKeys()
        for (name, topic) in Self.known { #expect(UsdmTopic(name, names: names, listenKeys: keys) == topic, "\(name)") }
        for interval in CandleInterval.allCases {
            let topic = UsdmTopic("btcusdt@kline_\(interval.rawValue)", names: names, listenKeys: keys)
            #expect(topic == .kline(Self.bitcoin, interval))
            for (text, contract) in [
                ("perpetual", ContinuousContract.perpetual), ("PERPETUAL", .perpetual), ("current_quarter", .currentQuarter),
                ("NEXT_QUARTER", .nextQuarter),
            ] {
                let name = "btcusdt_\(text)@continuousKline_\(interval.rawValue)"
                let continuous = UsdmTopic(name, names: names, listenKeys: keys)
                #expect(continuous == .continuousKline(UnderlyingID(1), contract, interval))
            }
        }
    }

    @Test(
        "other names stand for nothing",
        arguments: [
            "", "@", "btcusdt", "btcusdt@", "BTCUSDT@depth", "Btcusdt@trade", "dogeusdt@trade", "btcusdt@Trade", "btcusdt@depth7",
            "btcusdt@depth@1s", "btcusdt@depth5@0ms", "btcusdt@depth5@100ms@100ms", "btcusdt@depth@100ms@", "btcusdt@kline",
            "btcusdt@kline_7m", "btcusdt@kline_1M_", "btcusdt@trade@100ms", "btcusdt@markPrice@2s", "btcusdt@markPrice@1s@1s",
            "!bookTicker@arr", "!markPrice", "!ticker", "!forceOrder", "btcusdt@forceOrder@1s", "!contractInfo@arr",
            "btcusdt@compositeIndex", "btcusdt@rpiDepth",
            "btcusdt_perpetual@continuousKline_7m", "btcusdt_monthly@continuousKline_1m", "BTCUSDT_perpetual@continuousKline_1m",
            "btcusdt@continuousKline_1m", "btcusdt_perpetual@continuousKline_1m@1s", " btcusdt@trade",
            "usdt@assetIndex", "usdtusd@assetIndex@1s", "USDTUSD@assetIndex", "eurusd@assetIndex", "usd@assetIndex",
            "btcusdt@assetIndex", String(repeating: "x", count: 64),
        ])
    func unknown(name: String) async throws {
        #expect(UsdmTopic(name, names: try await names(), listenKeys: ListenKeys()) == nil)
    }

    @Test("a listen key is a name as long as it is good")
    func listenKey() async throws {
        let names = try await names()
        let keys = ListenKeys()
        let key = keys.start(for: AccountID(0), with: "a", at: .zero)
        #expect(UsdmTopic(key, names: names, listenKeys: keys) == .user(key))
        #expect(keys.close(AccountID(0)))
        #expect(UsdmTopic(key, names: names, listenKeys: keys) == nil)
    }

    @Test("sockets open under /ws and /stream, bare or below the later routes, and nowhere else")
    func paths() async throws {
        let fixture = try await UsdmFixture()
        let raw = ["/ws", "/ws/btcusdt@trade", "/public/ws/btcusdt%40trade", "/market/ws", "/private/ws"]
        for path in raw + ["/stream", "/public/stream"] { #expect(fixture.open(path) != nil, "\(path)") }
        for path in ["/", "/ws/", "/wss", "/streams", "/other/ws", "/fapi/v1/depth"] {
            #expect(fixture.open(path) == nil, "\(path)")
        }
    }

    @Test("a raw socket gets bare messages, a combined one gets them with the stream's name")
    func envelopes() async throws {
        let fixture = try await UsdmFixture()
        let raw = try #require(fixture.open("/public/ws/btcusdt%40trade")).socket
        let combined = try #require(fixture.open("/stream", "streams=btcusdt@trade/nothing@all")).socket
        try await fixture.fillBook()
        try await fixture.placeMarket("BUY", "0.1", as: .alice)
        let bare = try #require(try raw.messages().first)
        let wrapped = try #require(try combined.messages().first)
        #expect(bare["e"]?.text == "trade")
        #expect(wrapped["stream"]?.text == "btcusdt@trade")
        #expect(wrapped["data"] == bare)
        #expect(try combined.messages().count == 1)
    }

    @Test("a stream can be joined and left on an open socket")
    func control() async throws {
        let fixture = try await UsdmFixture()
        let (session, socket) = try #require(fixture.open("/ws"))
        session.received(text: Array(#"{"method":"SUBSCRIBE","params":["btcusdt@trade"],"id":7}"#.utf8))
        #expect(try socket.takeMessages().map { $0["id"]?.integer } == [7])
        try await fixture.fillBook()
        try await fixture.placeMarket("BUY", "0.1", as: .alice)
        #expect(try socket.takeMessages().map { $0["e"]?.text } == ["trade"])
        session.received(text: Array(#"{"method":"UNSUBSCRIBE","params":["btcusdt@trade"],"id":8}"#.utf8))
        try await fixture.placeMarket("BUY", "0.1", as: .alice)
        #expect(try socket.takeMessages().map { $0["id"]?.integer } == [8])
    }
}
