public import Primitives

/// A position in one instrument: how much, and what it cost.
///
/// Kept as the exact cost of what is open rather than as an average price, so that opening, reducing and
/// flipping never lose a unit: what leaves `cost` plus what the trade moved is what was realised.
@frozen public struct Position: Hashable, Sendable {
    /// Negative when short.
    public var quantity: Quantity
    /// Signed like `quantity`: what was paid for the open part at its entry prices.
    public var cost: Money
    /// Like `cost`, with commissions paid and proceeds of reductions counted in (supplement §8.1).
    public var breakEvenCost: Money
    /// Realised profit before fees over the life of the record.
    public var accumulatedRealized: Money

    @inlinable public init() {
        quantity = .zero
        cost = .zero
        breakEvenCost = .zero
        accumulatedRealized = .zero
    }

    public init(quantity: Quantity, cost: Money, breakEvenCost: Money, accumulatedRealized: Money) {
        self.quantity = quantity
        self.cost = cost
        self.breakEvenCost = breakEvenCost
        self.accumulatedRealized = accumulatedRealized
    }

    @inlinable public var isFlat: Bool { quantity.isZero }

    /// Volume-weighted price of the open part, cut to 10⁻⁸; zero when flat.
    public var entryPrice: Price { averagePrice(of: cost) }

    /// The price at which closing would earn back everything paid, commissions included; zero when flat.
    public var breakEvenPrice: Price { averagePrice(of: breakEvenCost) }

    /// What the open part would fetch at `mark` beyond its cost.
    @inlinable
    public func unrealizedProfit(at mark: Price) throws(ArithmeticOverflow) -> Money {
        if isFlat { return .zero }
        return try mark.multiplied(by: quantity, rounding: .down).subtracting(cost)
    }

    /// Takes a fill and returns what it realised, before commission.
    ///
    /// - Parameters:
    ///   - signed: bought (positive) or sold (negative) quantity.
    ///   - notional: price × |signed|, exact.
    ///   - commission: positive when paid.
    public mutating func fill(_ signed: Quantity, notional: Money, commission: Money) throws(ArithmeticOverflow) -> Money {
        precondition(!signed.isZero, "a fill has a quantity")
        let opens = quantity.isZero || (quantity.raw < 0) == (signed.raw < 0)
        if opens {
            try open(signed, notional: notional, commission: commission)
            return .zero
        }
        let size = quantity.magnitude
        let traded = signed.magnitude
        if traded <= size {
            return try reduce(by: traded, signed: signed, notional: notional, commission: commission)
        }
        let closingNotional = try notional.share(size, of: traded, rounding: .down)
        let closingCommission = try commission.share(size, of: traded, rounding: .down)
        let excess = Quantity(raw: signed.raw + quantity.raw)
        let realized = try reduce(by: size, signed: signed, notional: closingNotional, commission: closingCommission)
        try open(excess, notional: notional - closingNotional, commission: commission - closingCommission)
        return realized
    }

    private mutating func open(_ signed: Quantity, notional: Money, commission: Money) throws(ArithmeticOverflow) {
        let moved = signed.isNegative ? -notional : notional
        quantity = try quantity.adding(signed)
        cost = try cost.adding(moved)
        breakEvenCost = try breakEvenCost.adding(moved).adding(commission)
    }

    private mutating func reduce(
        by closed: Quantity, signed: Quantity, notional: Money, commission: Money
    ) throws(ArithmeticOverflow) -> Money {
        let released = try cost.share(closed, of: quantity.magnitude, rounding: .down)
        let moved = signed.isNegative ? -notional : notional
        let realized = try (-moved).subtracting(released)
        accumulatedRealized = .clamping(Int128(accumulatedRealized.raw) + Int128(realized.raw))
        quantity = Quantity(raw: quantity.raw + (signed.isNegative ? -closed.raw : closed.raw))
        cost -= released
        breakEvenCost = quantity.isZero ? .zero : try breakEvenCost.adding(moved).adding(commission)
        return realized
    }

    private func averagePrice(of amount: Money) -> Price {
        if isFlat { return .zero }
        return (try? amount.divided(by: quantity, rounding: .down)) ?? .zero
    }
}
