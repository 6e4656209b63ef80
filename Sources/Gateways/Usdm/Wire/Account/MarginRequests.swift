public import Primitives
public import WireKit

public struct MarginTypeRequest: WireRequest {
    public typealias Reply = StatusReply
    public static let contract = Contract(
        .post, "/fapi/v1/marginType", access: .trade, weight: .fixed(1), summary: "Change the margin type of a symbol")
    public var symbol: String
    public var marginType: MarginTypeText
    public init(from reader: inout ParameterReader) throws(ParameterFault) {
        symbol = try reader.text("symbol")
        marginType = try reader.enumeration("marginType")
    }
}

/// Which way margin moves: `type` on the wire.
public enum MarginChangeType: Int64, Sendable, CaseIterable {
    case add = 1
    case reduce = 2

    init(sent: Int64) throws(ParameterFault) {
        guard let known = Self(rawValue: sent) else { throw .outOfRange("type") }
        self = known
    }
}

public struct PositionMarginRequest: WireRequest {
    public typealias Reply = PositionMarginReply
    public static let contract = Contract(
        .post, "/fapi/v1/positionMargin", access: .trade, weight: .fixed(1),
        summary: "Move margin into or out of an isolated position")
    public var symbol: String
    public var positionSide: PositionSideText?
    public var amount: Money
    public var type: MarginChangeType
    public init(from reader: inout ParameterReader) throws(ParameterFault) {
        symbol = try reader.text("symbol")
        positionSide = try reader.optionalEnumeration("positionSide")
        amount = try reader.decimal("amount")
        let sent = try reader.integer("type")
        type = try reader.isDescribing ? .add : MarginChangeType(sent: sent)
    }
}

public struct PositionMarginReply: WireReply {
    public var amount: Money
    public var type: MarginChangeType
    public init(amount: Money, type: MarginChangeType) {
        self.amount = amount
        self.type = type
    }
    public func write(to json: inout JSONWriter) {
        json.object {
            $0.key("amount")
            $0.number(amount)
            $0.field("code", 200)
            $0.field("msg", "Successfully modify position margin.")
            $0.field("type", type.rawValue)
        }
    }
}

public struct MarginHistoryRequest: WireRequest {
    public typealias Reply = [MarginChangeReply]
    public static let contract = Contract(
        .get, "/fapi/v1/positionMargin/history", access: .trade, weight: .fixed(1),
        summary: "Margin moved into and out of isolated positions")
    public var symbol: String
    public var type: MarginChangeType?
    public var startTime: Int64?
    public var endTime: Int64?
    public var limit: Int64?
    public init(from reader: inout ParameterReader) throws(ParameterFault) {
        symbol = try reader.text("symbol")
        type = try reader.optionalInteger("type").map { sent throws(ParameterFault) in try MarginChangeType(sent: sent) }
        startTime = try reader.optionalInteger("startTime")
        endTime = try reader.optionalInteger("endTime")
        limit = try reader.optionalInteger("limit")
    }
}

public struct MarginChangeReply: WireReply {
    public var symbol: String
    public var type: MarginChangeType
    public var deltaType: MarginDeltaText
    public var amount: Money
    public var asset: String
    public var time: Int64
    public var positionSide: PositionSideText

    public init(
        symbol: String, type: MarginChangeType, deltaType: MarginDeltaText, amount: Money, asset: String, time: Int64,
        positionSide: PositionSideText
    ) {
        self.symbol = symbol
        self.type = type
        self.deltaType = deltaType
        self.amount = amount
        self.asset = asset
        self.time = time
        self.positionSide = positionSide
    }

    public func write(to json: inout JSONWriter) {
        json.object {
            $0.field("symbol", symbol)
            $0.field("type", type.rawValue)
            $0.field("deltaType", deltaType.rawValue)
            $0.field("amount", amount, digits: nil)
            $0.field("asset", asset)
            $0.field("time", time)
            $0.field("positionSide", positionSide.rawValue)
        }
    }
}
