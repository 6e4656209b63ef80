/// How a product or quotient that does not fit 10⁻⁸ exactly is brought to it.
@frozen public enum Rounding: Sendable {
    /// Towards zero: what the documents print.
    case down
    /// Away from zero: what someone must hold or pay, so that a remainder never goes unpaid.
    case up
}

/// `left × right ÷ divisor` through 128 bits, so that only the result must fit.
@inlinable @inline(__always)
public func scaledProduct(
    _ left: Int64, _ right: Int64, dividedBy divisor: Int64, rounding: Rounding
) throws(ArithmeticOverflow) -> Int64 {
    let (product, overflow) = left.multipliedReportingOverflow(by: right)
    if overflow || product < 0 || divisor <= 0 {
        return try wideScaledProduct(left, right, dividedBy: divisor, rounding: rounding)
    }
    // Small amounts, at a constant divisor, need no division at all.
    let quotient = product / divisor
    return rounding == .up && quotient &* divisor != product ? quotient &+ 1 : quotient
}

/// The same for products that need two words, for negative ones, and for divisors that are not positive.
@usableFromInline
func wideScaledProduct(
    _ left: Int64, _ right: Int64, dividedBy divisor: Int64, rounding: Rounding
) throws(ArithmeticOverflow) -> Int64 {
    let product = left.magnitude.multipliedFullWidth(by: right.magnitude)
    let width = divisor.magnitude
    // The quotient fits into 64 bits exactly when the high word is below the divisor; that rules out zero, too.
    if product.high >= width { throw ArithmeticOverflow() }
    var (quotient, remainder) =
        product.high == 0 ? product.low.quotientAndRemainder(dividingBy: width) : width.dividingFullWidth(product)
    if rounding == .up && remainder != 0 {
        if quotient == .max { throw ArithmeticOverflow() }
        quotient &+= 1
    }
    let isNegative = ((left ^ right) ^ divisor) < 0
    if quotient <= UInt64(Int64.max) {
        let result = Int64(bitPattern: quotient)
        return isNegative ? 0 &- result : result
    }
    if isNegative && quotient == Int64.min.magnitude { return .min }
    throw ArithmeticOverflow()
}

extension Price {
    /// Price × Quantity: the notional of a trade or an order.
    @inlinable @inline(__always)
    public func multiplied(by quantity: Quantity, rounding: Rounding) throws(ArithmeticOverflow) -> Money {
        Money(raw: try scaledProduct(raw, quantity.raw, dividedBy: fixedPointUnit, rounding: rounding))
    }

    /// Price × Rate: a bound some way off a reference price.
    @inlinable
    public func multiplied(by rate: Rate, rounding: Rounding) throws(ArithmeticOverflow) -> Price {
        Price(raw: try scaledProduct(raw, rate.raw, dividedBy: fixedPointUnit, rounding: rounding))
    }

    /// Price ÷ Price: how far one stands from the other.
    @inlinable
    public func divided(by other: Price, rounding: Rounding) throws(ArithmeticOverflow) -> Rate {
        Rate(raw: try scaledProduct(raw, fixedPointUnit, dividedBy: other.raw, rounding: rounding))
    }
}

extension Money {
    /// Money × Rate: a fee or a margin.
    @inlinable
    public func multiplied(by rate: Rate, rounding: Rounding) throws(ArithmeticOverflow) -> Money {
        Money(raw: try scaledProduct(raw, rate.raw, dividedBy: fixedPointUnit, rounding: rounding))
    }

    /// Money ÷ leverage: initial margin.
    @inlinable @inline(__always)
    public func divided(by leverage: Leverage, rounding: Rounding) -> Money {
        let (quotient, remainder) = raw.quotientAndRemainder(dividingBy: Int64(leverage.times))
        if rounding == .up && remainder != 0 { return Money(raw: quotient + (raw < 0 ? -1 : 1)) }
        return Money(raw: quotient)
    }

    /// Money ÷ Quantity: an average price.
    @inlinable
    public func divided(by quantity: Quantity, rounding: Rounding) throws(ArithmeticOverflow) -> Price {
        Price(raw: try scaledProduct(raw, fixedPointUnit, dividedBy: quantity.raw, rounding: rounding))
    }

    /// The part of this amount that `part` is of `whole`.
    @inlinable
    public func share(_ part: Quantity, of whole: Quantity, rounding: Rounding) throws(ArithmeticOverflow) -> Money {
        Money(raw: try scaledProduct(raw, part.raw, dividedBy: whole.raw, rounding: rounding))
    }
}

/// How many times its margin a position may be worth: a whole number from 1.
@frozen public struct Leverage: Hashable, Comparable, Sendable {
    public let times: Int32
    @inlinable public init(_ times: Int32) {
        precondition(times > 0, "leverage starts at 1")
        self.times = times
    }
    @inlinable public static func < (left: Leverage, right: Leverage) -> Bool { left.times < right.times }
}
