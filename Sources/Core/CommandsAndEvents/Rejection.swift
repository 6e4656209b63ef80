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
    case duplicateAccountName
    case duplicateAsset
    case duplicateInstrument
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

    // Amendments
    case amendsNothing
    case amendsOtherSide
    case amendsTooOften
    /// Only limit orders can be amended.
    case amendsNonLimit

    // Account settings and money
    case leverageNotPermitted(Leverage)
    case leverageNeedsMoreMargin
    case amountNotPositive
    case insufficientBalance

    /// A number left the range of 64 bits.
    case overflow
}
