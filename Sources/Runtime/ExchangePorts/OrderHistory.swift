public import CommandsAndEvents
public import Primitives

/// Orders of the algo door from `fromID` on, oldest first; or without it the latest of the span, oldest first. Page 2 is what
/// comes behind, or before, those of page 1.
public struct AlgoOrderHistoryQuery: Sendable {
    public var account: AccountID
    public var instrument: InstrumentID?
    public var fromID: AlgoID?
    /// Bounds of the time at which they were placed; both belong to the span.
    public var from: Timestamp?
    public var to: Timestamp?
    /// Counted from 1.
    public var page: Int
    public var limit: Int
    /// Closed orders made before this are left out.
    public var closedSince: Timestamp?
    /// Closed orders without a fill made before this are left out.
    public var unfilledSince: Timestamp?
    public init(
        account: AccountID, instrument: InstrumentID?, fromID: AlgoID?, from: Timestamp?, to: Timestamp?, page: Int = 1, limit: Int,
        closedSince: Timestamp? = nil, unfilledSince: Timestamp? = nil
    ) {
        self.account = account
        self.instrument = instrument
        self.fromID = fromID
        self.from = from
        self.to = to
        self.page = page
        self.limit = limit
        self.closedSince = closedSince
        self.unfilledSince = unfilledSince
    }
}

/// The latest orders of the span by which the exchange closed positions of an account to pay a loss; oldest first.
public struct ForcedOrderQuery: Sendable {
    /// What the position was closed for.
    public enum Cause: Sendable, CaseIterable {
        /// The account's own loss.
        case liquidation
        /// The loss of another.
        case autoDeleveraging
    }

    public var account: AccountID
    public var instrument: InstrumentID?
    /// Nil for both.
    public var cause: Cause?
    /// Bounds of the time at which they were made; both belong to the span.
    public var from: Timestamp?
    public var to: Timestamp?
    public var limit: Int
    public init(
        account: AccountID, instrument: InstrumentID?, cause: Cause?, from: Timestamp?, to: Timestamp?, limit: Int
    ) {
        self.account = account
        self.instrument = instrument
        self.cause = cause
        self.from = from
        self.to = to
        self.limit = limit
    }
}

/// An order of the algo door as it was last: its `id`, fills and status are those of the order it became once it triggered.
public struct AlgoOrderRecord: Sendable, Hashable {
    public var order: Order
    /// It was refused when its condition came true.
    public var wasRefused: Bool
    public init(order: Order, wasRefused: Bool) {
        self.order = order
        self.wasRefused = wasRefused
    }
}

/// Amendments of one order, or of all on an instrument, newest first. Without an order's id, `clientID` names the latest that
/// had it.
public struct AmendmentHistoryQuery: Sendable {
    public var account: AccountID
    public var instrument: InstrumentID
    public var order: OrderID?
    public var clientID: ShortText?
    /// Both ends belong to the span.
    public var from: Timestamp?
    public var to: Timestamp?
    public var limit: Int
    public init(
        account: AccountID, instrument: InstrumentID, order: OrderID?, clientID: ShortText?, from: Timestamp?, to: Timestamp?,
        limit: Int
    ) {
        self.account = account
        self.instrument = instrument
        self.order = order
        self.clientID = clientID
        self.from = from
        self.to = to
        self.limit = limit
    }
}

public struct AmendmentRecord: Sendable, Hashable {
    /// Counts up over all accounts.
    public var id: Int64
    public var instrument: InstrumentID
    public var order: OrderID
    public var clientID: ShortText
    public var priceBefore: Price
    public var priceAfter: Price
    public var quantityBefore: Quantity
    public var quantityAfter: Quantity
    public var priceMatch: PriceMatch
    /// Which amendment of its order this was, from 1.
    public var count: Int32
    public var time: Timestamp
    public init(
        id: Int64, instrument: InstrumentID, order: OrderID, clientID: ShortText, priceBefore: Price, priceAfter: Price,
        quantityBefore: Quantity, quantityAfter: Quantity, priceMatch: PriceMatch, count: Int32, time: Timestamp
    ) {
        self.id = id
        self.instrument = instrument
        self.order = order
        self.clientID = clientID
        self.priceBefore = priceBefore
        self.priceAfter = priceAfter
        self.quantityBefore = quantityBefore
        self.quantityAfter = quantityAfter
        self.priceMatch = priceMatch
        self.count = count
        self.time = time
    }
}
