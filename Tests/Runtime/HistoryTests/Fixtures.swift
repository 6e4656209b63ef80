import CommandsAndEvents
import ExchangePorts
import Foundation
import History
import Instruments
import Primitives

/// A directory of its own that goes with the test.
final class ScratchDirectory {
    let path = NSTemporaryDirectory() + "contango-history-" + UUID().uuidString
    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(atPath: path) }
}

let alice = AccountID(0)
let maker = AccountID(1)
let bitcoin = InstrumentID(3)
let ether = InstrumentID(4)
let tether = AssetID(2)
let coin = AssetID(5)

func time(_ milliseconds: Int64) -> Timestamp { Timestamp(milliseconds: milliseconds) }

func batch(_ sequence: UInt64, at milliseconds: Int64 = 0, _ events: Event...) -> EventBatch {
    EventBatch(
        lastSequence: SequenceNumber(sequence), time: time(milliseconds),
        events: events.map { StampedEvent(sequence: SequenceNumber(sequence), event: $0) }, listings: [])
}

func opened(_ account: AccountID, _ kind: AccountKind) -> Event {
    .accountOpened(AccountOpened(account: account, name: .empty, kind: kind))
}

func order(
    _ id: Int64, of account: AccountID = alice, on instrument: InstrumentID = bitcoin, client: String = "c",
    status: OrderStatus = .new, filled: Int64 = 0, kind: OrderKind = .limit(price: Price(raw: 7), timeInForce: .postOnly),
    created: Int64 = 0, condition: Condition? = nil, priceMatch: PriceMatch = .none, algo: Int64 = 0, amendments: Int32 = 0
) -> Order {
    Order(
        id: OrderID(id), clientID: ShortText(client) ?? .empty, account: account, instrument: instrument, side: .sell,
        positionSide: .short, kind: kind, reduceOnly: true, selfTradePrevention: .expireBoth, status: status,
        quantity: Quantity(raw: 9), filled: Quantity(raw: filled), filledNotional: Money(raw: filled * 7), amendments: amendments,
        createdAt: time(created), updatedAt: time(created + filled), condition: condition, priceMatch: priceMatch,
        algo: AlgoID(algo))
}

func update(_ order: Order, _ execution: Execution = .new) -> Event {
    .order(OrderUpdate(order: order, execution: execution, bidNotional: .zero, askNotional: .zero))
}

func fill(
    _ trade: Int64, commission: Int64 = 3, in asset: AssetID = tether, profit: Int64 = 0, isMaker: Bool = true
) -> Fill {
    Fill(
        trade: TradeID(trade), price: Price(raw: 7), quantity: Quantity(raw: 1), isMaker: isMaker,
        commission: Money(raw: commission), commissionAsset: asset, realizedProfit: Money(raw: profit))
}

func balance(_ account: AccountID, _ change: Int64, _ reason: BalanceReason, on instrument: InstrumentID? = nil) -> Event {
    .balance(
        BalanceUpdate(
            account: account, asset: tether, walletBalance: Money(raw: 100), crossWalletBalance: Money(raw: 100),
            change: Money(raw: change), reason: reason, instrument: instrument))
}

extension HistoryStore {
    func allIncome(_ sequence: UInt64, kind: IncomeKind? = nil, page: Int = 1, limit: Int = 1_000) async throws
        -> [IncomeRecord]
    {
        let query = IncomeHistoryQuery(account: alice, instrument: nil, kind: kind, from: nil, to: nil, page: page, limit: limit)
        return try await income(query, after: SequenceNumber(sequence))
    }

    func allOrders(
        _ sequence: UInt64, of account: AccountID = alice, fromID: Int64? = nil, from: Int64? = nil, to: Int64? = nil,
        limit: Int = 1_000
    ) async throws -> [Order] {
        let query = OrderHistoryQuery(
            account: account, instrument: bitcoin, fromID: fromID.map { OrderID($0) }, from: from.map(time), to: to.map(time),
            limit: limit)
        return try await orders(query, after: SequenceNumber(sequence))
    }

    func allFills(
        _ sequence: UInt64, order: Int64? = nil, fromID: Int64? = nil, from: Int64? = nil, limit: Int = 1_000
    ) async throws -> [FillRecord] {
        let query = FillHistoryQuery(
            account: alice, instrument: bitcoin, order: order.map { OrderID($0) }, fromID: fromID.map { TradeID($0) },
            from: from.map(time), to: nil, limit: limit)
        return try await fills(query, after: SequenceNumber(sequence))
    }
}

/// USDT, BNB and a perpetual in USDT.
func listings() -> [Listing] {
    let lots = LotSizeFilter(minimum: Quantity(raw: 1), maximum: Quantity(raw: 9), stepSize: Quantity(raw: 1))
    guard let brackets = LeverageBrackets(rows: [(20, Money(raw: 16), Rate(raw: 17))]) else { return [] }
    let perpetual = Instrument(
        symbol: "BTCUSDT", pair: "BTCUSDT", baseAsset: "BTC", quoteAsset: "USDT", pricePrecision: 2, quantityPrecision: 3,
        filters: Filters(
            price: PriceFilter(minimum: Price(raw: 1), maximum: Price(raw: 9), tickSize: Price(raw: 1)), lotSize: lots,
            marketLotSize: lots, maxNumOrders: 10, maxNumAlgoOrders: 10,
            percentPrice: PercentPriceFilter(multiplierUp: Rate(raw: 1), multiplierDown: Rate(raw: 1)), minNotional: Money(raw: 1)),
        fees: FeeSchedule(maker: .zero, taker: .zero),
        terms: .perpetual(
            PerpetualTerms(
                contract: ContractTerms(
                    marginAsset: "USDT", brackets: brackets, liquidationFee: .zero, marketTakeBound: .zero, triggerProtect: .zero),
                funding: FundingTerms(intervalHours: 8, interestRate: .zero, cap: .zero, floor: .zero))),
        onboardDate: .zero, categories: [])
    return [
        .asset(tether, Asset(name: "USDT", marginAvailable: true)), .asset(coin, Asset(name: "BNB", marginAvailable: true)),
        .instrument(bitcoin, perpetual),
    ]
}

/// The first batch of most tests: Alice, and something listed.
func listing(_ sequence: UInt64 = 1) -> EventBatch {
    var batch = batch(sequence, opened(alice, .client), opened(maker, .bot))
    batch.listings = listings()
    return batch
}
