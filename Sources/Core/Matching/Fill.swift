public import Primitives

/// One resting order that an incoming order met.
@frozen public struct Fill: Hashable, Sendable {
    @frozen public enum Kind: UInt8, Hashable, Sendable {
        /// `quantity` changed hands at `price`.
        case trade
        /// The resting order was taken out by the self-trade rule; `quantity` is what was left of it.
        case selfTradeExpired
    }

    public let kind: Kind
    /// `Resting.order` of the maker.
    public let makerOrder: UInt32
    /// The maker's price.
    public let price: Price
    public let quantity: Quantity
    /// What the maker has left; zero means that it left the book.
    public let makerRemaining: Quantity
    /// What rests at this price after this fill; zero means that the level is gone.
    public let levelRemaining: Quantity

    @inlinable
    public init(
        kind: Kind, makerOrder: UInt32, price: Price, quantity: Quantity, makerRemaining: Quantity, levelRemaining: Quantity
    ) {
        self.kind = kind
        self.makerOrder = makerOrder
        self.price = price
        self.quantity = quantity
        self.makerRemaining = makerRemaining
        self.levelRemaining = levelRemaining
    }
}
