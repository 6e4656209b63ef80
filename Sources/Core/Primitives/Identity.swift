/// Who owns an order, a wallet, a position. Counted from 0 in the order accounts were opened.
@frozen public struct AccountID: Hashable, Comparable, Sendable {
    public let index: UInt32
    @inlinable public init(_ index: UInt32) { self.index = index }
    @inlinable public static func < (left: Self, right: Self) -> Bool { left.index < right.index }
}

/// A listed instrument. Counted from 0 in the order of listing; never reused.
@frozen public struct InstrumentID: Hashable, Comparable, Sendable {
    public let index: UInt16
    @inlinable public init(_ index: UInt16) { self.index = index }
    @inlinable public static func < (left: Self, right: Self) -> Bool { left.index < right.index }
}

/// A listed asset. Counted from 0 in the order of listing; never reused.
@frozen public struct AssetID: Hashable, Comparable, Sendable {
    public let index: UInt16
    @inlinable public init(_ index: UInt16) { self.index = index }
    @inlinable public static func < (left: Self, right: Self) -> Bool { left.index < right.index }
}

/// What contracts are written on. Counted from 0 in the order of listing; never reused.
@frozen public struct UnderlyingID: Hashable, Comparable, Sendable {
    public let index: UInt16
    @inlinable public init(_ index: UInt16) { self.index = index }
    @inlinable public static func < (left: Self, right: Self) -> Bool { left.index < right.index }
}

/// An order of one instrument: counts up per instrument, as the API documents.
@frozen public struct OrderID: Hashable, Comparable, Sendable {
    public let value: Int64
    @inlinable public init(_ value: Int64) { self.value = value }
    @inlinable public static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}

/// A conditional order of the algo door: counts up over the whole exchange, from 1.
@frozen public struct AlgoID: Hashable, Comparable, Sendable {
    public let value: Int64
    @inlinable public init(_ value: Int64) { self.value = value }
    @inlinable public static func < (left: Self, right: Self) -> Bool { left.value < right.value }
    @inlinable public static var none: AlgoID { AlgoID(0) }
}

/// A trade of one instrument: counts up per instrument.
@frozen public struct TradeID: Hashable, Comparable, Sendable {
    public let value: Int64
    @inlinable public init(_ value: Int64) { self.value = value }
    @inlinable public static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}

/// The number of a command in the journal, from 1. Everything that happened is named by the command that caused it.
@frozen public struct SequenceNumber: Hashable, Comparable, Sendable {
    public let value: UInt64
    @inlinable public init(_ value: UInt64) { self.value = value }
    @inlinable public static func < (left: Self, right: Self) -> Bool { left.value < right.value }
    @inlinable public var next: SequenceNumber { SequenceNumber(value + 1) }
}

/// Milliseconds since 1970-01-01 UTC, as every API here counts time.
@frozen public struct Timestamp: Hashable, Comparable, Sendable {
    public let milliseconds: Int64
    @inlinable public init(milliseconds: Int64) { self.milliseconds = milliseconds }
    @inlinable public static func < (left: Self, right: Self) -> Bool { left.milliseconds < right.milliseconds }
    @inlinable public static var zero: Timestamp { Timestamp(milliseconds: 0) }
    @inlinable public func advanced(byMilliseconds span: Int64) -> Timestamp {
        let (sum, overflow) = milliseconds.addingReportingOverflow(span)
        return Timestamp(milliseconds: overflow ? (span > 0 ? .max : .min) : sum)
    }
    /// The last whole multiple of `span` at or before this time.
    @inlinable public func floored(toMilliseconds span: Int64) -> Timestamp {
        let remainder = milliseconds % span
        return Timestamp(milliseconds: milliseconds - (remainder < 0 ? remainder + span : remainder))
    }
}
