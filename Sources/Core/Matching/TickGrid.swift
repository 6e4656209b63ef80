import Primitives

/// Prices as counts of ticks, and as the keys the book sorts by.
///
/// A key orders both sides alike: a smaller key is a better price. An ask's key is its tick index, a bid's is the
/// complement of it, so a key also names its side (bids are negative) and turning one into the other is a single xor.
struct TickGrid {
    let tick: Int64
    private let shift: UInt64
    private let inverse: UInt64
    private let indexMax: UInt64

    init(tick: Price) {
        precondition(tick.isPositive, "a tick is a positive price")
        self.tick = tick.raw
        shift = UInt64(tick.raw.trailingZeroBitCount)
        indexMax = UInt64(Int64.max) / UInt64(tick.raw)
        inverse = Self.inverse(ofOdd: UInt64(tick.raw) >> shift)
    }

    /// The tick index of a positive price on the grid; nil for any other.
    ///
    /// An exact quotient is a multiplication by the divisor's inverse modulo 2⁶⁴; the result leaves the range of
    /// possible indices exactly when the division has a remainder. That is several times faster than dividing.
    @inline(__always)
    func index(exactly price: Price) -> Int64? {
        let product = UInt64(bitPattern: price.raw) &* inverse
        let quotient = (product &>> shift) | (product &<< (64 &- shift))
        return quotient &- 1 < indexMax ? Int64(bitPattern: quotient) : nil
    }

    /// The key of an order at a positive price on the grid; nil for any other, and for the one key that stands for "none".
    @inline(__always)
    func key(exactly price: Price, _ side: BookSide) -> Int64? {
        guard let index = index(exactly: price), price.raw != .max else { return nil }
        return index ^ side.keyMask
    }

    /// The worst key of `makers` that a taker with this limit may trade with. Limits off the grid are legal.
    @inline(__always)
    func limitKey(_ limit: Price?, makers: BookSide) -> Int64 {
        guard let limit else { return .max - 1 }
        guard let index = index(exactly: limit) else { return limitKeyOffGrid(limit, makers: makers) }
        return min(index ^ makers.keyMask, .max - 1)
    }

    @inline(__always)
    func price(ofKey key: Int64) -> Price {
        Price(raw: (key ^ (key &>> 63)) &* tick)
    }

    @inline(never)
    private func limitKeyOffGrid(_ limit: Price, makers: BookSide) -> Int64 {
        let (quotient, remainder) = limit.raw.quotientAndRemainder(dividingBy: tick)
        let index =
            switch makers {
            case .ask: remainder < 0 ? quotient - 1 : quotient
            case .bid: remainder > 0 ? quotient + 1 : quotient
            }
        return min(index ^ makers.keyMask, .max - 1)
    }

    /// Newton's iteration: each step doubles the number of right bits, from five.
    private static func inverse(ofOdd value: UInt64) -> UInt64 {
        var inverse = (value &* 3) ^ 2
        for _ in 0..<4 { inverse = inverse &* (2 &- value &* inverse) }
        return inverse
    }
}
