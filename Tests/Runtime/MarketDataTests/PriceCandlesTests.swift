import CommandsAndEvents
import ExchangePorts
import Instruments
import Primitives
import Testing

@testable import MarketData

@Suite("Candles of index, mark price, premium and continuous contracts")
struct PriceCandlesTests {
    private let pair = UnderlyingID(0)
    private let perpetual = InstrumentID(0)
    private let december = InstrumentID(1)
    private let march = InstrumentID(2)
    private let hour: Int64 = 3_600_000

    private func instrument(_ symbol: String, deliveredAt date: Timestamp?) -> Instrument {
        let lots = LotSizeFilter(minimum: Quantity(raw: 1), maximum: Quantity(raw: 9), stepSize: Quantity(raw: 1))
        guard let brackets = LeverageBrackets(rows: [(20, Money(whole: 1_000), Rate(raw: 17))]) else { preconditionFailure() }
        let contract = ContractTerms(
            marginAsset: "USDT", brackets: brackets, liquidationFee: .zero, marketTakeBound: .zero, triggerProtect: .zero)
        let funding = FundingTerms(intervalHours: 8, interestRate: .zero, cap: .zero, floor: .zero)
        return Instrument(
            symbol: symbol, pair: "BTCUSDT", baseAsset: "BTC", quoteAsset: "USDT", pricePrecision: 2, quantityPrecision: 3,
            filters: Filters(
                price: PriceFilter(minimum: Price(raw: 1), maximum: Price(raw: 9), tickSize: Price(raw: 1)), lotSize: lots,
                marketLotSize: lots, maxNumOrders: 10, maxNumAlgoOrders: 10,
                percentPrice: PercentPriceFilter(multiplierUp: .zero, multiplierDown: .zero), minNotional: .zero),
            fees: FeeSchedule(maker: .zero, taker: .zero),
            terms: date.map { .delivery(DeliveryTerms(contract: contract, deliveryDate: $0)) }
                ?? .perpetual(PerpetualTerms(contract: contract, funding: funding)),
            onboardDate: start, categories: [])
    }

    /// The pair with its perpetual and two quarters; the first expires ten hours in.
    private var listing: EventBatch {
        var listing = batch([], at: start)
        listing.listings = [
            .underlying(pair, Underlying(name: "BTCUSDT", composition: .venues([]))),
            .instrument(perpetual, instrument("BTCUSDT", deliveredAt: nil)),
            .instrument(december, instrument("BTCUSDT_1", deliveredAt: start + 10 * hour)),
            .instrument(march, instrument("BTCUSDT_2", deliveredAt: start + 100 * hour)),
        ]
        return listing
    }

    private func query(_ source: CandleSource, _ interval: CandleInterval = .hour1) -> CandleQuery {
        CandleQuery(source: source, interval: interval, from: nil, to: nil, limit: 1_500)
    }

    /// Open, high, low and close in whole units.
    private func figures(_ candles: [Candle]) -> [[Int64]] {
        candles.map { candle in [candle.open, candle.high, candle.low, candle.close].map { $0.raw / fixedPointUnit } }
    }

    private func index(_ price: Int64) -> Event { .index(IndexUpdate(underlying: pair, price: Price(whole: price))) }

    private func mark(_ price: Int64, of instrument: InstrumentID) -> Event {
        .mark(
            MarkUpdate(
                instrument: instrument, mark: Price(whole: price), index: Price(whole: price), fundingRate: .zero,
                nextFundingTime: .zero, settlePrice: .zero))
    }

    @Test("an index is that of every contract of its pair, and a candle opens at the price that held then")
    func indexCandles() throws {
        let data = MarketData()
        data.apply(listing)
        data.apply([index(100)], at: start + 1_000)
        data.apply([index(120)], at: start + 2_000)
        data.apply([index(90)], at: start + 2 * hour + 5)
        for id in [perpetual, december, march] { #expect(data.prices(of: id).index == Price(whole: 90)) }
        let found = data.recentCandles(query(.indexPrice(pair)))
        #expect(figures(found) == [[100, 120, 100, 120], [120, 120, 120, 120], [120, 120, 90, 90]])
        #expect(found.allSatisfy { $0.tradeCount == 0 && $0.volume.isZero && $0.firstTrade == TradeID(-1) })
        #expect(figures(data.recentCandles(query(.indexPrice(pair), .day1))) == [[100, 120, 90, 90]])
    }

    @Test("mark prices and premiums have candles by contract")
    func markAndPremium() {
        let data = MarketData()
        data.apply(listing)
        data.apply([mark(100, of: perpetual), mark(105, of: december)], at: start + 1_000)
        data.apply([mark(99, of: perpetual)], at: start + hour)
        let premium = { PremiumSample(instrument: self.perpetual, premium: Rate(raw: $0 * fixedPointUnit)) }
        data.apply([.premium(premium(-3))], at: start + hour + 5_000)
        data.apply([.premium(premium(2))], at: start + hour + 10_000)
        #expect(figures(data.recentCandles(query(.markPrice(perpetual)))) == [[100, 100, 100, 100], [100, 100, 99, 99]])
        #expect(figures(data.recentCandles(query(.markPrice(december)))) == [[105, 105, 105, 105], [105, 105, 105, 105]])
        #expect(figures(data.recentCandles(query(.premiumIndex(perpetual)))) == [[-3, 2, -3, 2]])
        #expect(data.recentCandles(query(.premiumIndex(december))).isEmpty)
    }

    @Test("continuous series follow the perpetual and the quarters, and roll at delivery")
    func continuous() throws {
        let recorder = Recorder()
        let data = MarketData(listeners: [recorder])
        data.apply(listing)
        data.apply(
            [contractTrade(1, 10, perpetual), contractTrade(1, 20, december), contractTrade(1, 30, march)], at: start)
        data.apply([contractTrade(2, 21, december), contractTrade(2, 31, march)], at: start + (10 * hour - 1))
        data.apply([contractTrade(3, 32, march)], at: start + 10 * hour)
        func closes(_ contract: ContinuousContract) -> [Int64] {
            data.recentCandles(query(.continuous(pair, contract))).map { $0.close.raw / fixedPointUnit }
        }
        #expect(closes(.perpetual) == Array(repeating: 10, count: 11))
        #expect(closes(.currentQuarter) == Array(repeating: 20, count: 9) + [21, 32])
        #expect(closes(.nextQuarter) == Array(repeating: 30, count: 9) + [31, 31])
        #expect(figures(data.recentCandles(query(.continuous(pair, .currentQuarter), .day1))) == [[20, 32, 20, 32]])
        let told = Set(
            recorder.messages.compactMap { message, _ in
                if case .candle(let source, _, _, _) = message { source } else { nil }
            })
        #expect(
            told == [
                .trades(perpetual), .trades(december), .trades(march), .continuous(pair, .currentQuarter),
                .continuous(pair, .nextQuarter),
            ])
    }

    @Test("all of it goes on after a restart, before the names are told again")
    func restart() async throws {
        try await withDirectory { directory in
            var data = try MarketData(store: MarketStore(directory: directory))
            data.apply(listing)
            data.apply([index(100), mark(101, of: perpetual), contractTrade(1, 20, december)], at: start + 1_000)
            data.apply([index(90), mark(91, of: perpetual), contractTrade(2, 21, december)], at: start + hour)
            data.stop()
            data = try MarketData(store: MarketStore(directory: directory))
            let dollar = Event.assetIndex(UpdateAssetIndex(asset: AssetID(3), price: Price(whole: 1)))
            data.apply([index(110), contractTrade(1, 40, march), dollar], at: start + 10 * hour)
            data.apply(listing)
            #expect(data.prices(of: perpetual).index == Price(whole: 110))
            let hours = try await data.candles(query(.indexPrice(pair)))
            #expect(figures(hours).first == [100, 100, 100, 100] && figures(hours).last == [90, 110, 90, 110])
            #expect(hours.count == 11)
            #expect(figures(try await data.candles(query(.indexPrice(pair), .day1))) == [[100, 110, 90, 110]])
            #expect(figures(try await data.candles(query(.markPrice(perpetual), .day1))) == [[101, 101, 91, 91]])
            let current = try await data.candles(query(.continuous(pair, .currentQuarter)))
            #expect(current.map { $0.close.raw / fixedPointUnit } == [20] + Array(repeating: 21, count: 9) + [40])
            data.stop()
        }
    }
}

private func contractTrade(_ id: Int64, _ price: Int64, _ instrument: InstrumentID) -> Event {
    trade(id, Price(whole: price), Quantity(whole: 1), of: instrument)
}
