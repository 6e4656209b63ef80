public import Primitives
public import WireKit

public struct AssetIndexRequest: WireRequest {
    public typealias Reply = OneOrMany<AssetIndexReply>
    public static let contract = Contract(
        .get, "/fapi/v1/assetIndex", access: .none, weight: .bySymbol(with: 1, without: 10),
        summary: "What assets are worth in multi-assets mode")
    public var symbol: String?
    public init(from reader: inout ParameterReader) throws(ParameterFault) { symbol = try reader.optionalText("symbol") }
}

/// What an asset is worth in US dollars, as the endpoint and the streams tell it.
public struct AssetIndexReply: WireReply {
    /// The asset with `USD`.
    public var symbol: String
    public var time: Int64
    public var index: Price
    public var bidBuffer: Rate
    public var askBuffer: Rate
    public var bidRate: Price
    public var askRate: Price
    public var autoExchangeBidBuffer: Rate
    public var autoExchangeAskBuffer: Rate
    public var autoExchangeBidRate: Price
    public var autoExchangeAskRate: Price

    public init(
        symbol: String, time: Int64, index: Price, bidBuffer: Rate, askBuffer: Rate, bidRate: Price, askRate: Price,
        autoExchangeBidBuffer: Rate, autoExchangeAskBuffer: Rate, autoExchangeBidRate: Price, autoExchangeAskRate: Price
    ) {
        self.symbol = symbol
        self.time = time
        self.index = index
        self.bidBuffer = bidBuffer
        self.askBuffer = askBuffer
        self.bidRate = bidRate
        self.askRate = askRate
        self.autoExchangeBidBuffer = autoExchangeBidBuffer
        self.autoExchangeAskBuffer = autoExchangeAskBuffer
        self.autoExchangeBidRate = autoExchangeBidRate
        self.autoExchangeAskRate = autoExchangeAskRate
    }

    public func write(to json: inout JSONWriter) {
        json.object {
            $0.field("symbol", symbol)
            $0.field("time", time)
            $0.field("index", index, digits: 8)
            $0.field("bidBuffer", bidBuffer, digits: 8)
            $0.field("askBuffer", askBuffer, digits: 8)
            $0.field("bidRate", bidRate, digits: 8)
            $0.field("askRate", askRate, digits: 8)
            $0.field("autoExchangeBidBuffer", autoExchangeBidBuffer, digits: 8)
            $0.field("autoExchangeAskBuffer", autoExchangeAskBuffer, digits: 8)
            $0.field("autoExchangeBidRate", autoExchangeBidRate, digits: 8)
            $0.field("autoExchangeAskRate", autoExchangeAskRate, digits: 8)
        }
    }

    /// The form of the streams, put out at `eventTime`.
    public func writeEvent(at eventTime: Int64, to json: inout JSONWriter) {
        json.object {
            $0.field("e", "assetIndexUpdate")
            $0.field("E", eventTime)
            $0.field("s", symbol)
            $0.field("i", index, digits: 8)
            $0.field("b", bidBuffer, digits: 8)
            $0.field("a", askBuffer, digits: 8)
            $0.field("B", bidRate, digits: 8)
            $0.field("A", askRate, digits: 8)
            $0.field("q", autoExchangeBidBuffer, digits: 8)
            $0.field("g", autoExchangeAskBuffer, digits: 8)
            $0.field("Q", autoExchangeBidRate, digits: 8)
            $0.field("G", autoExchangeAskRate, digits: 8)
        }
    }
}
