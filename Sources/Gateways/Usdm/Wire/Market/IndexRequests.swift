public import Primitives
public import WireKit

public struct CompositeIndexRequest: WireRequest {
    public typealias Reply = [CompositeIndexReply]
    public static let contract = Contract(
        .get, "/fapi/v1/indexInfo", access: .none, weight: .bySymbol(with: 1, without: 10),
        summary: "What composite indexes are made of")
    public var symbol: String?
    public init(from reader: inout ParameterReader) throws(ParameterFault) { symbol = try reader.optionalText("symbol") }
}

/// A basket and its components, as the endpoint and the stream tell it.
public struct CompositeIndexReply: WireReply {
    public struct Component: Sendable {
        public var baseAsset: String
        public var quoteAsset: String
        public var weightInQuantity: Rate
        public var weightInPercentage: Rate
        public var price: Price
        public init(baseAsset: String, quoteAsset: String, weightInQuantity: Rate, weightInPercentage: Rate, price: Price) {
            self.baseAsset = baseAsset
            self.quoteAsset = quoteAsset
            self.weightInQuantity = weightInQuantity
            self.weightInPercentage = weightInPercentage
            self.price = price
        }
    }

    public var symbol: String
    public var time: Int64
    public var price: Price
    public var components: [Component]
    public init(symbol: String, time: Int64, price: Price, components: [Component]) {
        self.symbol = symbol
        self.time = time
        self.price = price
        self.components = components
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("symbol", symbol)
            json.field("time", time)
            json.field("component", Self.component)
            json.key("baseAssetList")
            json.array(components) { json, component in
                json.object {
                    $0.field("baseAsset", component.baseAsset)
                    $0.field("quoteAsset", component.quoteAsset)
                    $0.field("weightInQuantity", component.weightInQuantity, digits: 8)
                    $0.field("weightInPercentage", component.weightInPercentage, digits: 8)
                }
            }
        }
    }

    /// The form of the stream.
    public func writeEvent(to json: inout JSONWriter) {
        json.object { json in
            json.field("e", "compositeIndex")
            json.field("E", time)
            json.field("s", symbol)
            json.field("p", price, digits: 8)
            json.field("C", Self.component)
            json.key("c")
            json.array(components) { json, component in
                json.object {
                    $0.field("b", component.baseAsset)
                    $0.field("q", component.quoteAsset)
                    $0.field("w", component.weightInQuantity, digits: 8)
                    $0.field("W", component.weightInPercentage, digits: 8)
                    $0.field("i", component.price, digits: 8)
                }
            }
        }
    }

    /// What the components are.
    private static let component = "baseAsset"
}

public struct ConstituentsRequest: WireRequest {
    public typealias Reply = ConstituentsReply
    public static let contract = Contract(
        .get, "/fapi/v1/constituents", access: .none, weight: .fixed(2), summary: "Venues whose prices make an index")
    public var symbol: String
    public init(from reader: inout ParameterReader) throws(ParameterFault) { symbol = try reader.text("symbol") }
}

public struct ConstituentsReply: WireReply {
    public struct Constituent: Sendable {
        public var exchange: String
        public var symbol: String
        /// With its part of the index now, both of later documents.
        public var price: Price
        public var weight: Rate
        public init(exchange: String, symbol: String, price: Price, weight: Rate) {
            self.exchange = exchange
            self.symbol = symbol
            self.price = price
            self.weight = weight
        }
    }

    public var symbol: String
    public var time: Int64
    public var constituents: [Constituent]
    public init(symbol: String, time: Int64, constituents: [Constituent]) {
        self.symbol = symbol
        self.time = time
        self.constituents = constituents
    }
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("symbol", symbol)
            json.field("time", time)
            json.key("constituents")
            json.array(constituents) { json, constituent in
                json.object {
                    $0.field("exchange", constituent.exchange)
                    $0.field("symbol", constituent.symbol)
                    $0.field("price", constituent.price, digits: 8)
                    $0.field("weight", constituent.weight, digits: 8)
                }
            }
        }
    }
}
