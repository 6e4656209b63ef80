import CommandsAndEvents
import Engine
import Instruments
import Primitives
import Testing

@Suite("Indexes from venues, and of baskets")
struct VenueIndexTests {
    /// BTCUSDT, the market of the fixture, on three venues of weights 5, 3 and 2.
    private let bitcoin = UnderlyingID(0)

    private func exchange() -> Exchange {
        let exchange = Exchange(mark: nil, listing: [.listUnderlying(Self.venues("BTCUSDT"))])
        return exchange
    }

    private static func venues(_ name: String) -> Underlying {
        let weights: [Int64] = [5, 3, 2]
        return Underlying(
            name: name,
            composition: .venues(
                weights.map { Underlying.Venue(name: "venue \($0)", symbol: name, weight: Rate(whole: $0)) }))
    }

    private func say(_ prices: [(UInt8, StaticString)], of underlying: UInt16 = 0, _ exchange: Exchange) {
        let quotes = prices.map { VenueQuote(venue: $0.0, price: .of($0.1)) }
        let result = exchange.run(.updateVenues(UpdateVenues(underlying: UnderlyingID(underlying), prices: quotes)))
        #expect(result == .success(.done))
    }

    private func index(_ exchange: Exchange, _ underlying: UInt16 = 0) -> Price {
        exchange.state.underlyingFigures(UnderlyingID(underlying)).index
    }
    private func shares(_ exchange: Exchange) -> [String] {
        exchange.state.underlyingFigures(bitcoin).venues.map(\.share.description)
    }

    @Test("the index is the weighted mean of the venues that spoke, and the mark follows it")
    func mean() {
        let exchange = exchange()
        exchange.run(.updateVenue(UpdateVenue(underlying: bitcoin, venue: 1, price: .of("20000"))))
        #expect(index(exchange) == .of("20000"))
        say([(0, "20010"), (2, "20100")], exchange)
        // (5 × 20 010 + 3 × 20 000 + 2 × 20 100) ÷ 10
        #expect(index(exchange) == .of("20025"))
        #expect(shares(exchange) == ["0.5", "0.3", "0.2"])
        #expect(exchange.state.marketFigures(exchange.market).mark == .of("20025"))
        #expect(exchange.lastEvents.filter { if case .index = $0 { true } else { false } }.count == 1)
    }

    @Test("a venue counts for ten seconds after it spoke; without any the index stays, and every share is zero")
    func stale() {
        let exchange = exchange()
        say([(0, "20000"), (1, "20100")], exchange)
        exchange.passTime(milliseconds: 4_000)
        say([(1, "20200")], exchange)
        #expect(index(exchange) == .of("20075"))
        exchange.passTime(milliseconds: 5_999)
        #expect(index(exchange) == .of("20075") && shares(exchange) == ["0.625", "0.375", "0"])
        #expect(exchange.state.nextWork <= exchange.now.advanced(byMilliseconds: 1))
        exchange.passTime(milliseconds: 1)
        #expect(index(exchange) == .of("20200") && shares(exchange) == ["0", "1", "0"])
        exchange.passTime(milliseconds: 4_000)
        #expect(index(exchange) == .of("20200") && shares(exchange) == ["0", "0", "0"])
        exchange.passTime(milliseconds: 86_400_000)
        #expect(index(exchange) == .of("20200"))
        say([(2, "21000")], exchange)
        #expect(index(exchange) == .of("21000") && shares(exchange) == ["0", "0", "1"])
    }

    @Test("one venue more than 5 % off counts nothing; two put the index on the median")
    func outliers() {
        let exchange = exchange()
        say([(0, "40000"), (1, "20000"), (2, "20100")], exchange)
        #expect(index(exchange) == .of("20040") && shares(exchange) == ["0", "0.6", "0.4"])
        say([(2, "1000")], exchange)
        #expect(index(exchange) == .of("20000") && shares(exchange) == ["0", "1", "0"])
    }

    @Test("a price outside of the market's bounds moves neither index nor mark, though it is the only one")
    func absurd() {
        let exchange = exchange()
        say([(0, "20000")], exchange)
        say([(0, "500")], exchange)
        say([(0, "5000000")], exchange)
        #expect(index(exchange) == .of("20000"))
        #expect(exchange.state.marketFigures(exchange.market).mark == .of("20000"))
        #expect(exchange.state.underlyingFigures(bitcoin).venues[0].price == .of("5000000"))
    }

    @Test("a pinned index stays whatever the venues say; let go, it moves with the next of them")
    func pinned() {
        let exchange = exchange()
        say([(0, "20000")], exchange)
        exchange.run(.pinIndex(PinIndex(instrument: exchange.market, price: .of("25000"))))
        say([(0, "20500"), (1, "20500")], exchange)
        exchange.passTime(milliseconds: 20_000)
        #expect(index(exchange) == .of("25000"))
        exchange.run(.pinIndex(PinIndex(instrument: exchange.market, price: nil)))
        #expect(index(exchange) == .of("25000"))
        say([(0, "24990")], exchange)
        #expect(index(exchange) == .of("24990"))
    }

    @Test("venues and underlyings that are not there, and prices that are none, are refused")
    func refusals() {
        let exchange = exchange()
        func refusal(_ underlying: UInt16, _ venue: UInt8, _ price: StaticString) -> Rejection? {
            let quotes = [VenueQuote(venue: 0, price: .of("20000")), VenueQuote(venue: venue, price: .of(price))]
            return exchange.run(.updateVenues(UpdateVenues(underlying: UnderlyingID(underlying), prices: quotes))).rejection
        }
        #expect(refusal(1, 0, "20000") == .unknownUnderlying)
        #expect(refusal(0, 3, "20000") == .unknownVenue)
        #expect(refusal(0, 1, "0") == .priceNotPositive)
        #expect(index(exchange) == .zero)
    }

    // MARK: Baskets

    private static func basket(_ name: String, _ parts: [(String, StaticString)]) -> Command {
        .listUnderlying(
            Underlying(
                name: name,
                composition: .basket(
                    parts.map {
                        Underlying.Component(underlying: $0.0, baseAsset: $0.0, quoteAsset: "USDT", weight: .of($0.1))
                    })))
    }

    /// BTCUSDT and ETHUSDT with venues, a basket of both, and one of the basket and ETHUSDT, with a contract each on the baskets.
    private func composed() throws -> Exchange {
        let exchange = exchange()
        exchange.run(.listUnderlying(Self.venues("ETHUSDT")))
        #expect(
            exchange.run(Self.basket("MIXUSDT", [("BTCUSDT", "0.1"), ("ETHUSDT", "1.00000001")]))
                == .success(.underlying(UnderlyingID(2))))
        exchange.run(Self.basket("TOPUSDT", [("MIXUSDT", "0.5"), ("ETHUSDT", "0.1")]))
        for symbol in ["MIXUSDT", "TOPUSDT"] { _ = try exchange.run(.listInstrument(TestMarket.instrument(symbol: symbol))).get() }
        return exchange
    }

    @Test("a basket has a price once all of its parts have, and follows each of them at once, rounded once towards zero")
    func basket() throws {
        let exchange = try composed()
        say([(0, "20000")], exchange)
        #expect(index(exchange, 2) == .zero && index(exchange, 3) == .zero)
        say([(0, "1000.5")], of: 1, exchange)
        // 0.1 × 20 000 + 1.00000001 × 1 000.5 = 3000.500010005
        #expect(index(exchange, 2) == .of("3000.50001"))
        #expect(index(exchange, 3) == .of("1600.300005"))
        #expect(exchange.state.marketFigures(InstrumentID(2)).mark == .of("1600.300005"))
        say([(0, "21000")], exchange)
        #expect(index(exchange, 2) == .of("3100.50001") && index(exchange, 3) == .of("1650.300005"))
        let told = exchange.lastEvents.filter { if case .index = $0 { true } else { false } }
        #expect(told.count == 3)
    }

    @Test("a pinned part moves the basket, a pinned basket stays")
    func pinnedBasket() throws {
        let exchange = try composed()
        say([(0, "20000")], exchange)
        say([(0, "1000")], of: 1, exchange)
        exchange.run(.pinIndex(PinIndex(instrument: InstrumentID(1), price: .of("4000"))))
        #expect(index(exchange, 3) == .of("2100"))
        exchange.run(.pinIndex(PinIndex(instrument: exchange.market, price: .of("30000"))))
        say([(0, "1100")], of: 1, exchange)
        #expect(index(exchange, 2) == .of("4000") && index(exchange, 3) == .of("2110"))
        exchange.run(.pinIndex(PinIndex(instrument: InstrumentID(1), price: nil)))
        say([(0, "1000")], of: 1, exchange)
        #expect(index(exchange, 2) == .of("4000.00001"))
    }

    @Test("a basket names what is listed before it, and weights that can be counted")
    func listing() {
        let exchange = exchange()
        #expect(exchange.run(Self.basket("A", [("BTCUSDT", "1"), ("B", "1")])).rejection == .unknownUnderlying)
        #expect(exchange.run(Self.basket("A", [("A", "1")])).rejection == .unknownUnderlying)
        #expect(exchange.run(Self.basket("A", [])).rejection == .invalidUnderlying(.emptyBasket))
        let heavy = exchange.run(Self.basket("A", [("BTCUSDT", "1000000000.00000001")]))
        #expect(heavy.rejection == .invalidUnderlying(.weightTooLarge))
        #expect(exchange.run(.listUnderlying(Self.venues("BTCUSDT"))).rejection == .duplicateUnderlying)
    }

    @Test("a state made from a snapshot goes on like the one it was made from, even where a venue is about to grow stale")
    func snapshot() throws {
        let exchange = try composed()
        say([(0, "20000"), (1, "20100")], exchange)
        say([(0, "1000")], of: 1, exchange)
        exchange.passTime(milliseconds: 3_000)
        say([(1, "20200")], exchange)
        exchange.now = exchange.now.advanced(byMilliseconds: 8_000)
        exchange.run(.enableMakers(EnableMakers(instrument: exchange.market, enabled: false)))
        var copy = try ExchangeState(snapshot: exchange.state.snapshot())
        for milliseconds in [0, 1, 2_000, 10_000] as [Int64] {
            exchange.passTime(milliseconds: milliseconds)
            _ = copy.apply(Stamped(sequence: copy.sequence.next, time: exchange.now, payload: .passTime))
            #expect(copy.takeEvents().events.map(\.event) == exchange.lastEvents)
        }
        let same = copy.snapshot() == exchange.state.snapshot()
        #expect(same && index(exchange) == .of("20200"))
    }
}
