import WireKit

/// An error of the USDⓈ-M futures API: code, text and HTTP status (document 001, "Error Codes"; supplement §10).
public struct UsdmError: Error, Hashable, Sendable {
    public var code: Int
    public var message: String
    public var status: Int

    public init(_ code: Int, _ message: String, status: Int = 400) {
        self.code = code
        self.message = message
        self.status = status
    }

    /// `{"code":…,"msg":…}`.
    public var json: [UInt8] {
        var json = JSONWriter(reservingCapacity: 160)
        json.object {
            $0.field("code", code)
            $0.field("msg", message)
        }
        return json.bytes
    }
}

extension UsdmError {
    // 10xx: the server and the request as a whole
    public static let disconnected = UsdmError(
        -1001, "Internal error; unable to process your request. Please try again.", status: 503)
    public static let serverBusy = UsdmError(
        -1008, "Server is currently overloaded with other requests. Please try again in a few minutes.", status: 503)
    public static let unsupported = UsdmError(-1020, "This operation is not supported.")
    public static let timestampOutsideWindow = UsdmError(-1021, "Timestamp for this request is outside of the recvWindow.")
    public static let timestampAhead = UsdmError(-1021, "Timestamp for this request was 1000ms ahead of the server's time.")
    public static let invalidSignature = UsdmError(-1022, "Signature for this request is not valid.")
    public static let startAfterEnd = UsdmError(-1023, "Start time is greater than end time.")

    /// Document 001 gives no text for this.
    public static func tooManyConnections(address: String) -> UsdmError {
        UsdmError(
            -1003, "Too many requests; IP(\(address)) has opened too many connections. Please wait before connecting again.",
            status: 429)
    }

    public static func tooManyRequests(address: String, limit: Int, minutes: Int = 1) -> UsdmError {
        UsdmError(
            -1003,
            "Too many requests; current limit of IP(\(address)) is \(limit) requests per \(minutes == 1 ? "minute" : "\(minutes) minutes"). "
                + "Please use the websocket for live updates to avoid polling the API.", status: 429)
    }

    public static func banned(address: String, until milliseconds: Int64) -> UsdmError {
        UsdmError(
            -1003,
            "Way too many requests; IP(\(address)) banned until \(milliseconds). "
                + "Please use the websocket for live updates to avoid bans.", status: 418)
    }

    public static func tooManyDownloads(limit: Int) -> UsdmError {
        UsdmError(-1003, "Too many requests; current limit is \(limit) download requests per month.", status: 429)
    }

    public static func tooManyOrders(limit: Int, window: String) -> UsdmError {
        UsdmError(-1015, "Too many new orders; current limit is \(limit) orders per \(window).", status: 429)
    }

    // 11xx: parameters
    public static func illegalCharacters(_ name: String, legal: String) -> UsdmError {
        UsdmError(-1100, "Illegal characters found in parameter '\(name)'; legal range is '\(legal)'.")
    }
    public static let illegalParameter = UsdmError(-1100, "Illegal characters found in a parameter.")
    public static func tooManyParameters(expected: Int, received: Int) -> UsdmError {
        UsdmError(-1101, "Too many parameters; expected '\(expected)' and received '\(received)'.")
    }
    public static let duplicateParameter = UsdmError(-1101, "Duplicate values for a parameter detected.")
    public static func missing(_ name: String) -> UsdmError {
        UsdmError(-1102, "Mandatory parameter '\(name)' was not sent, was empty/null, or malformed.")
    }
    public static func neither(_ first: String, _ second: String) -> UsdmError {
        UsdmError(-1102, "Param '\(first)' or '\(second)' must be sent, but both were empty/null!")
    }
    public static func empty(_ name: String) -> UsdmError { UsdmError(-1105, "Parameter '\(name)' was empty.") }
    public static func notRequired(_ name: String) -> UsdmError {
        UsdmError(-1106, "Parameter '\(name.lowercased())' sent when not required.")
    }
    public static let badPrecision = UsdmError(-1111, "Precision is over the maximum defined for this asset.")
    public static let invalidTimeInForce = UsdmError(-1115, "Invalid timeInForce.")
    public static let invalidOrderType = UsdmError(-1116, "Invalid orderType.")
    public static let invalidSide = UsdmError(-1117, "Invalid side.")
    public static let emptyNewClientID = UsdmError(-1118, "New client order ID was empty.")
    public static let emptyOriginalClientID = UsdmError(-1119, "Original client order ID was empty.")
    public static let invalidInterval = UsdmError(-1120, "Invalid interval.")
    public static let invalidSymbol = UsdmError(-1121, "Invalid symbol.")
    public static let invalidSymbolStatus = UsdmError(-1122, "Invalid symbol status.")
    public static let invalidListenKey = UsdmError(
        -1125, "This listenKey does not exist. Please use `POST /fapi/v1/listenKey` to recreate `listenKey`")
    public static let assetNotSupported = UsdmError(-1126, "This asset is not supported.")
    public static func moreThanHours(_ hours: Int) -> UsdmError {
        UsdmError(-1127, "More than \(hours) hours between startTime and endTime.")
    }
    public static let badCombination = UsdmError(-1128, "Combination of optional parameters invalid.")
    public static func invalidParameter(_ name: String) -> UsdmError {
        UsdmError(-1130, "Data sent for parameter '\(name)' is not valid.")
    }
    public static let invalidResponseType = UsdmError(-1136, "Invalid newOrderRespType.")

    // 20xx: processing
    public static let unknownOrder = UsdmError(-2011, "Unknown order sent.")
    public static let noSuchOrder = UsdmError(-2013, "Order does not exist.")
    public static let badKeyFormat = UsdmError(-2014, "API-key format invalid.", status: 401)
    public static let rejectedKey = UsdmError(-2015, "Invalid API-key, IP, or permissions for action.", status: 401)
    public static let balanceInsufficient = UsdmError(-2018, "Balance is insufficient.")
    public static let marginInsufficient = UsdmError(-2019, "Margin is insufficient.")
    public static let wouldTriggerAtOnce = UsdmError(-2021, "Order would immediately trigger.")
    public static let reduceOnlyRejected = UsdmError(-2022, "ReduceOnly Order is rejected.")
    public static let inLiquidation = UsdmError(-2023, "User in liquidation mode now.")
    public static let tooManyOpenOrders = UsdmError(-2025, "Reach max open order limit.")
    public static let maxNotional = UsdmError(-2027, "Exceeded the maximum allowable position at current leverage.")
    public static let leverageTooSmall = UsdmError(-2028, "Leverage is smaller than permitted: insufficient margin balance.")

    // 40xx: filters and settings
    public static let priceNotPositive = UsdmError(-4001, "Price less than 0.")
    public static let priceAboveMaximum = UsdmError(-4002, "Price greater than max price.")
    public static let quantityNotPositive = UsdmError(-4003, "Quantity less than zero.")
    public static let quantityBelowMinimum = UsdmError(-4004, "Quantity less than min quantity.")
    public static let quantityAboveMaximum = UsdmError(-4005, "Quantity greater than max quantity.")
    public static let stopPriceNotPositive = UsdmError(-4006, "Stop price less than zero.")
    public static let stopPriceAboveMaximum = UsdmError(-4007, "Stop price greater than max price.")
    public static let priceBelowMinimum = UsdmError(-4013, "Price less than min price.")
    public static let priceOffTick = UsdmError(-4014, "Price not increased by tick size.")
    public static let clientIDTooLong = UsdmError(-4015, "Client order id length should not be more than 36 chars")
    public static func priceAboveBand(_ bound: String) -> UsdmError {
        UsdmError(-4016, "Limit price can't be higher than \(bound).")
    }
    public static func invalidDepthLimit(_ text: String) -> UsdmError { UsdmError(-4021, "'\(text)' is not valid depth limit.") }
    public static let quantityOffStep = UsdmError(-4023, "Qty not increased by step size.")
    public static func priceBelowBand(_ bound: String) -> UsdmError {
        UsdmError(-4024, "Limit price can't be lower than \(bound).")
    }
    public static func invalidLeverage(_ text: String) -> UsdmError { UsdmError(-4028, "Leverage \(text) is not valid") }
    public static let invalidWorkingType = UsdmError(-4031, "Invalid parameter working type")
    public static let tooManyCancellations = UsdmError(-4032, "Exceed maximum cancel order size.")
    public static let tooManyConditionalOrders = UsdmError(-4045, "Reach max stop order limit.")
    public static let sameMarginType = UsdmError(-4046, "No need to change margin type.")
    public static let marginTypeWithOpenOrders = UsdmError(-4047, "Margin type cannot be changed if there exists open orders.")
    public static let marginTypeWithPosition = UsdmError(-4048, "Margin type cannot be changed if there exists position.")
    public static let marginOfCrossPosition = UsdmError(-4049, "Add margin only support for isolated position.")
    public static let crossBalanceInsufficient = UsdmError(-4050, "Cross balance insufficient.")
    public static let isolatedBalanceInsufficient = UsdmError(-4051, "Isolated balance insufficient.")
    public static let marginOfNoPosition = UsdmError(-4054, "Cannot add position margin: position is 0.")
    public static let amountNotPositive = UsdmError(-4055, "Amount must be positive.")
    public static let invalidKeyType = UsdmError(-4056, "Invalid api key type.")
    public static let samePositionMode = UsdmError(-4059, "No need to change position side.")
    public static let invalidPositionSide = UsdmError(-4060, "Invalid position side.")
    public static let positionSideMismatch = UsdmError(-4061, "Order's position side does not match user's setting.")
    public static let invalidReduceOnly = UsdmError(-4062, "Invalid or improper reduceOnly value.")
    public static let positionModeWithOpenOrders = UsdmError(
        -4067, "Position side cannot be changed if there exists open orders.")
    public static let positionModeWithPosition = UsdmError(-4068, "Position side cannot be changed if there exists position.")
    public static let invalidBatchSize = UsdmError(-4082, "Invalid number of batch place orders.")
    public static let duplicateClientID = UsdmError(-4116, "ClientOrderId is duplicated.")
    public static let invalidContractType = UsdmError(-4104, "Invalid contract type")
    public static let algoEndpointOnly = UsdmError(
        -4120, "Order type not supported for this endpoint. Please use the Algo Order API endpoints instead.")
    public static let marketPriceBound = UsdmError(
        -4131, "The counterparty's best price does not meet the PERCENT_PRICE filter limit.")
    public static let invalidActivationPrice = UsdmError(-4135, "Invalid activation price")
    public static let quantityWithClosePosition = UsdmError(-4137, "Quantity must be zero with closePosition equals true")
    public static let symbolReduceOnly = UsdmError(-4140, "Invalid symbol status for opening position")
    public static let symbolClosed = UsdmError(-4141, "Symbol is closed")
    public static let invalidPair = UsdmError(-4144, "Invalid pair")
    public static let isolatedLeverageWithPosition = UsdmError(
        -4161, "Leverage reduction is not supported in Isolated Margin Mode with open positions")
    public static func notionalBelowMinimum(_ minimum: String) -> UsdmError {
        UsdmError(-4164, "Order's notional must be no smaller than \(minimum) (unless you choose reduce only).")
    }
    public static func intervalTooLong(days: Int) -> UsdmError { UsdmError(-4165, "Maximum time interval is \(days) days") }
    public static let multiAssetsWithIsolatedSymbol = UsdmError(
        -4167, "Unable to adjust to Multi-Assets mode with symbols of USDⓈ-M Futures under isolated-margin mode.")
    public static let isolatedInMultiAssets = UsdmError(
        -4168, "Unable to adjust to isolated-margin mode under the Multi-Assets mode.")
    public static let multiAssetsNeedsMoreMargin = UsdmError(
        -4169, "Unable to adjust Multi-Assets Mode with insufficient margin balance in USDⓈ-M Futures.")
    public static let multiAssetsWithOpenOrders = UsdmError(
        -4170, "Unable to adjust Multi-Assets Mode with open orders in USDⓈ-M Futures.")
    public static let sameMultiAssets = UsdmError(
        -4171, "Adjusted asset mode is currently set and does not need to be adjusted repeatedly.")
    public static let multiAssetsWithNegativeBalance = UsdmError(
        -4172,
        "Unable to adjust Multi-Assets Mode with a negative wallet balance of margin available asset in USDⓈ-M Futures account.")
    public static func priceAboveStopBand(_ bound: String) -> UsdmError {
        UsdmError(-4183, "Limit price can't be higher than \(bound).")
    }
    public static func priceBelowStopBand(_ bound: String) -> UsdmError {
        UsdmError(-4184, "Limit price can't be lower than \(bound).")
    }

    // 50xx: execution
    public static let fillOrKillRejected = UsdmError(
        -5021,
        "Due to the order could not be filled immediately, the FOK order has been rejected. "
            + "The order will not be recorded in the order history")
    public static let postOnlyRejected = UsdmError(
        -5022,
        "Due to the order could not be executed as maker, the Post Only order will be rejected. "
            + "The order will not be recorded in the order history")
    public static let amendmentOutsideTrading = UsdmError(
        -5024, "Symbol is not in trading status. Order amendment is not permitted.")
    public static let limitOrdersOnly = UsdmError(-5025, "Only limit order is supported.")
    public static let amendedTooOften = UsdmError(-5026, "Exceed maximum modify order limit.")
    public static let amendsNothing = UsdmError(-5027, "No need to modify the order.")
    public static let outsideEngineWindow = UsdmError(-5028, "Timestamp for this request is outside of the ME recvWindow.")
    public static let invalidPriceMatch = UsdmError(-5037, "Invalid price match")
    public static let priceMatchOrderType = UsdmError(
        -5038, "Price match only supports order type: LIMIT, STOP AND TAKE_PROFIT")
    public static let invalidSelfTradePrevention = UsdmError(-5039, "Invalid self trade prevention mode")
    public static let invalidGoodTillDate = UsdmError(
        -5040,
        "The goodTillDate timestamp must be greater than the current time plus 600 seconds and smaller than 253402300799000 "
            + "(UTC 9999-12-31 23:59:59)")
    public static let noPriceToMatch = UsdmError(-5041, "No depth matches this BBO order")
}
