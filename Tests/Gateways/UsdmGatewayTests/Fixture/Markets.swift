import CommandsAndEvents
import Instruments
import Primitives
import Testing

/// The markets of the tests: perpetuals in USDT like those of document 001.
enum Markets {
    static func bitcoin(minNotional: Money = Money(whole: 5)) throws -> Instrument {
        try perpetual("BTC", tick: "0.1", precision: 2, step: "0.001", lotPrecision: 3, minNotional: minNotional)
    }

    static func ether(minNotional: Money = Money(whole: 5)) throws -> Instrument {
        try perpetual("ETH", tick: "0.01", precision: 2, step: "0.001", lotPrecision: 3, minNotional: minNotional)
    }

    private static func perpetual(
        _ base: String, tick: String, precision: Int, step: String, lotPrecision: Int, minNotional: Money
    ) throws -> Instrument {
        let rows: [LeverageBrackets.Row] = [
            (125, Money(whole: 50_000), try Rate("0.004")), (100, Money(whole: 600_000), try Rate("0.005")),
            (20, Money(whole: 10_000_000), try Rate("0.025")),
        ]
        let brackets = try #require(LeverageBrackets(rows: rows))
        return Instrument(
            symbol: base + "USDT", pair: base + "USDT", baseAsset: base, quoteAsset: "USDT", pricePrecision: precision,
            quantityPrecision: lotPrecision,
            filters: Filters(
                price: PriceFilter(minimum: try Price("100"), maximum: try Price("1000000"), tickSize: try Price(tick)),
                lotSize: LotSizeFilter(minimum: try Quantity(step), maximum: Quantity(whole: 1_000), stepSize: try Quantity(step)),
                marketLotSize: LotSizeFilter(
                    minimum: try Quantity(step), maximum: Quantity(whole: 120), stepSize: try Quantity(step)),
                maxNumOrders: 200, maxNumAlgoOrders: 10,
                percentPrice: PercentPriceFilter(multiplierUp: try Rate("1.05"), multiplierDown: try Rate("0.95")),
                minNotional: minNotional),
            fees: FeeSchedule(maker: try Rate("0.0002"), taker: try Rate("0.0005")),
            terms: .perpetual(
                PerpetualTerms(
                    contract: ContractTerms(
                        marginAsset: "USDT", brackets: brackets, liquidationFee: try Rate("0.0125"),
                        marketTakeBound: try Rate("0.05"), triggerProtect: try Rate("0.05")),
                    funding: FundingTerms(
                        intervalHours: 8, interestRate: try Rate("0.0001"), cap: try Rate("0.02"), floor: try Rate("-0.02")))),
            onboardDate: Timestamp(milliseconds: 1_569_398_400_000), categories: ["PoW"])
    }
}
