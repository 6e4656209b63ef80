public import Primitives

/// The seven trading rules of an instrument, as `exchangeInfo` lists them.
public struct Filters: Hashable, Sendable {
    public var price: PriceFilter
    public var lotSize: LotSizeFilter
    public var marketLotSize: LotSizeFilter
    /// Open orders of one account, conditional ones included.
    public var maxNumOrders: Int
    /// Open conditional orders of one account.
    public var maxNumAlgoOrders: Int
    public var percentPrice: PercentPriceFilter
    /// The least notional of an order that does not reduce.
    public var minNotional: Money

    public init(
        price: PriceFilter, lotSize: LotSizeFilter, marketLotSize: LotSizeFilter, maxNumOrders: Int, maxNumAlgoOrders: Int,
        percentPrice: PercentPriceFilter, minNotional: Money
    ) {
        self.price = price
        self.lotSize = lotSize
        self.marketLotSize = marketLotSize
        self.maxNumOrders = maxNumOrders
        self.maxNumAlgoOrders = maxNumAlgoOrders
        self.percentPrice = percentPrice
        self.minNotional = minNotional
    }
}

/// PRICE_FILTER. A bound of zero is switched off.
public struct PriceFilter: Hashable, Sendable {
    public var minimum: Price
    public var maximum: Price
    public var tickSize: Price

    public init(minimum: Price, maximum: Price, tickSize: Price) {
        self.minimum = minimum
        self.maximum = maximum
        self.tickSize = tickSize
    }

    public enum Breach: Hashable, Sendable { case notPositive, belowMinimum, aboveMaximum, offTick }

    /// The first rule the price breaks, in documented order.
    @inlinable
    public func breach(by price: Price) -> Breach? {
        if price.raw <= 0 { return .notPositive }
        if minimum.raw != 0 && price < minimum { return .belowMinimum }
        if maximum.raw != 0 && price > maximum { return .aboveMaximum }
        if tickSize.raw != 0 && (price.raw - minimum.raw) % tickSize.raw != 0 { return .offTick }
        return nil
    }
}

/// LOT_SIZE and MARKET_LOT_SIZE. A bound of zero is switched off.
public struct LotSizeFilter: Hashable, Sendable {
    public var minimum: Quantity
    public var maximum: Quantity
    public var stepSize: Quantity

    public init(minimum: Quantity, maximum: Quantity, stepSize: Quantity) {
        self.minimum = minimum
        self.maximum = maximum
        self.stepSize = stepSize
    }

    public enum Breach: Hashable, Sendable { case notPositive, belowMinimum, aboveMaximum, offStep }

    /// The first rule the quantity breaks, in documented order.
    @inlinable
    public func breach(by quantity: Quantity) -> Breach? {
        if quantity.raw <= 0 { return .notPositive }
        if minimum.raw != 0 && quantity < minimum { return .belowMinimum }
        if maximum.raw != 0 && quantity > maximum { return .aboveMaximum }
        if stepSize.raw != 0 && (quantity.raw - minimum.raw) % stepSize.raw != 0 { return .offStep }
        return nil
    }
}

/// PERCENT_PRICE: how far a limit price may stand from the mark price. One-sided: a buy is bounded
/// from above, a sell from below.
public struct PercentPriceFilter: Hashable, Sendable {
    public var multiplierUp: Rate
    public var multiplierDown: Rate

    public init(multiplierUp: Rate, multiplierDown: Rate) {
        self.multiplierUp = multiplierUp
        self.multiplierDown = multiplierDown
    }
}
