public import Primitives
public import WireKit

/// The two ways to name an order, and when the request was made.
public struct OrderName: Sendable {
    public var symbol: String
    public var orderId: Int64?
    public var origClientOrderId: String?
    public var recvWindow: Int64?
    public var timestamp: Int64

    public init(from reader: inout ParameterReader) throws(ParameterFault) {
        symbol = try reader.text("symbol")
        orderId = try reader.optionalInteger("orderId")
        origClientOrderId = try reader.optionalText("origClientOrderId")
        recvWindow = try reader.optionalInteger("recvWindow")
        timestamp = try reader.integer("timestamp")
        if orderId == nil && origClientOrderId == nil && !reader.isDescribing { throw .neither("origClientOrderId", "orderId") }
    }
}

public struct QueryOrderRequest: WireRequest {
    public typealias Reply = OrderReply
    public static let contract = Contract(
        .get, "/fapi/v1/order", access: .userData, weight: .fixed(1), socketMethods: ["order.status"], summary: "Query an order")
    public var name: OrderName
    public init(from reader: inout ParameterReader) throws(ParameterFault) { name = try OrderName(from: &reader) }
}

public struct CancelOrderRequest: WireRequest {
    public typealias Reply = OrderReply
    public static let contract = Contract(
        .delete, "/fapi/v1/order", access: .trade, weight: .fixed(1), socketMethods: ["order.cancel"], summary: "Cancel an order")
    public var name: OrderName
    public init(from reader: inout ParameterReader) throws(ParameterFault) { name = try OrderName(from: &reader) }
}

public struct OpenOrderRequest: WireRequest {
    public typealias Reply = OrderReply
    public static let contract = Contract(
        .get, "/fapi/v1/openOrder", access: .userData, weight: .fixed(1), summary: "Query an open order")
    public var name: OrderName
    public init(from reader: inout ParameterReader) throws(ParameterFault) { name = try OrderName(from: &reader) }
}

/// New price and quantity for an order (document 001, "Modify Order").
public struct AmendmentParameters: Sendable {
    public var orderId: Int64?
    public var origClientOrderId: String?
    public var symbol: String
    public var side: SideText
    public var quantity: Quantity
    public var price: Price?
    public var priceMatch: PriceMatchText?
    public var recvWindow: Int64?
    public var timestamp: Int64

    public init(from reader: inout ParameterReader) throws(ParameterFault) {
        orderId = try reader.optionalInteger("orderId")
        origClientOrderId = try reader.optionalText("origClientOrderId")
        symbol = try reader.text("symbol")
        side = try reader.enumeration("side")
        quantity = try reader.decimal("quantity")
        price = try reader.optionalDecimal("price")
        priceMatch = try reader.optionalEnumeration("priceMatch")
        recvWindow = try reader.optionalInteger("recvWindow")
        timestamp = try reader.integer("timestamp")
        if orderId == nil && origClientOrderId == nil && !reader.isDescribing { throw .neither("origClientOrderId", "orderId") }
    }
}

public struct ModifyOrderRequest: WireRequest {
    public typealias Reply = OrderReply
    public static let contract = Contract(
        .put, "/fapi/v1/order", access: .trade, weight: .fixed(1), orderCount: .each(tenSeconds: 1, minute: 1),
        socketMethods: ["order.modify"], summary: "Change price and quantity of an order")
    public var amendment: AmendmentParameters
    public init(from reader: inout ParameterReader) throws(ParameterFault) { amendment = try AmendmentParameters(from: &reader) }
}

public struct OpenOrdersRequest: WireRequest {
    public typealias Reply = [OrderReply]
    public static let contract = Contract(
        .get, "/fapi/v1/openOrders", access: .userData, weight: .bySymbol(with: 1, without: 40), summary: "All open orders")
    public var symbol: String?
    public init(from reader: inout ParameterReader) throws(ParameterFault) { symbol = try reader.optionalText("symbol") }
}

public struct AllOrdersRequest: WireRequest {
    public typealias Reply = [OrderReply]
    public static let contract = Contract(
        .get, "/fapi/v1/allOrders", access: .userData, weight: .fixed(5), summary: "Orders, however they ended")
    public var symbol: String
    public var orderId: Int64?
    public var startTime: Int64?
    public var endTime: Int64?
    public var limit: Int64?
    public init(from reader: inout ParameterReader) throws(ParameterFault) {
        symbol = try reader.text("symbol")
        orderId = try reader.optionalInteger("orderId")
        startTime = try reader.optionalInteger("startTime")
        endTime = try reader.optionalInteger("endTime")
        limit = try reader.optionalInteger("limit")
    }
}

public struct CancelAllOrdersRequest: WireRequest {
    public typealias Reply = StatusReply
    public static let contract = Contract(
        .delete, "/fapi/v1/allOpenOrders", access: .trade, weight: .fixed(1), summary: "Cancel all open orders of a symbol")
    public var symbol: String
    public init(from reader: inout ParameterReader) throws(ParameterFault) { symbol = try reader.text("symbol") }
}

public struct CountdownRequest: WireRequest {
    public typealias Reply = CountdownReply
    public static let contract = Contract(
        .post, "/fapi/v1/countdownCancelAll", access: .trade, weight: .fixed(10),
        summary: "Cancel all open orders of a symbol after a while, unless sent again")
    public var symbol: String
    /// Milliseconds; zero stops the countdown.
    public var countdownTime: Int64
    public init(from reader: inout ParameterReader) throws(ParameterFault) {
        symbol = try reader.text("symbol")
        countdownTime = try reader.integer("countdownTime")
    }
}

public struct CountdownReply: WireReply {
    public var symbol: String
    public var countdownTime: Int64
    public init(symbol: String, countdownTime: Int64) {
        self.symbol = symbol
        self.countdownTime = countdownTime
    }
    public func write(to json: inout JSONWriter) {
        json.object {
            $0.field("symbol", symbol)
            $0.field("countdownTime", String(countdownTime))
        }
    }
}

/// `{"code":200,"msg":…}`.
public struct StatusReply: WireReply {
    public var message: String
    public init(message: String) { self.message = message }
    public func write(to json: inout JSONWriter) {
        json.object {
            $0.field("code", 200)
            $0.field("msg", message)
        }
    }
}
