public import Primitives
public import WireKit

public struct AmendmentHistoryRequest: WireRequest {
    public typealias Reply = [AmendmentReply]
    public static let contract = Contract(
        .get, "/fapi/v1/orderAmendment", access: .userData, weight: .fixed(1), summary: "Changes made to an order, newest first")
    public var symbol: String
    public var orderId: Int64?
    public var origClientOrderId: String?
    public var startTime: Int64?
    public var endTime: Int64?
    public var limit: Int64?
    public init(from reader: inout ParameterReader) throws(ParameterFault) {
        symbol = try reader.text("symbol")
        orderId = try reader.optionalInteger("orderId")
        origClientOrderId = try reader.optionalText("origClientOrderId")
        startTime = try reader.optionalInteger("startTime")
        endTime = try reader.optionalInteger("endTime")
        limit = try reader.optionalInteger("limit")
        if orderId == nil && origClientOrderId == nil && !reader.isDescribing { throw .neither("origClientOrderId", "orderId") }
    }
}

public struct AmendmentReply: WireReply {
    public var amendmentId: Int64
    public var symbol: String
    public var pair: String
    public var orderId: Int64
    public var clientOrderId: ShortText
    public var time: Int64
    public var priceBefore: Price
    public var priceAfter: Price
    public var quantityBefore: Quantity
    public var quantityAfter: Quantity
    /// Which change of the order it was, from 1.
    public var count: Int
    public var priceMatch: PriceMatchText
    public var digits: SymbolDigits

    public init(
        amendmentId: Int64, symbol: String, pair: String, orderId: Int64, clientOrderId: ShortText, time: Int64,
        priceBefore: Price, priceAfter: Price, quantityBefore: Quantity, quantityAfter: Quantity, count: Int,
        priceMatch: PriceMatchText, digits: SymbolDigits
    ) {
        self.amendmentId = amendmentId
        self.symbol = symbol
        self.pair = pair
        self.orderId = orderId
        self.clientOrderId = clientOrderId
        self.time = time
        self.priceBefore = priceBefore
        self.priceAfter = priceAfter
        self.quantityBefore = quantityBefore
        self.quantityAfter = quantityAfter
        self.count = count
        self.priceMatch = priceMatch
        self.digits = digits
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("amendmentId", amendmentId)
            json.field("symbol", symbol)
            json.field("pair", pair)
            json.field("orderId", orderId)
            json.field("clientOrderId", clientOrderId)
            json.field("time", time)
            json.key("amendment")
            json.object { json in
                json.key("price")
                json.object {
                    $0.field("before", priceBefore, digits: digits.price)
                    $0.field("after", priceAfter, digits: digits.price)
                }
                json.key("origQty")
                json.object {
                    $0.field("before", quantityBefore, digits: digits.quantity)
                    $0.field("after", quantityAfter, digits: digits.quantity)
                }
                json.field("count", count)
            }
            json.field("priceMatch", priceMatch.rawValue)
        }
    }
}
