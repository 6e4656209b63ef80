public import Primitives
public import WireKit

public struct DepthRequest: WireRequest {
    public typealias Reply = DepthReply
    public static let contract = Contract(
        .get, "/fapi/v1/depth", access: .none,
        weight: .byLimit(
            name: "limit", fallback: 500,
            steps: [
                .init(upTo: 50, weight: 2), .init(upTo: 100, weight: 5), .init(upTo: 500, weight: 10),
                .init(upTo: 1_000, weight: 20),
            ]),
        socketMethods: ["depth"], summary: "Order book")
    public static let limits = [5, 10, 20, 50, 100, 500, 1_000]
    public var symbol: String
    public var limit: Int64?

    public init(from reader: inout ParameterReader) throws(ParameterFault) {
        symbol = try reader.text("symbol")
        limit = try reader.optionalInteger("limit")
    }
}

/// A price level as `["price", "quantity"]`.
public struct WireLevel: WireReply {
    public var price: Price
    public var quantity: Quantity
    public var digits: SymbolDigits
    public init(price: Price, quantity: Quantity, digits: SymbolDigits) {
        self.price = price
        self.quantity = quantity
        self.digits = digits
    }
    public func write(to json: inout JSONWriter) {
        json.array(0..<2) { json, index in
            if index == 0 { json.decimal(price, digits: digits.price) } else { json.decimal(quantity, digits: digits.quantity) }
        }
    }
}

public struct DepthReply: WireReply {
    public var lastUpdateId: Int64
    public var outputTime: Int64
    public var transactionTime: Int64
    public var bids: [WireLevel]
    public var asks: [WireLevel]

    public init(lastUpdateId: Int64, outputTime: Int64, transactionTime: Int64, bids: [WireLevel], asks: [WireLevel]) {
        self.lastUpdateId = lastUpdateId
        self.outputTime = outputTime
        self.transactionTime = transactionTime
        self.bids = bids
        self.asks = asks
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("lastUpdateId", lastUpdateId)
            json.field("E", outputTime)
            json.field("T", transactionTime)
            json.key("bids")
            bids.write(to: &json)
            json.key("asks")
            asks.write(to: &json)
        }
    }
}
