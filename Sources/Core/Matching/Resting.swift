public import Primitives

/// An order as the book holds it.
///
/// `order` is a number of the caller's choosing and comes back in every `Fill`; the book never looks at it. `owner` is
/// compared with the taker's to find self-trades.
@frozen public struct Resting: Hashable, Sendable {
    public let order: UInt32
    public let owner: UInt32
    public let side: BookSide
    public let price: Price
    public let remaining: Quantity

    @inlinable
    public init(order: UInt32, owner: UInt32, side: BookSide, price: Price, remaining: Quantity) {
        self.order = order
        self.owner = owner
        self.side = side
        self.price = price
        self.remaining = remaining
    }
}

/// The handle of a resting order: valid from `rest` until the order is removed or filled, then reused for another.
///
/// Handles depend on the history of the pool, so a book rebuilt from a snapshot hands out different ones: they never
/// belong into a journal, a digest or an event.
@frozen public struct BookNode: Hashable, Sendable {
    @usableFromInline let index: UInt32

    @inlinable init(index: UInt32) { self.index = index }
}

/// A price and what now rests there in all; zero when the level is gone.
@frozen public struct LevelChange: Hashable, Sendable {
    public let price: Price
    public let total: Quantity

    @inlinable
    public init(price: Price, total: Quantity) {
        self.price = price
        self.total = total
    }
}

/// What `rest` did: where the order stands, and its level afterwards.
@frozen public struct RestOutcome: Hashable, Sendable {
    public let node: BookNode
    public let level: LevelChange

    @inlinable
    public init(node: BookNode, level: LevelChange) {
        self.node = node
        self.level = level
    }
}

/// What `remove` took out, and the level afterwards.
@frozen public struct Removal: Hashable, Sendable {
    public let remaining: Quantity
    public let level: LevelChange

    @inlinable
    public init(remaining: Quantity, level: LevelChange) {
        self.remaining = remaining
        self.level = level
    }
}
