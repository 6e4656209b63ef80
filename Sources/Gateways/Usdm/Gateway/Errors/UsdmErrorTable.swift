import GatewayKit

/// The error codes of document 001 and what becomes of each here. `ErrorTableTests` provokes every one that is answered.
public enum UsdmErrorTable {
    public static let entries: [Entry] = [
        Entry(-1000, "UNKNOWN", .never("faults of the program stop it, they are never answered as unknown")),
        Entry(-1001, "DISCONNECTED", .answered("the exchange has stopped")),
        Entry(-1002, "UNAUTHORIZED", .never("keys without a permission are answered -2015")),
        Entry(
            -1003, "TOO_MANY_REQUESTS",
            .answered(
                "an address spent its request weight, 418 once it is banned, or a limit that endpoints share; an account asked for "
                    + "too many downloads")),
        Entry(-1004, "DUPLICATE_IP", .never("addresses of keys are set through the operator API")),
        Entry(-1005, "NO_SUCH_IP", .never("addresses of keys are set through the operator API")),
        Entry(-1006, "UNEXPECTED_RESP", .never("there is no message bus: what is answered has happened")),
        Entry(-1007, "TIMEOUT", .never("nothing is answered before it is known what became of it")),
        Entry(-1008, "SERVER_BUSY", .answered("the exchange has more commands waiting than it takes")),
        Entry(-1010, "ERROR_MSG_RECEIVED", .never("there is no message bus")),
        Entry(-1011, "NON_WHITE_LIST", .never("no path is kept from an address; a key that is, is answered -2015")),
        Entry(-1013, "INVALID_MESSAGE", .never("there is no message bus")),
        Entry(
            -1014, "UNKNOWN_ORDER_COMPOSITION",
            .never("order parameters that do not go together are answered -1106, -1128 or -4137")),
        Entry(-1015, "TOO_MANY_ORDERS", .answered("an account spent its order count")),
        Entry(
            -1016, "SERVICE_SHUTTING_DOWN",
            .never("a server that shuts down closes its connections, and answers -1001 until then")),
        Entry(-1020, "UNSUPPORTED_OPERATION", .answered("an unknown method of the WebSocket API")),
        Entry(-1021, "INVALID_TIMESTAMP", .answered("a timestamp older than `recvWindow`, or a second ahead")),
        Entry(-1022, "INVALID_SIGNATURE", .answered("a signature over anything but what was sent")),
        Entry(-1023, "START_TIME_GREATER_THAN_END_TIME", .answered("`startTime` behind `endTime`")),
        Entry(-1099, "NOT_FOUND", .never("what is not there answers 404 and -5000")),
        Entry(-1100, "ILLEGAL_CHARS", .answered("a number with letters, a client id with other characters")),
        Entry(-1101, "TOO_MANY_PARAMETERS", .answered("a name given twice, or more than 100 parameters")),
        Entry(-1102, "MANDATORY_PARAM_EMPTY_OR_MALFORMED", .answered("a mandatory parameter is not there")),
        Entry(-1103, "UNKNOWN_PARAM", .never("unknown parameters are ignored")),
        Entry(-1104, "UNREAD_PARAMETERS", .never("unknown parameters are ignored")),
        Entry(-1105, "PARAM_EMPTY", .answered("a parameter without a value")),
        Entry(-1106, "PARAM_NOT_REQUIRED", .answered("a parameter that the order type, or another parameter, rules out")),
        Entry(-1108, "BAD_ASSET", .never("assets are named where only their support matters: -1126")),
        Entry(-1109, "BAD_ACCOUNT", .never("a key belongs to an account that exists")),
        Entry(-1110, "BAD_INSTRUMENT_TYPE", .never("no endpoint takes a symbol type")),
        Entry(-1111, "BAD_PRECISION", .answered("more decimals than the symbol has")),
        Entry(-1112, "NO_DEPTH", .never("market orders without opposite orders expire, price matches answer -5041")),
        Entry(-1113, "WITHDRAW_NOT_NEGATIVE", .never("no endpoint withdraws")),
        Entry(-1114, "TIF_NOT_REQUIRED", .never("answered -1106, like every parameter that is not required")),
        Entry(-1115, "INVALID_TIF", .answered("an unknown `timeInForce`")),
        Entry(-1116, "INVALID_ORDER_TYPE", .answered("an unknown `type`")),
        Entry(-1117, "INVALID_SIDE", .answered("an unknown `side`, or an amendment on the other side")),
        Entry(-1118, "EMPTY_NEW_CL_ORD_ID", .answered("an empty `newClientOrderId`")),
        Entry(-1119, "EMPTY_ORG_CL_ORD_ID", .answered("an empty `origClientOrderId`")),
        Entry(-1120, "BAD_INTERVAL", .answered("an unknown `interval`")),
        Entry(-1121, "BAD_SYMBOL", .answered("an unknown `symbol`")),
        Entry(-1122, "INVALID_SYMBOL_STATUS", .answered("an order before the symbol has a mark price")),
        Entry(-1125, "INVALID_LISTEN_KEY", .answered("no listen key to extend or close")),
        Entry(-1126, "ASSET_NOT_SUPPORTED", .answered("an unknown `asset`")),
        Entry(-1127, "MORE_THAN_XX_HOURS", .answered("an hour or more between the times of `aggTrades`")),
        Entry(
            -1128, "OPTIONAL_PARAMS_BAD_COMBO",
            .answered("`closePosition` with a type that cannot close, parameters that rule each other out")),
        Entry(-1130, "INVALID_PARAMETER", .answered("a value out of range, or a malformed list")),
        Entry(-1136, "INVALID_NEW_ORDER_RESP_TYPE", .answered("an unknown `newOrderRespType`")),
        Entry(-2010, "NEW_ORDER_REJECTED", .never("every refusal has a code of its own")),
        Entry(-2011, "CANCEL_REJECTED", .answered("no open order of that name to cancel")),
        Entry(-2012, "CANCEL_ALL_FAIL", .never("cancelling all orders cannot fail")),
        Entry(-2013, "NO_SUCH_ORDER", .answered("no order of that name to show or amend")),
        Entry(-2014, "BAD_API_KEY_FMT", .answered("no key, or none of 64 letters and digits")),
        Entry(
            -2015, "REJECTED_MBX_KEY",
            .answered("an unknown key, one without the permission, one used from another address; portfolio margin endpoints")),
        Entry(-2016, "NO_TRADING_WINDOW", .never("statistics of a symbol without trades are zeros")),
        Entry(-2017, "API_KEYS_LOCKED", .never("keys are revoked, never locked")),
        Entry(-2018, "BALANCE_NOT_SUFFICIENT", .never("no endpoint withdraws; order margin is answered -2019")),
        Entry(-2019, "MARGIN_NOT_SUFFICIEN", .answered("less available balance than the order needs")),
        Entry(-2020, "UNABLE_TO_FILL", .never("what cannot be filled expires")),
        Entry(-2021, "ORDER_WOULD_IMMEDIATELY_TRIGGER", .answered("a condition that is true already")),
        Entry(-2022, "REDUCE_ONLY_REJECT", .answered("reduce-only without a position on the other side")),
        Entry(-2023, "USER_IN_LIQUIDATION", .answered("an order while the account, or its position, is being liquidated")),
        Entry(-2024, "POSITION_NOT_SUFFICIENT", .never("answered -2022")),
        Entry(-2025, "MAX_OPEN_ORDER_EXCEEDED", .answered("more open orders than MAX_NUM_ORDERS")),
        Entry(-2026, "REDUCE_ONLY_ORDER_TYPE_NOT_SUPPORTED", .never("every order type may be reduce-only")),
        Entry(-2027, "MAX_LEVERAGE_RATIO", .answered("more notional than the leverage permits")),
        Entry(-2028, "MIN_LEVERAGE_RATIO", .answered("leverage lower than the margin balance bears")),
        Entry(-4000, "INVALID_ORDER_STATUS", .never("no endpoint takes an order status")),
        Entry(-4001, "PRICE_LESS_THAN_ZERO", .answered("a price of zero or less")),
        Entry(-4002, "PRICE_GREATER_THAN_MAX_PRICE", .answered("a price above PRICE_FILTER")),
        Entry(-4003, "QTY_LESS_THAN_ZERO", .answered("a quantity of zero or less")),
        Entry(-4004, "QTY_LESS_THAN_MIN_QTY", .answered("a quantity below LOT_SIZE")),
        Entry(-4005, "QTY_GREATER_THAN_MAX_QTY", .answered("a quantity above LOT_SIZE")),
        Entry(-4006, "STOP_PRICE_LESS_THAN_ZERO", .answered("a stop price of zero or less")),
        Entry(-4007, "STOP_PRICE_GREATER_THAN_MAX_PRICE", .answered("a stop price above PRICE_FILTER")),
        Entry(-4008, "TICK_SIZE_LESS_THAN_ZERO", .never("about a listing, which is checked when the operator lists it")),
        Entry(-4009, "MAX_PRICE_LESS_THAN_MIN_PRICE", .never("about a listing, which is checked when the operator lists it")),
        Entry(-4010, "MAX_QTY_LESS_THAN_MIN_QTY", .never("about a listing, which is checked when the operator lists it")),
        Entry(-4011, "STEP_SIZE_LESS_THAN_ZERO", .never("about a listing, which is checked when the operator lists it")),
        Entry(-4012, "MAX_NUM_ORDERS_LESS_THAN_ZERO", .never("about a listing, which is checked when the operator lists it")),
        Entry(-4013, "PRICE_LESS_THAN_MIN_PRICE", .answered("a price or stop price below PRICE_FILTER")),
        Entry(-4014, "PRICE_NOT_INCREASED_BY_TICK_SIZE", .answered("a price or stop price between two ticks")),
        Entry(-4015, "INVALID_CL_ORD_ID_LEN", .answered("a client id of more than 36 characters")),
        Entry(-4016, "PRICE_HIGHTER_THAN_MULTIPLIER_UP", .answered("buying above PERCENT_PRICE")),
        Entry(-4017, "MULTIPLIER_UP_LESS_THAN_ZERO", .never("about a listing, which is checked when the operator lists it")),
        Entry(-4018, "MULTIPLIER_DOWN_LESS_THAN_ZERO", .never("about a listing, which is checked when the operator lists it")),
        Entry(-4019, "COMPOSITE_SCALE_OVERFLOW", .never("about a listing, which is checked when the operator lists it")),
        Entry(-4020, "TARGET_STRATEGY_INVALID", .never("there are no strategies")),
        Entry(-4021, "INVALID_DEPTH_LIMIT", .answered("a `limit` that books are not cut to")),
        Entry(-4022, "WRONG_MARKET_STATUS", .never("no endpoint takes a market status")),
        Entry(-4023, "QTY_NOT_INCREASED_BY_STEP_SIZE", .answered("a quantity between two steps")),
        Entry(-4024, "PRICE_LOWER_THAN_MULTIPLIER_DOWN", .answered("selling below PERCENT_PRICE")),
        Entry(-4025, "MULTIPLIER_DECIMAL_LESS_THAN_ZERO", .never("about a listing, which is checked when the operator lists it")),
        Entry(-4026, "COMMISSION_INVALID", .never("about a listing, which is checked when the operator lists it")),
        Entry(-4027, "INVALID_ACCOUNT_TYPE", .never("no endpoint takes an account type")),
        Entry(-4028, "INVALID_LEVERAGE", .answered("a leverage that the symbol does not have")),
        Entry(-4029, "INVALID_TICK_SIZE_PRECISION", .never("about a listing, which is checked when the operator lists it")),
        Entry(-4030, "INVALID_STEP_SIZE_PRECISION", .never("about a listing, which is checked when the operator lists it")),
        Entry(-4031, "INVALID_WORKING_TYPE", .answered("an unknown `workingType`")),
        Entry(-4032, "EXCEED_MAX_CANCEL_ORDER_SIZE", .answered("more than 10 orders to cancel")),
        Entry(-4033, "INSURANCE_ACCOUNT_NOT_FOUND", .never("no endpoint asks for the insurance fund")),
        Entry(-4044, "INVALID_BALANCE_TYPE", .never("no endpoint takes a balance type")),
        Entry(-4045, "MAX_STOP_ORDER_EXCEEDED", .answered("more conditional orders than MAX_NUM_ALGO_ORDERS")),
        Entry(-4046, "NO_NEED_TO_CHANGE_MARGIN_TYPE", .answered("the margin type that is set")),
        Entry(-4047, "THERE_EXISTS_OPEN_ORDERS", .answered("changing the margin type with open orders")),
        Entry(-4048, "THERE_EXISTS_QUANTITY", .answered("changing the margin type with a position")),
        Entry(-4049, "ADD_ISOLATED_MARGIN_REJECT", .answered("margin for a cross position")),
        Entry(-4050, "CROSS_BALANCE_INSUFFICIENT", .answered("more margin than the cross balance has")),
        Entry(-4051, "ISOLATED_BALANCE_INSUFFICIENT", .answered("taking more margin than the position can spare")),
        Entry(-4052, "NO_NEED_TO_CHANGE_AUTO_ADD_MARGIN", .never("positions do not add margin by themselves")),
        Entry(-4053, "AUTO_ADD_CROSSED_MARGIN_REJECT", .never("positions do not add margin by themselves")),
        Entry(-4054, "ADD_ISOLATED_MARGIN_NO_POSITION_REJECT", .answered("margin for no position")),
        Entry(-4055, "AMOUNT_MUST_BE_POSITIVE", .answered("an amount of zero or less")),
        Entry(-4056, "INVALID_API_KEY_TYPE", .answered("`session.logon` with a key that is not Ed25519")),
        Entry(-4057, "INVALID_RSA_PUBLIC_KEY", .never("keys are made through the operator API")),
        Entry(-4058, "MAX_PRICE_TOO_LARGE", .never("about a listing, which is checked when the operator lists it")),
        Entry(-4059, "NO_NEED_TO_CHANGE_POSITION_SIDE", .answered("the position mode that is set")),
        Entry(-4060, "INVALID_POSITION_SIDE", .answered("an unknown `positionSide`")),
        Entry(-4061, "POSITION_SIDE_NOT_MATCH", .answered("a position side that the position mode does not have")),
        Entry(-4062, "REDUCE_ONLY_CONFLICT", .answered("a `reduceOnly` that is neither true nor false")),
        Entry(-4063, "INVALID_OPTIONS_REQUEST_TYPE", .never("about options of a kind that no endpoint has")),
        Entry(-4064, "INVALID_OPTIONS_TIME_FRAME", .never("about options of a kind that no endpoint has")),
        Entry(-4065, "INVALID_OPTIONS_AMOUNT", .never("about options of a kind that no endpoint has")),
        Entry(-4066, "INVALID_OPTIONS_EVENT_TYPE", .never("about options of a kind that no endpoint has")),
        Entry(-4067, "POSITION_SIDE_CHANGE_EXISTS_OPEN_ORDERS", .answered("changing the position mode with open orders")),
        Entry(-4068, "POSITION_SIDE_CHANGE_EXISTS_QUANTITY", .answered("changing the position mode with a position")),
        Entry(-4069, "INVALID_OPTIONS_PREMIUM_FEE", .never("about options of a kind that no endpoint has")),
        Entry(-4070, "INVALID_CL_OPTIONS_ID_LEN", .never("about options of a kind that no endpoint has")),
        Entry(-4071, "INVALID_OPTIONS_DIRECTION", .never("about options of a kind that no endpoint has")),
        Entry(-4072, "OPTIONS_PREMIUM_NOT_UPDATE", .never("about options of a kind that no endpoint has")),
        Entry(-4073, "OPTIONS_PREMIUM_INPUT_LESS_THAN_ZERO", .never("about options of a kind that no endpoint has")),
        Entry(-4074, "OPTIONS_AMOUNT_BIGGER_THAN_UPPER", .never("about options of a kind that no endpoint has")),
        Entry(-4075, "OPTIONS_PREMIUM_OUTPUT_ZERO", .never("about options of a kind that no endpoint has")),
        Entry(-4076, "OPTIONS_PREMIUM_TOO_DIFF", .never("about options of a kind that no endpoint has")),
        Entry(-4077, "OPTIONS_PREMIUM_REACH_LIMIT", .never("about options of a kind that no endpoint has")),
        Entry(-4078, "OPTIONS_COMMON_ERROR", .never("about options of a kind that no endpoint has")),
        Entry(-4079, "INVALID_OPTIONS_ID", .never("about options of a kind that no endpoint has")),
        Entry(-4080, "OPTIONS_USER_NOT_FOUND", .never("about options of a kind that no endpoint has")),
        Entry(-4081, "OPTIONS_NOT_FOUND", .never("about options of a kind that no endpoint has")),
        Entry(-4082, "INVALID_BATCH_PLACE_ORDER_SIZE", .answered("no orders in a batch, or more than 5")),
        Entry(-4083, "PLACE_BATCH_ORDERS_FAIL", .never("each item of a batch has an answer of its own")),
        Entry(-4084, "UPCOMING_METHOD", .never("nothing is upcoming")),
        Entry(-4085, "INVALID_NOTIONAL_LIMIT_COEF", .never("no endpoint takes a notional coefficient")),
        Entry(-4086, "INVALID_PRICE_SPREAD_THRESHOLD", .never("no endpoint takes a spread threshold")),
        Entry(-4087, "REDUCE_ONLY_ORDER_PERMISSION", .never("accounts are not restricted to reducing")),
        Entry(-4088, "NO_PLACE_ORDER_PERMISSION", .never("accounts are not kept from trading")),
        Entry(-4104, "INVALID_CONTRACT_TYPE", .answered("an unknown `contractType`")),
        Entry(-4114, "INVALID_CLIENT_TRAN_ID_LEN", .never("no endpoint takes a `clientTranId`")),
        Entry(-4115, "DUPLICATED_CLIENT_TRAN_ID", .never("no endpoint takes a `clientTranId`")),
        Entry(-4118, "REDUCE_ONLY_MARGIN_CHECK_FAILED", .never("answered -2022 or -2019")),
        Entry(-4131, "MARKET_ORDER_REJECT", .answered("the best opposite price is beyond `marketTakeBound`")),
        Entry(-4135, "INVALID_ACTIVATION_PRICE", .answered("an activation price that is no price of the symbol")),
        Entry(-4137, "QUANTITY_EXISTS_WITH_CLOSE_POSITION", .answered("`closePosition` with a quantity")),
        Entry(-4138, "REDUCE_ONLY_MUST_BE_TRUE", .never("`reduceOnly` with `closePosition` is answered -1106")),
        Entry(-4139, "ORDER_TYPE_CANNOT_BE_MKT", .never("no order is kept from being cancelled")),
        Entry(
            -4140, "INVALID_OPENING_POSITION_STATUS",
            .answered("an order that does not reduce, in the last minute before a delivery")),
        Entry(
            -4141, "SYMBOL_ALREADY_CLOSED", .answered("an order in a market that was delivered or delisted, or is not open yet")),
        Entry(-4142, "STRATEGY_INVALID_TRIGGER_PRICE", .never("answered -2021")),
        Entry(-4144, "INVALID_PAIR", .answered("a `pair` without contracts")),
        Entry(-4161, "ISOLATED_LEVERAGE_REJECT_WITH_POSITION", .answered("lowering the leverage of an isolated position")),
        Entry(-4164, "MIN_NOTIONAL", .answered("a notional below MIN_NOTIONAL")),
        Entry(-4165, "INVALID_TIME_INTERVAL", .answered("more than 7 days between the times, 365 for downloads")),
        Entry(-4167, "ISOLATED_REJECT_WITH_JOINT_MARGIN", .answered("multi-assets mode with an isolated symbol")),
        Entry(-4168, "JOINT_MARGIN_REJECT_WITH_ISOLATED", .answered("isolated margin in multi-assets mode")),
        Entry(-4169, "JOINT_MARGIN_REJECT_WITH_MB", .answered("leaving multi-assets mode without the margin")),
        Entry(-4170, "JOINT_MARGIN_REJECT_WITH_OPEN_ORDER", .answered("changing multi-assets mode with open orders")),
        Entry(-4171, "NO_NEED_TO_CHANGE_JOINT_MARGIN", .answered("the multi-assets mode that is set")),
        Entry(-4172, "JOINT_MARGIN_REJECT_WITH_NEGATIVE_BALANCE", .answered("changing multi-assets mode with a negative balance")),
        Entry(-4183, "ISOLATED_REJECT_WITH_JOINT_MARGIN", .answered("a limit price above PERCENT_PRICE of its stop price")),
        Entry(-4184, "PRICE_LOWER_THAN_STOP_MULTIPLIER_DOWN", .answered("a limit price below PERCENT_PRICE of its stop price")),
        Entry(-4192, "COOLING_OFF_PERIOD", .never("there is no cooling-off period")),
        Entry(
            -4202, "ADJUST_LEVERAGE_KYC_FAILED",
            .never("leverage depends on the symbol alone, not on who or where the trader is")),
        Entry(
            -4203, "ADJUST_LEVERAGE_ONE_MONTH_FAILED",
            .never("leverage depends on the symbol alone, not on who or where the trader is")),
        Entry(
            -4205, "ADJUST_LEVERAGE_X_DAYS_FAILED",
            .never("leverage depends on the symbol alone, not on who or where the trader is")),
        Entry(
            -4206, "ADJUST_LEVERAGE_KYC_LIMIT",
            .never("leverage depends on the symbol alone, not on who or where the trader is")),
        Entry(
            -4208, "ADJUST_LEVERAGE_ACCOUNT_SYMBOL_FAILED",
            .never("leverage depends on the symbol alone, not on who or where the trader is")),
        Entry(
            -4209, "ADJUST_LEVERAGE_SYMBOL_FAILED",
            .never("leverage depends on the symbol alone, not on who or where the trader is")),
        Entry(
            -4210, "STOP_PRICE_HIGHER_THAN_PRICE_MULTIPLIER_LIMIT",
            .never("stop prices may be any distance away (PERCENT_PRICE binds the limit price: -4183)")),
        Entry(
            -4211, "STOP_PRICE_LOWER_THAN_PRICE_MULTIPLIER_LIMIT",
            .never("stop prices may be any distance away (PERCENT_PRICE binds the limit price: -4184)")),
        Entry(-4400, "TRADING_QUANTITATIVE_RULE", .never("there are no quantitative rules")),
        Entry(-4401, "COMPLIANCE_RESTRICTION", .never("there is no compliance")),
        Entry(-4402, "COMPLIANCE_BLACK_SYMBOL_RESTRICTION", .never("there is no compliance")),
        Entry(-4403, "ADJUST_LEVERAGE_COMPLIANCE_FAILED", .never("there is no compliance")),
        Entry(-5021, "FOK_ORDER_REJECT", .answered("FOK that cannot be filled whole")),
        Entry(-5022, "GTX_ORDER_REJECT", .answered("GTX that would take")),
        Entry(
            -5024, "MOVE_ORDER_NOT_ALLOWED_SYMBOL_REASON", .answered("amending an order in a market that is not trading")),
        Entry(-5025, "LIMIT_ORDER_ONLY", .answered("amending an order that waits for its trigger")),
        Entry(-5026, "Exceed_Maximum_Modify_Order_Limit", .answered("amending an order for the 10 001st time")),
        Entry(-5027, "SAME_ORDER", .answered("an amendment that changes nothing")),
        Entry(-5028, "ME_RECVWINDOW_REJECT", .answered("the exchange took the request after `timestamp` + `recvWindow`")),
        Entry(-5037, "INVALID_PRICE_MATCH", .answered("an unknown `priceMatch`")),
        Entry(-5038, "UNSUPPORTED_ORDER_TYPE_PRICE_MATCH", .answered("a price match without a limit price to give")),
        Entry(-5039, "INVALID_SELF_TRADE_PREVENTION_MODE", .answered("an unknown `selfTradePreventionMode`")),
        Entry(-5040, "FUTURE_GOOD_TILL_DATE", .answered("a `goodTillDate` within 600 seconds, or too far")),
        Entry(-5041, "BBO_ORDER_REJECT", .answered("a price match with a level that the book does not have")),
    ]

    /// Codes that clients know from later documents.
    public static let later: [Entry] = [
        Entry(-1135, "INVALID_JSON", .answered("a frame of the WebSocket API that is no JSON object")),
        Entry(-4116, "DUPLICATED_CLIENT_ORDER_ID", .answered("a client id that an open order of the account has")),
        Entry(-4120, "STOP_ORDER_SWITCH_ALGO", .answered("a conditional order on `/order` with `--api-era 2025-12` or later")),
        Entry(-5000, "METHOD_NOT_FOUND", .answered("a path or method that is not there")),
    ]

    public struct Entry: Sendable {
        public let code: Int
        public let name: String
        public let fate: Fate

        init(_ code: Int, _ name: String, _ fate: Fate) {
            self.code = code
            self.name = name
            self.fate = fate
        }
    }

    public enum Fate: Sendable, Equatable {
        /// To what.
        case answered(String)
        /// Why.
        case never(String)
    }
}

extension SurfaceDocument.ErrorCode {
    init(_ entry: UsdmErrorTable.Entry) {
        switch entry.fate {
        case .answered(let cause): self.init(code: entry.code, name: entry.name, cause: cause, whyNever: nil)
        case .never(let reason): self.init(code: entry.code, name: entry.name, cause: nil, whyNever: reason)
        }
    }
}
