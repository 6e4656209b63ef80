public import Primitives
public import WireKit

// Conditional orders by a door of their own, as clients since December 2025 send them (developers.binance.com, "New Algo
// Order" and its neighbours).

public struct NewAlgoOrderRequest: WireRequest {
    public typealias Reply = AlgoOrderReply
    public static let contract = Contract(
        .post, "/fapi/v1/algoOrder", access: .trade, weight: .fixed(0), orderCount: .each(tenSeconds: 1, minute: 1),
        socketMethods: ["algoOrder.place"], summary: "Place a conditional order")
    public var algoType: AlgoTypeText
    public var order: OrderParameters
    public init(from reader: inout ParameterReader) throws(ParameterFault) {
        algoType = try reader.enumeration("algoType")
        order = try OrderParameters(from: &reader, door: .algo)
    }
}

/// The two ways to name a conditional order. No symbol: the numbers are unique.
public struct AlgoName: Sendable {
    public var algoId: Int64?
    public var clientAlgoId: String?

    init(from reader: inout ParameterReader) throws(ParameterFault) {
        algoId = try reader.optionalInteger("algoId")
        clientAlgoId = try reader.optionalText("clientAlgoId")
        if algoId == nil && clientAlgoId == nil && !reader.isDescribing { throw .neither("clientAlgoId", "algoId") }
    }
}

public struct QueryAlgoOrderRequest: WireRequest {
    public typealias Reply = AlgoOrderReply
    public static let contract = Contract(
        .get, "/fapi/v1/algoOrder", access: .userData, weight: .fixed(1), summary: "Query a conditional order")
    public var name: AlgoName
    public init(from reader: inout ParameterReader) throws(ParameterFault) { name = try AlgoName(from: &reader) }
}

public struct CancelAlgoOrderRequest: WireRequest {
    public typealias Reply = CanceledAlgoReply
    public static let contract = Contract(
        .delete, "/fapi/v1/algoOrder", access: .trade, weight: .fixed(1), socketMethods: ["algoOrder.cancel"],
        summary: "Cancel a conditional order")
    public var name: AlgoName
    public init(from reader: inout ParameterReader) throws(ParameterFault) { name = try AlgoName(from: &reader) }
}

public struct OpenAlgoOrdersRequest: WireRequest {
    public typealias Reply = [AlgoOrderReply]
    public static let contract = Contract(
        .get, "/fapi/v1/openAlgoOrders", access: .userData, weight: .bySymbol(with: 1, without: 40),
        summary: "All open conditional orders")
    public var algoType: AlgoTypeText?
    public var symbol: String?
    public var algoId: Int64?
    public init(from reader: inout ParameterReader) throws(ParameterFault) {
        algoType = try reader.optionalEnumeration("algoType")
        symbol = try reader.optionalText("symbol")
        algoId = try reader.optionalInteger("algoId")
    }
}

public struct AllAlgoOrdersRequest: WireRequest {
    public typealias Reply = [AlgoOrderReply]
    public static let contract = Contract(
        .get, "/fapi/v1/allAlgoOrders", access: .userData, weight: .fixed(5),
        summary: "Conditional orders, however they ended")
    public var symbol: String
    public var algoId: Int64?
    public var startTime: Int64?
    public var endTime: Int64?
    public var limit: Int64?
    public init(from reader: inout ParameterReader) throws(ParameterFault) {
        symbol = try reader.text("symbol")
        algoId = try reader.optionalInteger("algoId")
        startTime = try reader.optionalInteger("startTime")
        endTime = try reader.optionalInteger("endTime")
        limit = try reader.optionalInteger("limit")
    }
}

public struct CancelAllAlgoOrdersRequest: WireRequest {
    public typealias Reply = StatusReply
    public static let contract = Contract(
        .delete, "/fapi/v1/algoOpenOrders", access: .trade, weight: .fixed(1),
        summary: "Cancel all open conditional orders of a symbol")
    public var symbol: String
    public init(from reader: inout ParameterReader) throws(ParameterFault) { symbol = try reader.text("symbol") }
}

/// The code is text here, unlike everywhere else.
public struct CanceledAlgoReply: WireReply {
    public var algoId: Int64
    public var clientAlgoId: ShortText
    public init(algoId: Int64, clientAlgoId: ShortText) {
        self.algoId = algoId
        self.clientAlgoId = clientAlgoId
    }
    public func write(to json: inout JSONWriter) {
        json.object {
            $0.field("algoId", algoId)
            $0.field("clientAlgoId", clientAlgoId)
            $0.field("code", "200")
            $0.field("msg", "success")
        }
    }
}
