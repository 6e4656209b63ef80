import Instruments
import Primitives

/// The market that scenarios trade on: BTCUSDT as it was listed in 2024.
enum TestMarket {
    static func instrument(symbol: String = "BTCUSDT", maxNumOrders: Int = 200, triggerProtect: Rate = .of("0.05")) -> Instrument {
        Instrument(
            symbol: symbol, pair: symbol, baseAsset: "BTC", quoteAsset: "USDT", pricePrecision: 2, quantityPrecision: 3,
            filters: Filters(
                price: PriceFilter(minimum: .of("556.8"), maximum: Price(whole: 4_529_764), tickSize: .of("0.1")),
                lotSize: LotSizeFilter(minimum: .of("0.001"), maximum: Quantity(whole: 1_000), stepSize: .of("0.001")),
                marketLotSize: LotSizeFilter(minimum: .of("0.001"), maximum: Quantity(whole: 120), stepSize: .of("0.001")),
                maxNumOrders: maxNumOrders, maxNumAlgoOrders: 10,
                percentPrice: PercentPriceFilter(multiplierUp: .of("1.05"), multiplierDown: .of("0.95")),
                minNotional: Money(whole: 100)),
            fees: FeeSchedule(maker: .of("0.0002"), taker: .of("0.0004")),
            terms: .perpetual(
                PerpetualTerms(
                    contract: ContractTerms(
                        marginAsset: "USDT", brackets: brackets, liquidationFee: .of("0.0125"), marketTakeBound: .of("0.05"),
                        triggerProtect: triggerProtect),
                    funding: FundingTerms(
                        intervalHours: 8, interestRate: .of("0.0001"), cap: .of("0.003"), floor: .of("-0.003")))),
            onboardDate: .zero, categories: ["PoW"])
    }

    /// The same contract, but one that expires.
    static func delivered(_ instrument: Instrument, at date: Timestamp) -> Instrument {
        var expiring = instrument
        expiring.terms = .delivery(DeliveryTerms(contract: instrument.contract, deliveryDate: date))
        return expiring
    }

    static var brackets: LeverageBrackets {
        let rows: [LeverageBrackets.Row] = [
            (125, Money(whole: 50_000), .of("0.004")), (100, Money(whole: 600_000), .of("0.005")),
            (75, Money(whole: 3_000_000), .of("0.0065")), (50, Money(whole: 12_000_000), .of("0.01")),
            (25, Money(whole: 70_000_000), .of("0.02")), (20, Money(whole: 100_000_000), .of("0.025")),
            (10, Money(whole: 230_000_000), .of("0.05")), (5, Money(whole: 480_000_000), .of("0.1")),
            (4, Money(whole: 600_000_000), .of("0.125")), (3, Money(whole: 800_000_000), .of("0.15")),
            (2, Money(whole: 1_200_000_000), .of("0.25")), (1, Money(whole: 1_800_000_000), .of("0.5")),
        ]
        guard let table = LeverageBrackets(rows: rows) else { preconditionFailure("the published table") }
        return table
    }
}
