public import CommandsAndEvents
public import Primitives

/// What the exchange remembers of the past: orders, amendments, fills, income and margin changes of client accounts.
///
/// Every call first waits until everything up to `sequence` is in it, so that a client reads its own writes. It throws when
/// that cannot be had: an empty answer would say that there is nothing.
public protocol HistoryQueries: AnyObject, Sendable {
    func orders(_ query: OrderHistoryQuery, after sequence: SequenceNumber) async throws(HistoryUnavailable) -> [Order]
    /// An order however it ended.
    func order(
        of account: AccountID, on instrument: InstrumentID, _ reference: OrderReference, after sequence: SequenceNumber
    ) async throws(HistoryUnavailable) -> Order?
    /// Orders of the algo door, waiting or not.
    func algoOrders(
        _ query: AlgoOrderHistoryQuery, after sequence: SequenceNumber
    ) async throws(HistoryUnavailable) -> [AlgoOrderRecord]
    /// An order of the algo door however it ended; on any instrument when none is named. `id` names the order that it became.
    func algoOrder(
        of account: AccountID, on instrument: InstrumentID?, _ reference: OrderReference, after sequence: SequenceNumber
    ) async throws(HistoryUnavailable) -> AlgoOrderRecord?
    func amendments(
        _ query: AmendmentHistoryQuery, after sequence: SequenceNumber
    ) async throws(HistoryUnavailable) -> [AmendmentRecord]
    func marginChanges(
        _ query: MarginChangeQuery, after sequence: SequenceNumber
    ) async throws(HistoryUnavailable) -> [MarginChangeRecord]
    /// Orders by which the exchange closed positions of clients.
    func forcedOrders(_ query: ForcedOrderQuery, after sequence: SequenceNumber) async throws(HistoryUnavailable) -> [Order]
    func fills(_ query: FillHistoryQuery, after sequence: SequenceNumber) async throws(HistoryUnavailable) -> [FillRecord]
    func income(_ query: IncomeHistoryQuery, after sequence: SequenceNumber) async throws(HistoryUnavailable) -> [IncomeRecord]
}

/// History is behind and cannot catch up, cannot be read, or has been closed.
public struct HistoryUnavailable: Error, Sendable {
    public init() {}
}

/// Orders from `fromID` on, oldest first; or without it the latest `limit` of the span, oldest first.
public struct OrderHistoryQuery: Sendable {
    public var account: AccountID
    public var instrument: InstrumentID
    public var fromID: OrderID?
    public var from: Timestamp?
    public var to: Timestamp?
    public var limit: Int
    /// Closed orders made before this are left out.
    public var closedSince: Timestamp?
    /// Closed orders without a fill made before this are left out.
    public var unfilledSince: Timestamp?
    public init(
        account: AccountID, instrument: InstrumentID, fromID: OrderID?, from: Timestamp?, to: Timestamp?, limit: Int,
        closedSince: Timestamp? = nil, unfilledSince: Timestamp? = nil
    ) {
        self.closedSince = closedSince
        self.unfilledSince = unfilledSince
        self.account = account
        self.instrument = instrument
        self.fromID = fromID
        self.from = from
        self.to = to
        self.limit = limit
    }
}

/// Fills from `fromID` on, oldest first; or without it the latest `limit` of the span, oldest first.
///
/// A trade of the account with itself has two fills. They are never parted, even if that is one more than `limit`: whoever goes
/// on behind the last trade of an answer misses nothing.
public struct FillHistoryQuery: Sendable {
    public var account: AccountID
    public var instrument: InstrumentID
    public var order: OrderID?
    public var fromID: TradeID?
    public var from: Timestamp?
    public var to: Timestamp?
    public var limit: Int
    public init(
        account: AccountID, instrument: InstrumentID, order: OrderID?, fromID: TradeID?, from: Timestamp?, to: Timestamp?,
        limit: Int
    ) {
        self.account = account
        self.instrument = instrument
        self.order = order
        self.fromID = fromID
        self.from = from
        self.to = to
        self.limit = limit
    }
}

/// A fill of an account, as its trade list shows it.
public struct FillRecord: Sendable, Hashable {
    public var instrument: InstrumentID
    public var order: OrderID
    public var side: Side
    public var positionSide: PositionSide
    public var fill: Fill
    public var time: Timestamp
    public init(instrument: InstrumentID, order: OrderID, side: Side, positionSide: PositionSide, fill: Fill, time: Timestamp) {
        self.instrument = instrument
        self.order = order
        self.side = side
        self.positionSide = positionSide
        self.fill = fill
        self.time = time
    }
}

public enum IncomeKind: UInt8, Sendable, CaseIterable {
    case transfer = 0
    case realizedProfit = 1
    case commission = 2
    case fundingFee = 3
    case autoExchange = 4
    /// Clearance fees of liquidations, and what the insurance fund paid of a loss.
    case insuranceClear = 5
    /// Profit of a position that was settled because its contract ended.
    case settlement = 6
}

public struct IncomeHistoryQuery: Sendable {
    public var account: AccountID
    public var instrument: InstrumentID?
    public var kind: IncomeKind?
    public var from: Timestamp?
    public var to: Timestamp?
    /// Counted from 1.
    public var page: Int
    public var limit: Int
    public init(
        account: AccountID, instrument: InstrumentID?, kind: IncomeKind?, from: Timestamp?, to: Timestamp?, page: Int, limit: Int
    ) {
        self.account = account
        self.instrument = instrument
        self.kind = kind
        self.from = from
        self.to = to
        self.page = page
        self.limit = limit
    }
}

/// One change of a wallet with its cause. Oldest first wherever they are listed.
public struct IncomeRecord: Sendable, Hashable {
    /// Unique per account and kind.
    public var id: Int64
    public var instrument: InstrumentID?
    public var kind: IncomeKind
    public var amount: Money
    public var asset: AssetID
    public var trade: TradeID?
    public var time: Timestamp
    public init(
        id: Int64, instrument: InstrumentID?, kind: IncomeKind, amount: Money, asset: AssetID, trade: TradeID?, time: Timestamp
    ) {
        self.id = id
        self.instrument = instrument
        self.kind = kind
        self.amount = amount
        self.asset = asset
        self.trade = trade
        self.time = time
    }
}
