public import CommandsAndEvents
public import Primitives

/// What changed the margin of isolated positions; the latest `limit` of the span, oldest first.
public struct MarginChangeQuery: Sendable {
    public var account: AccountID
    public var instrument: InstrumentID
    /// Only what was added, or only what was taken out.
    public var direction: MarginChangeRecord.Direction?
    /// Both ends belong to the span.
    public var from: Timestamp?
    public var to: Timestamp?
    public var limit: Int
    public init(
        account: AccountID, instrument: InstrumentID, direction: MarginChangeRecord.Direction?, from: Timestamp?, to: Timestamp?,
        limit: Int
    ) {
        self.account = account
        self.instrument = instrument
        self.direction = direction
        self.from = from
        self.to = to
        self.limit = limit
    }
}

/// Margin that moved into or out of an isolated position.
public struct MarginChangeRecord: Sendable, Hashable {
    /// `type` on the wire.
    public enum Direction: UInt8, Sendable, CaseIterable {
        case added = 1
        case taken = 2
    }
    /// `deltaType` on the wire.
    public enum Cause: UInt8, Sendable, CaseIterable {
        /// The client moved it: USER_ADJUST.
        case client = 0
        /// A fill of the position: TRADE.
        case trade = 1
    }

    public var instrument: InstrumentID
    public var side: PositionSide
    public var direction: Direction
    public var cause: Cause
    /// Always positive.
    public var amount: Money
    public var asset: AssetID
    public var time: Timestamp
    public init(
        instrument: InstrumentID, side: PositionSide, direction: Direction, cause: Cause, amount: Money, asset: AssetID,
        time: Timestamp
    ) {
        self.instrument = instrument
        self.side = side
        self.direction = direction
        self.cause = cause
        self.amount = amount
        self.asset = asset
        self.time = time
    }
}
