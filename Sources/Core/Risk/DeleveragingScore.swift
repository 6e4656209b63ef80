public import Primitives

/// How early a position is reduced by auto-deleveraging: the higher, the earlier (supplement §8.9).
///
/// PNL% = profit ÷ notional, effective leverage = notional ÷ balance. The score is PNL% × leverage of a position that earns,
/// PNL% ÷ leverage of one that loses, cut to 10⁻⁸ after each division.
@frozen public struct DeleveragingScore: Hashable, Comparable, Sendable {
    public let raw: Int64

    /// That of an account without a balance: it comes before all others.
    public static let first = DeleveragingScore(raw: .max)

    private init(raw: Int64) { self.raw = raw }

    /// - Parameters:
    ///   - profit: unrealised.
    ///   - notional: not negative.
    ///   - balance: wallet and unrealised profit of what carries the position.
    public init(profit: Money, notional: Money, balance: Money) {
        let unit = Int128(fixedPointUnit)
        if !balance.isPositive {
            self = .first
        } else if !profit.isNegative {
            raw = Int64(clamping: Int128(profit.raw) * unit / Int128(balance.raw))
        } else if notional.isZero {
            raw = .min
        } else {
            let profitShare = Int128(profit.raw) * unit / Int128(notional.raw)
            let (product, overflow) = profitShare.multipliedReportingOverflow(by: Int128(balance.raw))
            raw = overflow ? .min : Int64(clamping: product / Int128(notional.raw))
        }
    }

    @inlinable public static func < (left: Self, right: Self) -> Bool { left.raw < right.raw }
}
