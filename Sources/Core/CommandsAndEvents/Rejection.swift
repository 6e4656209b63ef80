public import Instruments
public import Primitives

/// Why the exchange refused a command. A refused command changes nothing.
///
/// Each surface turns these into its own codes and texts in one exhaustive `switch`.
public enum Rejection: Error, Hashable, Sendable {
    // Names
    case unknownInstrument
    case unknownAccount
    case unknownAsset
    case unknownOrder
    case unknownUnderlying
    case unknownVenue
    case duplicateAccountName
    case duplicateAsset
    case duplicateInstrument
    case duplicateUnderlying
    case invalidUnderlying(Underlying.Flaw)
    case invalidInstrument(Instrument.Flaw)

    // Prices and quantities, in the order the filters are checked
    case priceNotPositive
    case priceBelowMinimum
    case priceAboveMaximum
    case priceOffTick
    case quantityNotPositive
    case quantityBelowMinimum
    case quantityAboveMaximum
    case quantityOffStep
    case notionalBelowMinimum(Money)
    case priceAbovePercentBound(Price)
    case priceBelowPercentBound(Price)

    // Order terms
    case duplicateClientOrderID
    case positionSideMismatch
    case reduceOnlyRejected
    /// The account, or this position of it, is being liquidated.
    case inLiquidation
    /// The market opens later, or is closed.
    case marketClosed
    /// The market is about to close: positions may only be reduced.
    case marketReduceOnly
    case tooManyOpenOrders
    case exceedsMaxNotional
    case insufficientMargin
    case receivedTooLate
    /// The best opposite price is already beyond the bound of a market order.
    case marketPriceBound
    /// There is no mark price yet to value the order with.
    case noMarkPrice
    case fillOrKillUnfillable
    case postOnlyWouldTake

    // Conditional orders, in the order in which they are checked
    case stopPriceNotPositive
    case stopPriceAboveMaximum
    case stopPriceBelowMinimum
    case stopPriceOffTick
    /// Callback rates go from 0.1 to 10 per cent.
    case callbackOutOfRange
    case activationPriceInvalid
    case wouldTriggerAtOnce
    case tooManyConditionalOrders
    /// The limit price of a conditional order against its own trigger price.
    case priceAboveStopBound(Price)
    case priceBelowStopBound(Price)
    /// Only stops and take-profits that become market orders close positions.
    case closesPositionWithOtherType
    case goodTillDateOutOfRange
    /// The book has no such level to take the price from.
    case noPriceToMatch
    case priceMatchNeedsLimit

    // Amendments
    case amendsNothing
    case amendsOtherSide
    case amendsTooOften
    /// Only limit orders can be amended.
    case amendsNonLimit
    /// Orders stand as they are while the market is not trading.
    case amendsOutsideTrading

    // Account settings and money
    case leverageNotPermitted(Leverage)
    case leverageNeedsMoreMargin
    case isolatedLeverageWithPosition
    case sameMarginType
    case marginTypeWithOpenOrders
    case marginTypeWithPosition
    case isolatedInMultiAssets
    case samePositionMode
    case positionModeWithOpenOrders
    case positionModeWithPosition
    case sameMultiAssets
    case multiAssetsWithOpenOrders
    case multiAssetsWithIsolatedSymbol
    case multiAssetsNeedsMoreMargin
    case multiAssetsWithNegativeBalance
    /// Margin is added to, and taken from, isolated positions only.
    case marginOfCrossPosition
    case marginOfNoPosition
    case crossBalanceInsufficient
    case isolatedBalanceInsufficient
    case amountNotPositive
    case insufficientBalance

    /// A number left the range of 64 bits.
    case overflow
}
