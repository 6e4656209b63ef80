public import Primitives

/// What the open orders of one account on one instrument could do to its position.
///
/// Reduce-only orders are not counted: they free margin, never need it.
@frozen public struct OpenExposure: Hashable, Sendable {
    public var bidQuantity: Quantity
    public var bidNotional: Money
    public var askQuantity: Quantity
    public var askNotional: Money

    @inlinable public init() {
        bidQuantity = .zero
        bidNotional = .zero
        askQuantity = .zero
        askNotional = .zero
    }

    public init(bidQuantity: Quantity, bidNotional: Money, askQuantity: Quantity, askNotional: Money) {
        self.bidQuantity = bidQuantity
        self.bidNotional = bidNotional
        self.askQuantity = askQuantity
        self.askNotional = askNotional
    }

    /// Adds an order's remainder; negative amounts take it away again.
    @inlinable @inline(__always)
    public func adding(
        buying: Bool, quantity: Quantity, notional: Money
    ) throws(ArithmeticOverflow) -> OpenExposure {
        var result = self
        if buying {
            result.bidQuantity = try bidQuantity.adding(quantity)
            result.bidNotional = try bidNotional.adding(notional)
        } else {
            result.askQuantity = try askQuantity.adding(quantity)
            result.askNotional = try askNotional.adding(notional)
        }
        return result
    }

    /// The larger of what the position is worth if all buys fill and if all sells fill (supplement §8.4).
    @inlinable @inline(__always)
    public func presentNotional(position: Money) throws(ArithmeticOverflow) -> Money {
        let ifBought = try position.adding(bidNotional).magnitude
        let ifSold = try position.subtracting(askNotional).magnitude
        return max(ifBought, ifSold)
    }

    /// Initial margin that the orders need on top of the position's own.
    @inlinable
    public func openOrderInitialMargin(position: Money, leverage: Leverage) throws(ArithmeticOverflow) -> Money {
        let present = try presentNotional(position: position)
        let held = position.magnitude
        if present <= held { return .zero }
        return present.divided(by: leverage, rounding: .down) - held.divided(by: leverage, rounding: .down)
    }

    /// How much of a further order would add to the position rather than net against it.
    @inlinable
    public func increasingPart(of quantity: Quantity, buying: Bool, position: Quantity) throws(ArithmeticOverflow) -> Quantity {
        let ahead =
            buying
            ? try position.adding(bidQuantity).adding(quantity)
            : try (-position).adding(askQuantity).adding(quantity)
        return max(.zero, min(quantity, ahead))
    }
}

/// What buying above the mark or selling below it costs at once (supplement §8.4).
@inlinable
public func openLoss(of quantity: Quantity, buying: Bool, at price: Price, mark: Price) throws(ArithmeticOverflow) -> Money {
    let adverse = buying ? price.raw - mark.raw : mark.raw - price.raw
    if adverse <= 0 { return .zero }
    return try Price(raw: adverse).multiplied(by: quantity, rounding: .up)
}
