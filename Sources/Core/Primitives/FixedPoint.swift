/// A decimal number held as a whole count of 10⁻⁸ units.
///
/// Every amount in the exchange is one of these: `Price`, `Quantity`, `Money`, `Rate`. They share a
/// representation and nothing else: only the products that mean something are defined (see
/// `Arithmetic.swift`), and each of those says how it rounds.
public protocol FixedPoint: Comparable, Hashable, Sendable, CustomStringConvertible {
    /// Count of 10⁻⁸ units.
    var raw: Int64 { get }
    init(raw: Int64)
}

/// Decimal digits behind the point of every fixed-point number.
public let fixedPointDigits = 8

/// Units in one whole: 10⁸.
@inlinable public var fixedPointUnit: Int64 { 100_000_000 }

/// The result of an operation did not fit into 64 bits.
public struct ArithmeticOverflow: Error, Equatable {
    @inlinable public init() {}
}

extension FixedPoint {
    @inlinable public static var zero: Self { Self(raw: 0) }
    @inlinable public static func < (left: Self, right: Self) -> Bool { left.raw < right.raw }
    @inlinable public static func == (left: Self, right: Self) -> Bool { left.raw == right.raw }

    /// Whole units, for constants: `Price(whole: 60_000)`.
    @inlinable public init(whole: Int64) { self.init(raw: whole * fixedPointUnit) }

    @inlinable public var isZero: Bool { raw == 0 }
    @inlinable public var isPositive: Bool { raw > 0 }
    @inlinable public var isNegative: Bool { raw < 0 }

    @inlinable public func adding(_ other: Self) throws(ArithmeticOverflow) -> Self {
        let (sum, overflow) = raw.addingReportingOverflow(other.raw)
        if overflow { throw ArithmeticOverflow() }
        return Self(raw: sum)
    }

    @inlinable public func subtracting(_ other: Self) throws(ArithmeticOverflow) -> Self {
        let (difference, overflow) = raw.subtractingReportingOverflow(other.raw)
        if overflow { throw ArithmeticOverflow() }
        return Self(raw: difference)
    }

    /// The nearest value that 64 bits hold: for figures that are only shown.
    @inlinable public static func clamping(_ wide: Int128) -> Self { Self(raw: Int64(clamping: wide)) }

    public var description: String { decimalText(raw, digits: nil) }
}

/// Values that add up: everything but `Rate` and `Price`.
///
/// `+` and `-` trap on overflow. Use them where both sides are already known to be in range;
/// `adding` and `subtracting` report it where a client's number is involved.
public protocol Additive: FixedPoint {}

extension Additive {
    @inlinable public static func + (left: Self, right: Self) -> Self { Self(raw: left.raw + right.raw) }
    @inlinable public static func - (left: Self, right: Self) -> Self { Self(raw: left.raw - right.raw) }
    @inlinable public static prefix func - (value: Self) -> Self { Self(raw: -value.raw) }
    @inlinable public static func += (left: inout Self, right: Self) { left = left + right }
    @inlinable public static func -= (left: inout Self, right: Self) { left = left - right }
    @inlinable public var magnitude: Self { raw < 0 ? Self(raw: -raw) : self }
}

/// Quote asset for one unit of base asset.
@frozen public struct Price: FixedPoint {
    public let raw: Int64
    @inlinable public init(raw: Int64) { self.raw = raw }
}

/// An amount of the base asset; negative for short positions and sold amounts.
@frozen public struct Quantity: Additive {
    public let raw: Int64
    @inlinable public init(raw: Int64) { self.raw = raw }
}

/// An amount of a margin or quote asset.
@frozen public struct Money: Additive {
    public let raw: Int64
    @inlinable public init(raw: Int64) { self.raw = raw }
}

/// A dimensionless ratio: a fee, a margin rate, a multiplier. `0.0004` is four basis points.
@frozen public struct Rate: FixedPoint {
    public let raw: Int64
    @inlinable public init(raw: Int64) { self.raw = raw }
}
