import CommandsAndEvents
import Instruments
import Primitives

/// The commands that make an empty exchange ready for W2: those of `WorkloadRun`, for runs that journal them too.
///
/// That both lead to the same state is checked by the open loop, which starts from these and compares digests.
enum ExchangeSetup {
    static let commands: [Command] =
        [.listAsset(Asset(name: "USDT", marginAvailable: true)), .listInstrument(instrument())]
        + (0..<ExchangeWorkload.accounts).flatMap(account)
        + [.pinMark(PinMark(instrument: ExchangeWorkload.instrument, price: Price(whole: 5_000)))]

    private static func account(_ number: UInt32) -> [Command] {
        guard let name = ShortText("trader\(number)") else { preconditionFailure("short enough") }
        return [
            .openAccount(OpenAccount(name: name, kind: .client)),
            .deposit(Transfer(account: AccountID(number), asset: AssetID(0), amount: Money(whole: 10_000_000))),
        ]
    }

    static func instrument(symbol: String = "BTCUSDT", marginAsset: String = "USDT") -> Instrument {
        guard
            let brackets = LeverageBrackets(rows: [
                (125, Money(whole: 50_000), .of("0.004")), (100, Money(whole: 600_000), .of("0.005")),
                (75, Money(whole: 3_000_000), .of("0.0065")), (50, Money(whole: 12_000_000), .of("0.01")),
                (25, Money(whole: 70_000_000), .of("0.02")), (20, Money(whole: 100_000_000), .of("0.025")),
                (10, Money(whole: 230_000_000), .of("0.05")), (5, Money(whole: 480_000_000), .of("0.1")),
            ])
        else { preconditionFailure("a table") }
        return Instrument(
            symbol: symbol, pair: symbol, baseAsset: "BTC", quoteAsset: marginAsset, pricePrecision: 2, quantityPrecision: 3,
            filters: Filters(
                price: PriceFilter(minimum: .of("0.1"), maximum: Price(whole: 4_000_000), tickSize: .of("0.1")),
                lotSize: LotSizeFilter(minimum: .of("0.001"), maximum: Quantity(whole: 1_000), stepSize: .of("0.001")),
                marketLotSize: LotSizeFilter(minimum: .of("0.001"), maximum: Quantity(whole: 120), stepSize: .of("0.001")),
                maxNumOrders: 200, maxNumAlgoOrders: 10,
                percentPrice: PercentPriceFilter(multiplierUp: .of("1.15"), multiplierDown: .of("0.85")),
                minNotional: Money(whole: 1)),
            fees: FeeSchedule(maker: .of("0.0002"), taker: .of("0.0004")),
            terms: .perpetual(
                PerpetualTerms(
                    contract: ContractTerms(
                        marginAsset: marginAsset, brackets: brackets, liquidationFee: .of("0.0125"), marketTakeBound: .of("0.05"),
                        triggerProtect: .of("0.05")),
                    funding: FundingTerms(
                        intervalHours: 8, interestRate: .of("0.0001"), cap: .of("0.003"), floor: .of("-0.003")))),
            onboardDate: .zero, categories: [])
    }
}
