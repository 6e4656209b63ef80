public import Primitives
public import WireKit

public struct TradesRequest: WireRequest {
    public typealias Reply = [TradeReply]
    public static let contract = Contract(.get, "/fapi/v1/trades", access: .none, weight: .fixed(5), summary: "Recent trades")
    public var symbol: String
    public var limit: Int64?
    public init(from reader: inout ParameterReader) throws(ParameterFault) {
        symbol = try reader.text("symbol")
        limit = try reader.optionalInteger("limit")
    }
}

public struct HistoricalTradesRequest: WireRequest {
    public typealias Reply = [TradeReply]
    public static let contract = Contract(
        .get, "/fapi/v1/historicalTrades", access: .marketData, weight: .fixed(20), summary: "Older trades")
    public var symbol: String
    public var limit: Int64?
    public var fromId: Int64?
    public init(from reader: inout ParameterReader) throws(ParameterFault) {
        symbol = try reader.text("symbol")
        limit = try reader.optionalInteger("limit")
        fromId = try reader.optionalInteger("fromId")
    }
}

public struct TradeReply: WireReply {
    public var id: Int64
    public var price: Price
    public var quantity: Quantity
    public var quoteQuantity: Money
    public var time: Int64
    public var isBuyerMaker: Bool
    public var digits: SymbolDigits

    public init(
        id: Int64, price: Price, quantity: Quantity, quoteQuantity: Money, time: Int64, isBuyerMaker: Bool, digits: SymbolDigits
    ) {
        self.id = id
        self.price = price
        self.quantity = quantity
        self.quoteQuantity = quoteQuantity
        self.time = time
        self.isBuyerMaker = isBuyerMaker
        self.digits = digits
    }

    public func write(to json: inout JSONWriter) {
        json.object {
            $0.field("id", id)
            $0.field("price", price, digits: digits.price)
            $0.field("qty", quantity, digits: digits.quantity)
            $0.field("quoteQty", quoteQuantity, digits: digits.notional)
            $0.field("time", time)
            $0.field("isBuyerMaker", isBuyerMaker)
        }
    }
}

public struct AggregateTradesRequest: WireRequest {
    public typealias Reply = [AggregateTradeReply]
    public static let contract = Contract(
        .get, "/fapi/v1/aggTrades", access: .none, weight: .fixed(20), summary: "Aggregate trades")
    public var symbol: String
    public var fromId: Int64?
    public var startTime: Int64?
    public var endTime: Int64?
    public var limit: Int64?
    public init(from reader: inout ParameterReader) throws(ParameterFault) {
        symbol = try reader.text("symbol")
        fromId = try reader.optionalInteger("fromId")
        startTime = try reader.optionalInteger("startTime")
        endTime = try reader.optionalInteger("endTime")
        limit = try reader.optionalInteger("limit")
    }
}

public struct AggregateTradeReply: WireReply {
    public var id: Int64
    public var price: Price
    public var quantity: Quantity
    public var first: Int64
    public var last: Int64
    public var time: Int64
    public var isBuyerMaker: Bool
    public var digits: SymbolDigits

    public init(
        id: Int64, price: Price, quantity: Quantity, first: Int64, last: Int64, time: Int64, isBuyerMaker: Bool,
        digits: SymbolDigits
    ) {
        self.id = id
        self.price = price
        self.quantity = quantity
        self.first = first
        self.last = last
        self.time = time
        self.isBuyerMaker = isBuyerMaker
        self.digits = digits
    }

    public func write(to json: inout JSONWriter) {
        json.object { writeFields(to: &$0) }
    }

    public func writeFields(to json: inout JSONWriter) {
        json.field("a", id)
        json.field("p", price, digits: digits.price)
        json.field("q", quantity, digits: digits.quantity)
        json.field("f", first)
        json.field("l", last)
        json.field("T", time)
        json.field("m", isBuyerMaker)
    }
}
