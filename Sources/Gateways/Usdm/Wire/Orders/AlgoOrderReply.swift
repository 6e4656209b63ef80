public import Primitives
public import WireKit

/// A conditional order of the algo door.
public struct AlgoOrderReply: WireReply {
    public enum Form: Sendable {
        /// Place: the fields of a trailing order, empty for the others.
        case placed
        /// Queries: what it became.
        case query(Actual)
    }

    /// The order that a conditional order became.
    public struct Actual: Sendable {
        /// Nil before the trigger.
        public var orderId: Int64?
        public var averagePrice: Price
        public init(orderId: Int64?, averagePrice: Price) {
            self.orderId = orderId
            self.averagePrice = averagePrice
        }
    }

    public var form: Form
    public var algoId: Int64
    public var clientAlgoId: ShortText
    public var orderType: OrderTypeText
    public var symbol: String
    public var side: SideText
    public var positionSide: PositionSideText
    public var timeInForce: TimeInForceText
    public var quantity: Quantity
    public var status: AlgoStatusText
    public var triggerPrice: Price
    public var price: Price
    public var trailing: OrderReply.Trailing?
    public var selfTradePreventionMode: SelfTradePreventionText
    public var workingType: WorkingTypeText
    public var priceMatch: PriceMatchText
    public var closePosition: Bool
    public var priceProtect: Bool
    public var reduceOnly: Bool
    public var createTime: Int64
    public var updateTime: Int64
    public var triggerTime: Int64
    public var goodTillDate: Int64
    public var digits: SymbolDigits

    public init(
        form: Form, algoId: Int64, clientAlgoId: ShortText, orderType: OrderTypeText, symbol: String, side: SideText,
        positionSide: PositionSideText, timeInForce: TimeInForceText, quantity: Quantity, status: AlgoStatusText,
        triggerPrice: Price, price: Price, trailing: OrderReply.Trailing?, selfTradePreventionMode: SelfTradePreventionText,
        workingType: WorkingTypeText, priceMatch: PriceMatchText, closePosition: Bool, priceProtect: Bool, reduceOnly: Bool,
        createTime: Int64, updateTime: Int64, triggerTime: Int64, goodTillDate: Int64, digits: SymbolDigits
    ) {
        self.form = form
        self.algoId = algoId
        self.clientAlgoId = clientAlgoId
        self.orderType = orderType
        self.symbol = symbol
        self.side = side
        self.positionSide = positionSide
        self.timeInForce = timeInForce
        self.quantity = quantity
        self.status = status
        self.triggerPrice = triggerPrice
        self.price = price
        self.trailing = trailing
        self.selfTradePreventionMode = selfTradePreventionMode
        self.workingType = workingType
        self.priceMatch = priceMatch
        self.closePosition = closePosition
        self.priceProtect = priceProtect
        self.reduceOnly = reduceOnly
        self.createTime = createTime
        self.updateTime = updateTime
        self.triggerTime = triggerTime
        self.goodTillDate = goodTillDate
        self.digits = digits
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("algoId", algoId)
            json.field("clientAlgoId", clientAlgoId)
            json.field("algoType", AlgoTypeText.CONDITIONAL.rawValue)
            json.field("orderType", orderType.rawValue)
            json.field("symbol", symbol)
            json.field("side", side.rawValue)
            json.field("positionSide", positionSide.rawValue)
            json.field("timeInForce", timeInForce.rawValue)
            json.field("quantity", quantity, digits: digits.quantity)
            json.field("algoStatus", status.rawValue)
            if case .query(let actual) = form { write(actual, to: &json) }
            json.field("triggerPrice", triggerPrice, digits: digits.price)
            json.field("price", price, digits: digits.price)
            json.key("icebergQuantity")
            json.null()
            if case .query = form { writeAttached(to: &json) }
            json.field("selfTradePreventionMode", selfTradePreventionMode.rawValue)
            json.field("workingType", workingType.rawValue)
            json.field("priceMatch", priceMatch.rawValue)
            json.field("closePosition", closePosition)
            json.field("priceProtect", priceProtect)
            json.field("reduceOnly", reduceOnly)
            writeTrailing(to: &json)
            json.field("createTime", createTime)
            json.field("updateTime", updateTime)
            json.field("triggerTime", triggerTime)
            json.field("goodTillDate", goodTillDate)
        }
    }

    private func write(_ actual: Actual, to json: inout JSONWriter) {
        json.field("actualOrderId", actual.orderId.map { String($0) } ?? "")
        json.field("actualPrice", actual.averagePrice, digits: SymbolDigits.average)
    }

    /// Orders that hang on this one: there are none here, and clients look for the fields.
    private func writeAttached(to json: inout JSONWriter) {
        json.field("tpTriggerPrice", Price.zero, digits: digits.price)
        json.field("tpPrice", Price.zero, digits: digits.price)
        json.field("slTriggerPrice", Price.zero, digits: digits.price)
        json.field("slPrice", Price.zero, digits: digits.price)
        json.field("tpOrderType", "")
    }

    private func writeTrailing(to json: inout JSONWriter) {
        if let trailing {
            json.field("activatePrice", trailing.activationPrice, digits: digits.price)
            json.percentField("callbackRate", trailing.callback)
        } else if case .placed = form {
            json.field("activatePrice", "")
            json.field("callbackRate", "")
        }
    }
}
