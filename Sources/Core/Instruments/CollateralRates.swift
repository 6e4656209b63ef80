public import Primitives

/// What a unit of an asset counts and fetches in multi-assets mode, in US dollars (supplement §8.10).
extension CollateralBuffers {
    /// What a unit that the account owns counts.
    public func bidRate(at index: Price) throws(ArithmeticOverflow) -> Price { try Self.rate(index, raisedBy: -bid.raw) }
    /// What a unit that the account owes counts.
    public func askRate(at index: Price) throws(ArithmeticOverflow) -> Price { try Self.rate(index, raisedBy: ask.raw) }
    /// What a unit fetches when it pays another asset's debt.
    public func autoExchangeBidRate(at index: Price) throws(ArithmeticOverflow) -> Price {
        try Self.rate(index, raisedBy: -autoExchangeBid.raw)
    }
    /// What a unit of debt costs when another asset pays it.
    public func autoExchangeAskRate(at index: Price) throws(ArithmeticOverflow) -> Price {
        try Self.rate(index, raisedBy: autoExchangeAsk.raw)
    }

    private static func rate(_ index: Price, raisedBy buffer: Int64) throws(ArithmeticOverflow) -> Price {
        Price(raw: try scaledProduct(index.raw, fixedPointUnit + buffer, dividedBy: fixedPointUnit, rounding: .down))
    }
}
