public import Primitives

/// What a conditional order waits for (supplement §2.2).
@frozen public struct Condition: Hashable, Sendable {
    @frozen public enum Kind: UInt8, Sendable, CaseIterable {
        /// Buys once the price has risen to `price`, sells once it has fallen to it.
        case stop = 0
        /// Buys once the price has fallen to `price`, sells once it has risen to it.
        case takeProfit = 1
        /// Buys once the price has risen by `callback` from its lowest, sells once it has fallen by it from its highest.
        case trailing = 2
    }

    // The wide fields come first: conditions are copied with every order, and so take 28 bytes.

    /// The price that triggers; for a trailing order the price that lets it begin to trail. Zero in a request for a
    /// trailing order: the price at placement.
    public var price: Price
    /// Of the extreme price, 0.01 for one per cent. Zero unless trailing.
    public var callback: Rate
    /// Zero until it has triggered.
    public var triggeredAt: Timestamp
    public var kind: Kind
    public var workingPrice: WorkingPrice
    /// Triggers only while mark and last price stand no further apart than the instrument's `triggerProtect`.
    public var priceProtect: Bool
    /// Closes the whole position whatever its size is by then; the order has no quantity before.
    public var closesPosition: Bool

    @inlinable
    public init(
        _ kind: Kind, price: Price, callback: Rate = .zero, workingPrice: WorkingPrice = .last, priceProtect: Bool = false,
        closesPosition: Bool = false, triggeredAt: Timestamp = .zero
    ) {
        self.kind = kind
        self.price = price
        self.callback = callback
        self.workingPrice = workingPrice
        self.priceProtect = priceProtect
        self.closesPosition = closesPosition
        self.triggeredAt = triggeredAt
    }

    @inlinable public var isTriggered: Bool { triggeredAt != .zero }
}

/// Which price a condition looks at: `workingType` on the wire.
@frozen public enum WorkingPrice: UInt8, Sendable, CaseIterable {
    /// CONTRACT_PRICE: the last trade.
    case last = 0
    case mark = 1
}
