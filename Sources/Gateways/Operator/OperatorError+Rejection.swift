import CommandsAndEvents
import Instruments
import Primitives

extension OperatorError {
    /// Every reason the exchange has for refusing, as a sentence.
    init(_ rejection: Rejection) {
        switch rejection {
        case .unknownInstrument: self = .unknown("there is no such market")
        case .unknownAccount: self = .unknown("there is no such account")
        case .unknownAsset: self = .unknown("there is no such asset")
        case .unknownOrder: self = .unknown("there is no such order")
        case .duplicateAccountName: self = .impossible("there is an account of this name already")
        case .duplicateAsset: self = .impossible("there is an asset of this name already")
        case .duplicateInstrument: self = .impossible("there is a market of this name already")
        case .invalidInstrument(let flaw): self = .impossible("such an instrument cannot be listed: \(flaw)")
        case .priceNotPositive: self = .impossible("a price must be above zero")
        case .priceBelowMinimum: self = .impossible("the price is below the lowest the market has")
        case .priceAboveMaximum: self = .impossible("the price is above the highest the market has")
        case .priceOffTick: self = .impossible("the price is no multiple of the market's tick")
        case .quantityNotPositive: self = .impossible("a quantity must be above zero")
        case .quantityBelowMinimum: self = .impossible("the quantity is below the smallest the market takes")
        case .quantityAboveMaximum: self = .impossible("the quantity is above the largest the market takes")
        case .quantityOffStep: self = .impossible("the quantity is no multiple of the market's step")
        case .notionalBelowMinimum(let minimum): self = .impossible("the order is worth less than \(minimum)")
        case .priceAbovePercentBound(let bound): self = .impossible("the price is above \(bound), the highest allowed now")
        case .priceBelowPercentBound(let bound): self = .impossible("the price is below \(bound), the lowest allowed now")
        case .duplicateClientOrderID: self = .impossible("an open order has this client order id already")
        case .positionSideMismatch: self = .impossible("the position side does not fit the account's position mode")
        case .reduceOnlyRejected: self = .impossible("there is no position for the order to reduce")
        case .tooManyOpenOrders: self = .impossible("the account has as many open orders as it may have")
        case .exceedsMaxNotional: self = .impossible("the position would be larger than its leverage permits")
        case .insufficientMargin: self = .impossible("the account's margin does not cover the order")
        case .receivedTooLate: self = .impossible("the command came after the time it was valid until")
        case .marketPriceBound: self = .impossible("the best price is too far from the mark price")
        case .noMarkPrice: self = .impossible("the market has no mark price yet")
        case .fillOrKillUnfillable: self = .impossible("the order cannot be filled whole")
        case .postOnlyWouldTake: self = .impossible("the order would trade at once")
        case .amendsNothing: self = .impossible("the amendment changes nothing")
        case .amendsOtherSide: self = .impossible("the order is on the other side")
        case .amendsTooOften: self = .impossible("the order was amended as often as it may be")
        case .amendsNonLimit: self = .impossible("only limit orders can be amended")
        case .leverageNotPermitted(let leverage): self = .impossible("a leverage of \(leverage.times) is not permitted")
        case .leverageNeedsMoreMargin: self = .impossible("the account's margin does not cover the new leverage")
        case .amountNotPositive: self = .impossible("an amount must be above zero")
        case .insufficientBalance: self = .impossible("the account cannot spare this amount")
        case .overflow: self = .impossible("the exchange cannot count amounts this large")
        }
    }
}
