public import Primitives
public import WireKit

/// An order, in the forms the order endpoints answer with.
public struct OrderReply: WireReply {
    /// Which fields the endpoint adds to those that all share.
    public enum Form: Sendable {
        /// Place and cancel: `cumQty`.
        case change
        /// Modify: `cumQty`, `cumBase`, `pair`.
        case amendment(pair: String)
        /// Queries: `time`.
        case query
        /// Orders of the exchange's own: `time`, but nothing that only clients ask for.
        case forced
    }

    /// What only trailing orders show.
    public struct Trailing: Sendable {
        public var activationPrice: Price
        /// Of the extreme price, 0.01 for one per cent.
        public var callback: Rate
        public init(activationPrice: Price, callback: Rate) {
            self.activationPrice = activationPrice
            self.callback = callback
        }
    }

    public var form: Form
    public var orderId: Int64
    public var symbol: String
    public var status: OrderStatusText
    public var clientOrderId: ShortText
    public var price: Price
    public var averagePrice: Price
    public var quantity: Quantity
    public var executed: Quantity
    public var executedQuote: Money
    public var timeInForce: TimeInForceText
    public var type: OrderTypeText
    public var originalType: OrderTypeText
    public var reduceOnly: Bool
    public var closePosition: Bool
    public var side: SideText
    public var positionSide: PositionSideText
    public var stopPrice: Price
    public var trailing: Trailing?
    public var workingType: WorkingTypeText
    public var priceProtect: Bool
    public var priceMatch: PriceMatchText
    public var selfTradePreventionMode: SelfTradePreventionText
    public var goodTillDate: Int64
    public var time: Int64
    public var updateTime: Int64
    public var digits: SymbolDigits

    public init(
        form: Form, orderId: Int64, symbol: String, status: OrderStatusText, clientOrderId: ShortText, price: Price,
        averagePrice: Price, quantity: Quantity, executed: Quantity, executedQuote: Money, timeInForce: TimeInForceText,
        type: OrderTypeText, originalType: OrderTypeText, reduceOnly: Bool, closePosition: Bool, side: SideText,
        positionSide: PositionSideText, stopPrice: Price, trailing: Trailing?, workingType: WorkingTypeText, priceProtect: Bool,
        priceMatch: PriceMatchText, selfTradePreventionMode: SelfTradePreventionText, goodTillDate: Int64, time: Int64,
        updateTime: Int64, digits: SymbolDigits
    ) {
        self.form = form
        self.orderId = orderId
        self.symbol = symbol
        self.status = status
        self.clientOrderId = clientOrderId
        self.price = price
        self.averagePrice = averagePrice
        self.quantity = quantity
        self.executed = executed
        self.executedQuote = executedQuote
        self.timeInForce = timeInForce
        self.type = type
        self.originalType = originalType
        self.reduceOnly = reduceOnly
        self.closePosition = closePosition
        self.side = side
        self.positionSide = positionSide
        self.stopPrice = stopPrice
        self.trailing = trailing
        self.workingType = workingType
        self.priceProtect = priceProtect
        self.priceMatch = priceMatch
        self.selfTradePreventionMode = selfTradePreventionMode
        self.goodTillDate = goodTillDate
        self.time = time
        self.updateTime = updateTime
        self.digits = digits
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("orderId", orderId)
            json.field("symbol", symbol)
            json.field("status", status.rawValue)
            json.field("clientOrderId", clientOrderId)
            json.field("price", price, digits: digits.price)
            json.field("avgPrice", averagePrice, digits: SymbolDigits.average)
            json.field("origQty", quantity, digits: digits.quantity)
            json.field("executedQty", executed, digits: digits.quantity)
            writeFormFields(to: &json)
            json.field("cumQuote", executedQuote, digits: digits.notional)
            json.field("timeInForce", timeInForce.rawValue)
            json.field("type", type.rawValue)
            json.field("reduceOnly", reduceOnly)
            json.field("closePosition", closePosition)
            json.field("side", side.rawValue)
            json.field("positionSide", positionSide.rawValue)
            json.field("stopPrice", stopPrice, digits: digits.price)
            json.field("workingType", workingType.rawValue)
            if !isForced { json.field("priceProtect", priceProtect) }
            json.field("origType", originalType.rawValue)
            if let trailing {
                json.field("activatePrice", trailing.activationPrice, digits: digits.price)
                json.percentField("priceRate", trailing.callback)
            }
            writeClientTerms(to: &json)
            json.field("updateTime", updateTime)
        }
    }

    private func writeFormFields(to json: inout JSONWriter) {
        switch form {
        case .change:
            json.field("cumQty", executed, digits: digits.quantity)
        case .amendment(let pair):
            json.field("pair", pair)
            json.field("cumQty", executed, digits: digits.quantity)
            json.field("cumBase", Quantity.zero, digits: nil)
        case .query, .forced: break
        }
    }

    private var isForced: Bool { if case .forced = form { true } else { false } }

    private func writeClientTerms(to json: inout JSONWriter) {
        if isForced { return json.field("time", time) }
        json.field("priceMatch", priceMatch.rawValue)
        json.field("selfTradePreventionMode", selfTradePreventionMode.rawValue)
        json.field("goodTillDate", goodTillDate)
        if case .query = form { json.field("time", time) }
    }
}

extension JSONWriter {
    /// A rate in per cent, with one decimal at least: 0.003 is `"0.3"`, 0.05 is `"5.0"`.
    public mutating func percentField(_ name: StaticString, _ rate: Rate) {
        let (raw, overflow) = rate.raw.multipliedReportingOverflow(by: 100)
        let percent = Rate(raw: overflow ? .max : raw)
        field(name, percent, digits: percent.significantDigits <= 1 ? 1 : nil)
    }
}
