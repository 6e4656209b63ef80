public import Instruments
public import Primitives

/// Assets as collateral of one account, in US dollars (supplement §8.10).
extension CollateralBuffers {
    /// What an amount counts: less than its index price when owned, more when owed.
    public func value(of amount: Money, at index: Price) throws(ArithmeticOverflow) -> Money {
        try amount.valued(at: amount.isNegative ? askRate(at: index) : bidRate(at: index), rounding: .down)
    }
}

extension Money {
    /// This much of an asset at a price per unit of it.
    public func valued(at price: Price, rounding: Rounding) throws(ArithmeticOverflow) -> Money {
        Money(raw: try scaledProduct(raw, price.raw, dividedBy: fixedPointUnit, rounding: rounding))
    }

    /// How much of the base asset this is worth at a price.
    public func quantity(at price: Price, rounding: Rounding) throws(ArithmeticOverflow) -> Quantity {
        Quantity(raw: try scaledProduct(raw, fixedPointUnit, dividedBy: price.raw, rounding: rounding))
    }

    /// How much of an asset this buys at a price per unit of it.
    public func amount(at price: Price, rounding: Rounding) throws(ArithmeticOverflow) -> Money {
        Money(raw: try scaledProduct(raw, fixedPointUnit, dividedBy: price.raw, rounding: rounding))
    }
}

/// An account in multi-assets mode as a whole, in US dollars.
@frozen public struct JointAccount: Hashable, Sendable {
    /// Wallets with the unrealised profit of what settles in them, at what they count as collateral.
    public var equity: Money
    /// The same without profit that is not realised yet; losses are in it.
    public var securedEquity: Money
    public var initialMargin: Money
    public var maintenanceMargin: Money

    @inlinable public init() {
        equity = .zero
        securedEquity = .zero
        initialMargin = .zero
        maintenanceMargin = .zero
    }

    /// Equity less everything held. May be negative.
    @inlinable public var free: Money { .clamping(Int128(equity.raw) - Int128(initialMargin.raw)) }

    /// What may leave the account: profit that is not realised yet may carry positions, but stays (supplement §8.4).
    @inlinable public var withdrawable: Money {
        max(.zero, min(free, .clamping(Int128(securedEquity.raw) - Int128(maintenanceMargin.raw))))
    }
}
