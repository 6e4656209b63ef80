public import Primitives

/// The price at which closing a position uses up what carries it: mark − equity ÷ quantity for a long, mark + equity ÷ |quantity|
/// for a short (supplement §8.7), rounded to 10⁻⁸ in the account's favour. Below zero when no price is that low.
///
/// - Parameter equity: wallet and unrealised profit at `mark`.
public func bankruptcyPrice(of quantity: Quantity, mark: Price, equity: Money) -> Price {
    let size = Int128(quantity.magnitude.raw)
    let wide = Int128(equity.raw) * Int128(fixedPointUnit)
    // Floored, so that a long is never sold below, and a short never bought above, where it has nothing left.
    let share = wide / size - (wide % size < 0 ? 1 : 0)
    return .clamping(Int128(mark.raw) + (quantity.isPositive ? -share : share))
}
