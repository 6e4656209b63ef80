import CommandsAndEvents
import ExchangePorts
import Primitives
import UsdmWire
import WireKit

extension UsdmError {
    /// Whatever a row or its decoding threw, in the words of the API.
    init(_ error: any Error) {
        switch error {
        case let error as UsdmError: self = error
        case let fault as ParameterFault: self.init(fault)
        case let flaw as FormParameters.Flaw: self.init(flaw)
        case let rejection as Rejection: self.init(rejection)
        case let unavailable as ExchangeUnavailable: self.init(unavailable)
        case let refusal as DownloadRefusal: self.init(refusal)
        default: self = .disconnected
        }
    }

    init(_ flaw: FormParameters.Flaw) {
        switch flaw {
        case .duplicate: self = .duplicateParameter
        case .tooMany(let count): self = .tooManyParameters(expected: FormParameters.entriesMax, received: count)
        case .undecodable: self = .illegalParameter
        }
    }

    init(_ unavailable: ExchangeUnavailable) {
        switch unavailable {
        case .overloaded: self = .serverBusy
        case .stopped: self = .disconnected
        }
    }

    init(_ refusal: DownloadRefusal) {
        switch refusal {
        case .monthlyLimit(let limit): self = .tooManyDownloads(limit: limit)
        case .unavailable: self = .disconnected
        }
    }

    init(_ fault: ParameterFault) {
        switch fault {
        case .missing(let name): self = .missing(name)
        case .empty("newClientOrderId"): self = .emptyNewClientID
        case .empty("origClientOrderId"): self = .emptyOriginalClientID
        case .empty(let name): self = .empty(name)
        case .unknownValue(let name): self = Self.unknownValue(of: name)
        case .illegalCharacters(let name, let legal): self = .illegalCharacters(name, legal: legal)
        case .outOfRange(let name): self = Self.outOfRange(name)
        case .tooPrecise: self = .badPrecision
        case .neither(let first, let second): self = .neither(first, second)
        case .notRequired(let name): self = .notRequired(name)
        }
    }

    private static func unknownValue(of name: String) -> UsdmError {
        switch name {
        case "side": return .invalidSide
        case "type": return .invalidOrderType
        case "timeInForce": return .invalidTimeInForce
        case "positionSide": return .invalidPositionSide
        case "workingType": return .invalidWorkingType
        case "newOrderRespType": return .invalidResponseType
        case "priceMatch": return .invalidPriceMatch
        case "selfTradePreventionMode": return .invalidSelfTradePrevention
        case "reduceOnly": return .invalidReduceOnly
        case "contractType": return .invalidContractType
        default: return .invalidParameter(name)
        }
    }

    private static func outOfRange(_ name: String) -> UsdmError {
        switch name {
        case "price": return .priceAboveMaximum
        case "quantity": return .quantityAboveMaximum
        default: return .invalidParameter(name)
        }
    }

    /// Every reason the exchange has for refusing, as this API says it.
    init(_ rejection: Rejection) {
        switch rejection {
        case .unknownInstrument, .duplicateInstrument, .invalidInstrument: self = .invalidSymbol
        case .unknownAccount, .duplicateAccountName: self = UsdmError(-1109, "Invalid account.")
        case .unknownAsset, .duplicateAsset: self = UsdmError(-1108, "Invalid asset.")
        case .unknownUnderlying, .unknownVenue, .duplicateUnderlying, .invalidUnderlying: self = .invalidSymbol
        case .unknownOrder: self = .unknownOrder
        case .inLiquidation: self = .inLiquidation
        case .marketClosed: self = .symbolClosed
        case .marketReduceOnly: self = .symbolReduceOnly
        case .priceNotPositive: self = .priceNotPositive
        case .priceBelowMinimum: self = .priceBelowMinimum
        case .priceAboveMaximum: self = .priceAboveMaximum
        case .priceOffTick: self = .priceOffTick
        case .quantityNotPositive: self = .quantityNotPositive
        case .quantityBelowMinimum: self = .quantityBelowMinimum
        case .quantityAboveMaximum: self = .quantityAboveMaximum
        case .quantityOffStep: self = .quantityOffStep
        case .notionalBelowMinimum(let minimum): self = .notionalBelowMinimum(minimum.description)
        case .priceAbovePercentBound(let bound): self = .priceAboveBand(bound.description)
        case .priceBelowPercentBound(let bound): self = .priceBelowBand(bound.description)
        case .duplicateClientOrderID: self = .duplicateClientID
        case .positionSideMismatch: self = .positionSideMismatch
        case .reduceOnlyRejected: self = .reduceOnlyRejected
        case .tooManyOpenOrders: self = .tooManyOpenOrders
        case .exceedsMaxNotional: self = .maxNotional
        case .insufficientMargin: self = .marginInsufficient
        case .receivedTooLate: self = .outsideEngineWindow
        case .marketPriceBound: self = .marketPriceBound
        case .noMarkPrice: self = .invalidSymbolStatus
        case .fillOrKillUnfillable: self = .fillOrKillRejected
        case .postOnlyWouldTake: self = .postOnlyRejected
        case .stopPriceNotPositive: self = .stopPriceNotPositive
        case .stopPriceAboveMaximum: self = .stopPriceAboveMaximum
        case .stopPriceBelowMinimum: self = .priceBelowMinimum
        case .stopPriceOffTick: self = .priceOffTick
        case .callbackOutOfRange: self = .invalidParameter("callbackRate")
        case .activationPriceInvalid: self = .invalidActivationPrice
        case .wouldTriggerAtOnce: self = .wouldTriggerAtOnce
        case .tooManyConditionalOrders: self = .tooManyConditionalOrders
        case .priceAboveStopBound(let bound): self = .priceAboveStopBand(bound.description)
        case .priceBelowStopBound(let bound): self = .priceBelowStopBand(bound.description)
        case .closesPositionWithOtherType: self = .badCombination
        case .goodTillDateOutOfRange: self = .invalidGoodTillDate
        case .noPriceToMatch: self = .noPriceToMatch
        case .priceMatchNeedsLimit: self = .priceMatchOrderType
        case .amendsNothing: self = .amendsNothing
        case .amendsOtherSide: self = .invalidSide
        case .amendsTooOften: self = .amendedTooOften
        case .amendsNonLimit: self = .limitOrdersOnly
        case .amendsOutsideTrading:
            self = UsdmError(-5024, "Symbol is not in trading status. Order amendment is not permitted.")
        case .leverageNotPermitted(let leverage): self = .invalidLeverage(String(leverage.times))
        case .leverageNeedsMoreMargin: self = .leverageTooSmall
        case .isolatedLeverageWithPosition: self = .isolatedLeverageWithPosition
        case .sameMarginType: self = .sameMarginType
        case .marginTypeWithOpenOrders: self = .marginTypeWithOpenOrders
        case .marginTypeWithPosition: self = .marginTypeWithPosition
        case .isolatedInMultiAssets: self = .isolatedInMultiAssets
        case .samePositionMode: self = .samePositionMode
        case .positionModeWithOpenOrders: self = .positionModeWithOpenOrders
        case .positionModeWithPosition: self = .positionModeWithPosition
        case .sameMultiAssets: self = .sameMultiAssets
        case .multiAssetsWithOpenOrders: self = .multiAssetsWithOpenOrders
        case .multiAssetsWithIsolatedSymbol: self = .multiAssetsWithIsolatedSymbol
        case .multiAssetsNeedsMoreMargin: self = .multiAssetsNeedsMoreMargin
        case .multiAssetsWithNegativeBalance: self = .multiAssetsWithNegativeBalance
        case .marginOfCrossPosition: self = .marginOfCrossPosition
        case .marginOfNoPosition: self = .marginOfNoPosition
        case .crossBalanceInsufficient: self = .crossBalanceInsufficient
        case .isolatedBalanceInsufficient: self = .isolatedBalanceInsufficient
        case .amountNotPositive: self = .amountNotPositive
        case .insufficientBalance: self = .balanceInsufficient
        case .overflow: self = .badPrecision
        }
    }

    /// Some reasons are said in other words to whoever amends an order.
    init(amending rejection: Rejection) {
        switch rejection {
        case .unknownOrder: self = .noSuchOrder
        case .marketClosed, .marketReduceOnly: self = .amendmentOutsideTrading
        default: self.init(rejection)
        }
    }
}
