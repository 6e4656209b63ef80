import CommandsAndEvents
import Instruments
import Primitives

/// Commands that make a small exchange and keep it busy.
enum SampleExchange {
    static let alice = AccountID(0)
    static let bob = AccountID(1)
    static let bitcoin = InstrumentID(0)
    static let dollar = AssetID(0)
    static let start = Timestamp(milliseconds: 1_700_000_000_000)

    static func instrument() throws -> Instrument {
        let rows: [LeverageBrackets.Row] = [
            (100, Money(whole: 100_000), Rate(raw: 500_000)), (20, Money(whole: 10_000_000), Rate(raw: 2_500_000)),
        ]
        guard let brackets = LeverageBrackets(rows: rows) else { throw MalformedBytes("sample brackets") }
        let lotSize = LotSizeFilter(
            minimum: Quantity(raw: 100_000), maximum: Quantity(whole: 1_000), stepSize: Quantity(raw: 100_000))
        return Instrument(
            symbol: "BTCUSDT", pair: "BTCUSDT", baseAsset: "BTC", quoteAsset: "USDT", pricePrecision: 2, quantityPrecision: 3,
            filters: Filters(
                price: PriceFilter(
                    minimum: Price(raw: 1_000_000), maximum: Price(whole: 1_000_000), tickSize: Price(raw: 1_000_000)),
                lotSize: lotSize, marketLotSize: lotSize, maxNumOrders: 200, maxNumAlgoOrders: 10,
                percentPrice: PercentPriceFilter(multiplierUp: Rate(raw: 115_000_000), multiplierDown: Rate(raw: 85_000_000)),
                minNotional: Money(whole: 5)),
            fees: FeeSchedule(maker: Rate(raw: 20_000), taker: Rate(raw: 40_000)),
            terms: .perpetual(
                PerpetualTerms(
                    contract: ContractTerms(
                        marginAsset: "USDT", brackets: brackets, liquidationFee: Rate(raw: 1_000_000),
                        marketTakeBound: Rate(raw: 5_000_000), triggerProtect: Rate(raw: 5_000_000)),
                    funding: FundingTerms(
                        intervalHours: 8, interestRate: Rate(raw: 10_000), cap: Rate(raw: 2_000_000), floor: Rate(raw: -2_000_000)
                    ))),
            onboardDate: start, categories: ["PoW"])
    }

    /// An asset, an instrument with a price, two accounts with money.
    static func opening() throws -> [Command] {
        guard let aliceName = ShortText("alice"), let bobName = ShortText("bob") else { throw MalformedBytes("names") }
        return [
            .listAsset(Asset(name: "USDT", marginAvailable: true)),
            .listInstrument(try instrument()),
            .openAccount(OpenAccount(name: aliceName, kind: .client)),
            .openAccount(OpenAccount(name: bobName, kind: .client)),
            deposit(alice, 1_000_000), deposit(bob, 1_000_000),
            .updateIndex(UpdateIndex(instrument: bitcoin, price: Price(whole: 60_000))),
        ]
    }

    static func deposit(_ account: AccountID, _ dollars: Int64) -> Command {
        .deposit(Transfer(account: account, asset: dollar, amount: Money(whole: dollars)))
    }

    static func limit(_ account: AccountID, _ side: Side, _ price: Int64, thousandths: Int64) -> Command {
        .placeOrder(
            PlaceOrder(
                account: account, instrument: bitcoin, side: side,
                kind: .limit(price: Price(whole: price), timeInForce: .goodTillCancel),
                quantity: Quantity(raw: thousandths * 100_000)))
    }

    /// Orders that rest, trade and are cancelled, and prices that move.
    static func traffic(_ count: Int, seed: UInt64) -> [Command] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { _ in
            let account = generator.next() % 2 == 0 ? alice : bob
            let step = Int64(generator.next() % 40)
            switch generator.next() % 10 {
            case 0: return .updateIndex(UpdateIndex(instrument: bitcoin, price: Price(whole: 59_980 + step)))
            case 1:
                return .cancelOrder(
                    CancelOrder(
                        account: account, instrument: bitcoin, order: .id(OrderID(Int64(generator.next() % UInt64(count))))))
            case 2: return .passTime
            default:
                return limit(
                    account, generator.next() % 2 == 0 ? .buy : .sell, 59_980 + step, thousandths: Int64(generator.next() % 9) + 1
                )
            }
        }
    }
}

/// A generator whose seed a failure can print.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
