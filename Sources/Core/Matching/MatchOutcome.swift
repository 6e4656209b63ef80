public import Primitives

/// What is left of an incoming order after it met the book.
@frozen public struct MatchOutcome: Hashable, Sendable {
    /// What did not trade.
    public let remaining: Quantity
    /// The self-trade rule ended the order: `remaining` has expired and must not rest.
    public let selfTradeExpired: Bool

    @inlinable
    public init(remaining: Quantity, selfTradeExpired: Bool) {
        self.remaining = remaining
        self.selfTradeExpired = selfTradeExpired
    }
}
