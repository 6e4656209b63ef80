import Testing

import Instruments
import Primitives

@Suite("Instruments")
struct InstrumentTests {
    static func instrument() throws -> Instrument {
        let rows: [LeverageBrackets.Row] = [(125, Money(whole: 50_000), .of("0.004")), (50, Money(whole: 600_000), .of("0.01"))]
        let brackets = try #require(LeverageBrackets(rows: rows))
        let lot = LotSizeFilter(minimum: .of("0.001"), maximum: Quantity(whole: 1_000), stepSize: .of("0.001"))
        return Instrument(
            symbol: "BTCUSDT", pair: "BTCUSDT", baseAsset: "BTC", quoteAsset: "USDT", pricePrecision: 2, quantityPrecision: 3,
            filters: Filters(
                price: PriceFilter(minimum: .of("556.8"), maximum: Price(whole: 4_529_764), tickSize: .of("0.1")), lotSize: lot,
                marketLotSize: lot, maxNumOrders: 200, maxNumAlgoOrders: 10,
                percentPrice: PercentPriceFilter(multiplierUp: .of("1.05"), multiplierDown: .of("0.95")),
                minNotional: Money(whole: 100)),
            fees: FeeSchedule(maker: .of("0.0002"), taker: .of("0.0004")),
            terms: .perpetual(
                PerpetualTerms(
                    contract: ContractTerms(
                        marginAsset: "USDT", brackets: brackets, liquidationFee: .of("0.0125"), marketTakeBound: .of("0.05"),
                        triggerProtect: .of("0.05")),
                    funding: FundingTerms(intervalHours: 8, interestRate: .of("0.0001"), cap: .of("0.003"), floor: .of("-0.003")))),
            onboardDate: Timestamp(milliseconds: 1_569_398_400_000), categories: ["PoW"])
    }

    @Test("the binary form gives the instrument back")
    func roundTrip() throws {
        let instrument = try Self.instrument()
        var writer = ByteWriter()
        instrument.encode(into: &writer)
        var reader = ByteReader(writer.bytes)
        #expect(try Instrument(from: &reader) == instrument)
        #expect(reader.isAtEnd)
        for length in stride(from: 0, to: writer.bytes.count, by: 7) {
            var cut = ByteReader(Array(writer.bytes[..<length]))
            #expect(throws: MalformedBytes.self) { try Instrument(from: &cut) }
        }
    }

    @Test("an instrument whose arithmetic could not be exact, or that could not trade, is flawed")
    func flaws() throws {
        let good = try Self.instrument()
        #expect(good.flaw() == nil)
        func flaw(_ change: (inout Instrument) -> Void) -> Instrument.Flaw? {
            var changed = good
            change(&changed)
            return changed.flaw()
        }
        #expect(flaw { $0.symbol = "" } == .emptySymbol)
        #expect(flaw { $0.pricePrecision = 9 } == .precisionOutOfRange)
        #expect(flaw { $0.filters.price.tickSize = .of("0.001") } == .precisionOutOfRange)
        #expect(flaw { $0.filters.lotSize.minimum = .of("0.0001") } == .precisionOutOfRange)
        #expect(flaw { $0.quantityPrecision = 7 } == .notionalInexact)
        #expect(flaw { $0.filters.price.maximum = .zero } == .notionalTooLarge)
        #expect(flaw { $0.filters.lotSize.maximum = Quantity(whole: 90_000_000) } == .notionalTooLarge)
        #expect(flaw { $0.filters.price.minimum = .of("556.85") } == .minimumOffTick)
        #expect(flaw { $0.filters.lotSize.maximum = .of("0.0005") } == .boundsCrossed)
        #expect(flaw { $0.filters.percentPrice.multiplierUp = .of("0.9") } == .percentPriceBandEmpty)
        #expect(flaw { $0.fees.taker = .of("0.2") } == .feeOutOfRange)
        #expect(flaw { $0.fees.maker = .of("-0.0005") } == .feeOutOfRange)
        #expect(flaw { $0.filters.maxNumOrders = 0 } == .ordersLimitNotPositive)
        func terms(_ change: (inout PerpetualTerms) -> Void) -> Instrument.Flaw? {
            guard case .perpetual(var perpetual) = good.terms else { return nil }
            change(&perpetual)
            return flaw { $0.terms = .perpetual(perpetual) }
        }
        #expect(terms { $0.funding.intervalHours = 7 } == .fundingInterval)
        #expect(terms { $0.funding.cap = Rate(raw: .max) } == .fundingInterval)
        #expect(terms { $0.contract.marketTakeBound = Rate(raw: .max) } == .percentPriceBandEmpty)
    }
}
