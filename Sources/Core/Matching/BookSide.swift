/// Which half of the book an order belongs to.
@frozen public enum BookSide: UInt8, Hashable, Sendable, CaseIterable {
    case bid, ask

    @inlinable public var opposite: BookSide { self == .bid ? .ask : .bid }
}

extension BookSide {
    @inline(__always) var index: Int { Int(rawValue) }

    /// Xor of a tick index with this gives its key: see `TickGrid`.
    @inline(__always) var keyMask: Int64 { Int64(rawValue) &- 1 }
}
