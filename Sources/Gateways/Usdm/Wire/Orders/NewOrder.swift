public import Primitives
public import WireKit

/// The two endpoints that take orders. They call some parameters differently.
public enum OrderDoor: Sendable {
    /// `POST /order` and its batch.
    case orders
    /// `POST /algoOrder`, which takes conditional orders only.
    case algo

    public var triggerPriceName: String { self == .orders ? "stopPrice" : "triggerPrice" }
    public var activationPriceName: String { self == .orders ? "activationPrice" : "activatePrice" }
    public var clientIDName: String { self == .orders ? "newClientOrderId" : "clientAlgoId" }
}

/// The parameters of an order (document 001, "New Order").
public struct OrderParameters: Sendable {
    public var door: OrderDoor
    public var symbol: String
    public var side: SideText
    public var positionSide: PositionSideText?
    public var type: OrderTypeText
    public var timeInForce: TimeInForceText?
    public var quantity: Quantity?
    public var reduceOnly: Bool?
    public var price: Price?
    public var clientID: String?
    /// The price that triggers, but for trailing orders.
    public var triggerPrice: Price?
    public var closePosition: Bool?
    public var activationPrice: Price?
    /// In per cent.
    public var callbackRate: Rate?
    public var workingType: WorkingTypeText?
    public var priceProtect: Bool?
    public var newOrderRespType: ResponseTypeText?
    public var priceMatch: PriceMatchText?
    public var selfTradePreventionMode: SelfTradePreventionText?
    public var goodTillDate: Int64?
    public var recvWindow: Int64?
    public var timestamp: Int64

    public init(from reader: inout ParameterReader, door: OrderDoor = .orders) throws(ParameterFault) {
        self.door = door
        symbol = try reader.text("symbol")
        side = try reader.enumeration("side")
        positionSide = try reader.optionalEnumeration("positionSide")
        type = try reader.enumeration("type")
        timeInForce = try reader.optionalEnumeration("timeInForce")
        quantity = try reader.optionalDecimal("quantity")
        reduceOnly = try reader.optionalBool("reduceOnly")
        price = try reader.optionalDecimal("price")
        clientID = try reader.optionalText(door.clientIDName)
        triggerPrice = try reader.optionalDecimal(door.triggerPriceName)
        closePosition = try reader.optionalBool("closePosition")
        activationPrice = try reader.optionalDecimal(door.activationPriceName)
        callbackRate = try reader.optionalDecimal("callbackRate")
        workingType = try reader.optionalEnumeration("workingType")
        priceProtect = try reader.optionalBool("priceProtect")
        newOrderRespType = try reader.optionalEnumeration("newOrderRespType")
        priceMatch = try reader.optionalEnumeration("priceMatch")
        selfTradePreventionMode = try reader.optionalEnumeration("selfTradePreventionMode")
        goodTillDate = try reader.optionalInteger("goodTillDate")
        recvWindow = try reader.optionalInteger("recvWindow")
        timestamp = try reader.integer("timestamp")
    }
}

public struct NewOrderRequest: WireRequest {
    public typealias Reply = OrderReply
    public static let contract = Contract(
        .post, "/fapi/v1/order", access: .trade, weight: .fixed(0), orderCount: .each(tenSeconds: 1, minute: 1),
        socketMethods: ["order.place"], summary: "Place an order")
    public var order: OrderParameters
    public init(from reader: inout ParameterReader) throws(ParameterFault) { order = try OrderParameters(from: &reader) }
}

public struct TestOrderRequest: WireRequest {
    public typealias Reply = OrderReply
    public static let contract = Contract(
        .post, "/fapi/v1/order/test", access: .trade, weight: .fixed(1), summary: "Check an order without placing it")
    public var order: OrderParameters
    public init(from reader: inout ParameterReader) throws(ParameterFault) { order = try OrderParameters(from: &reader) }
}
