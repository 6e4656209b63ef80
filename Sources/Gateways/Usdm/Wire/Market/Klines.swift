public import Primitives
public import WireKit

/// What all candle endpoints ask for.
public struct KlineSpan: Sendable {
    public static let weight = Contract.Weight.byLimit(
        name: "limit", fallback: 500,
        steps: [
            .init(upTo: 99, weight: 1), .init(upTo: 499, weight: 2), .init(upTo: 1_000, weight: 5), .init(upTo: .max, weight: 10),
        ])

    public var interval: String
    public var startTime: Int64?
    public var endTime: Int64?
    public var limit: Int64?

    init(from reader: inout ParameterReader) throws(ParameterFault) {
        interval = try reader.text("interval")
        startTime = try reader.optionalInteger("startTime")
        endTime = try reader.optionalInteger("endTime")
        limit = try reader.optionalInteger("limit")
    }
}

public struct KlinesRequest: WireRequest {
    public typealias Reply = [KlineReply]
    public static let contract = Contract(
        .get, "/fapi/v1/klines", access: .none, weight: KlineSpan.weight, summary: "Candles of a symbol")
    public var symbol: String
    public var span: KlineSpan
    public init(from reader: inout ParameterReader) throws(ParameterFault) {
        symbol = try reader.text("symbol")
        span = try KlineSpan(from: &reader)
    }
}

public struct ContinuousKlinesRequest: WireRequest {
    public typealias Reply = [KlineReply]
    public static let contract = Contract(
        .get, "/fapi/v1/continuousKlines", access: .none, weight: KlineSpan.weight,
        summary: "Candles of a pair's perpetual, current quarter or next quarter")
    public var pair: String
    public var contractType: String
    public var span: KlineSpan
    public init(from reader: inout ParameterReader) throws(ParameterFault) {
        pair = try reader.text("pair")
        contractType = try reader.text("contractType")
        span = try KlineSpan(from: &reader)
    }
}

public struct IndexPriceKlinesRequest: WireRequest {
    public typealias Reply = [PriceKlineReply]
    public static let contract = Contract(
        .get, "/fapi/v1/indexPriceKlines", access: .none, weight: KlineSpan.weight, summary: "Candles of a pair's index price")
    public var pair: String
    public var span: KlineSpan
    public init(from reader: inout ParameterReader) throws(ParameterFault) {
        pair = try reader.text("pair")
        span = try KlineSpan(from: &reader)
    }
}

public struct MarkPriceKlinesRequest: WireRequest {
    public typealias Reply = [PriceKlineReply]
    public static let contract = Contract(
        .get, "/fapi/v1/markPriceKlines", access: .none, weight: KlineSpan.weight, summary: "Candles of a symbol's mark price")
    public var symbol: String
    public var span: KlineSpan
    public init(from reader: inout ParameterReader) throws(ParameterFault) {
        symbol = try reader.text("symbol")
        span = try KlineSpan(from: &reader)
    }
}

public struct PremiumIndexKlinesRequest: WireRequest {
    public typealias Reply = [PriceKlineReply]
    public static let contract = Contract(
        .get, "/fapi/v1/premiumIndexKlines", access: .none, weight: KlineSpan.weight,
        summary: "Candles of the premium of a symbol over its index")
    public var symbol: String
    public var span: KlineSpan
    public init(from reader: inout ParameterReader) throws(ParameterFault) {
        symbol = try reader.text("symbol")
        span = try KlineSpan(from: &reader)
    }
}

/// A candle as the twelve elements of an array.
public struct KlineReply: WireReply {
    public var openTime: Int64
    public var open: Price
    public var high: Price
    public var low: Price
    public var close: Price
    public var volume: Quantity
    public var closeTime: Int64
    public var quoteVolume: Money
    public var tradeCount: Int64
    public var takerBuyVolume: Quantity
    public var takerBuyQuoteVolume: Money
    public var digits: SymbolDigits

    public init(
        openTime: Int64, open: Price, high: Price, low: Price, close: Price, volume: Quantity, closeTime: Int64,
        quoteVolume: Money, tradeCount: Int64, takerBuyVolume: Quantity, takerBuyQuoteVolume: Money, digits: SymbolDigits
    ) {
        self.openTime = openTime
        self.open = open
        self.high = high
        self.low = low
        self.close = close
        self.volume = volume
        self.closeTime = closeTime
        self.quoteVolume = quoteVolume
        self.tradeCount = tradeCount
        self.takerBuyVolume = takerBuyVolume
        self.takerBuyQuoteVolume = takerBuyQuoteVolume
        self.digits = digits
    }

    public func write(to json: inout JSONWriter) {
        json.array(0..<12) { json, index in
            switch index {
            case 0: json.integer(openTime)
            case 1: json.decimal(open, digits: digits.price)
            case 2: json.decimal(high, digits: digits.price)
            case 3: json.decimal(low, digits: digits.price)
            case 4: json.decimal(close, digits: digits.price)
            case 5: json.decimal(volume, digits: digits.quantity)
            case 6: json.integer(closeTime)
            case 7: json.decimal(quoteVolume, digits: digits.notional)
            case 8: json.integer(tradeCount)
            case 9: json.decimal(takerBuyVolume, digits: digits.quantity)
            case 10: json.decimal(takerBuyQuoteVolume, digits: digits.notional)
            default: json.string("0")
            }
        }
    }
}

/// A candle of a price that does not trade: the same twelve elements, those of trades being of no use.
public struct PriceKlineReply: WireReply {
    public var openTime: Int64
    public var open: Price
    public var high: Price
    public var low: Price
    public var close: Price
    public var closeTime: Int64
    /// How many prices were taken for it.
    public var sampleCount: Int64

    public init(openTime: Int64, open: Price, high: Price, low: Price, close: Price, closeTime: Int64, sampleCount: Int64) {
        self.openTime = openTime
        self.open = open
        self.high = high
        self.low = low
        self.close = close
        self.closeTime = closeTime
        self.sampleCount = sampleCount
    }

    public func write(to json: inout JSONWriter) {
        json.array(0..<12) { json, index in
            switch index {
            case 0: json.integer(openTime)
            case 1: json.decimal(open, digits: 8)
            case 2: json.decimal(high, digits: 8)
            case 3: json.decimal(low, digits: 8)
            case 4: json.decimal(close, digits: 8)
            case 6: json.integer(closeTime)
            case 8: json.integer(sampleCount)
            default: json.string("0")
            }
        }
    }
}
