public import Primitives
public import WireKit

/// Which rows of a statistic are asked for.
public struct StatisticsSpan: Sendable {
    public var period: PeriodText
    public var limit: Int64?
    public var startTime: Int64?
    public var endTime: Int64?

    init(from reader: inout ParameterReader) throws(ParameterFault) {
        period = try reader.enumeration("period")
        limit = try reader.optionalInteger("limit")
        startTime = try reader.optionalInteger("startTime")
        endTime = try reader.optionalInteger("endTime")
    }
}

public struct OpenInterestHistoryRequest: WireRequest {
    public typealias Reply = [OpenInterestHistoryReply]
    public static let contract = Contract(
        .get, "/futures/data/openInterestHist", access: .none, weight: .fixed(0), sharedLimit: .statistics,
        summary: "Open interest over time")
    public var symbol: String
    public var span: StatisticsSpan
    public init(from reader: inout ParameterReader) throws(ParameterFault) {
        symbol = try reader.text("symbol")
        span = try StatisticsSpan(from: &reader)
    }
}

public struct OpenInterestHistoryReply: WireReply {
    public var symbol: String
    public var openInterest: Quantity
    public var value: Money
    public var timestamp: Int64
    public init(symbol: String, openInterest: Quantity, value: Money, timestamp: Int64) {
        self.symbol = symbol
        self.openInterest = openInterest
        self.value = value
        self.timestamp = timestamp
    }
    public func write(to json: inout JSONWriter) {
        json.object {
            $0.field("symbol", symbol)
            $0.field("sumOpenInterest", openInterest, digits: 8)
            $0.field("sumOpenInterestValue", value, digits: 8)
            $0.field("timestamp", timestamp)
        }
    }
}

public struct TopAccountRatioRequest: WireRequest {
    public typealias Reply = [LongShortRatioReply]
    public static let contract = Contract(
        .get, "/futures/data/topLongShortAccountRatio", access: .none, weight: .fixed(0), sharedLimit: .statistics,
        summary: "Top traders that are long and short")
    public var symbol: String
    public var span: StatisticsSpan
    public init(from reader: inout ParameterReader) throws(ParameterFault) {
        symbol = try reader.text("symbol")
        span = try StatisticsSpan(from: &reader)
    }
}

public struct TopPositionRatioRequest: WireRequest {
    public typealias Reply = [LongShortRatioReply]
    public static let contract = Contract(
        .get, "/futures/data/topLongShortPositionRatio", access: .none, weight: .fixed(0), sharedLimit: .statistics,
        summary: "What top traders hold long and short")
    public var symbol: String
    public var span: StatisticsSpan
    public init(from reader: inout ParameterReader) throws(ParameterFault) {
        symbol = try reader.text("symbol")
        span = try StatisticsSpan(from: &reader)
    }
}

public struct GlobalAccountRatioRequest: WireRequest {
    public typealias Reply = [LongShortRatioReply]
    public static let contract = Contract(
        .get, "/futures/data/globalLongShortAccountRatio", access: .none, weight: .fixed(0), sharedLimit: .statistics,
        summary: "Traders that are long and short")
    public var symbol: String
    public var span: StatisticsSpan
    public init(from reader: inout ParameterReader) throws(ParameterFault) {
        symbol = try reader.text("symbol")
        span = try StatisticsSpan(from: &reader)
    }
}

/// Parts of the whole, and one over the other; a ratio over nothing is empty.
public struct LongShortRatioReply: WireReply {
    public var symbol: String
    public var ratio: Rate?
    public var long: Rate
    public var short: Rate
    public var timestamp: Int64
    public init(symbol: String, ratio: Rate?, long: Rate, short: Rate, timestamp: Int64) {
        self.symbol = symbol
        self.ratio = ratio
        self.long = long
        self.short = short
        self.timestamp = timestamp
    }
    public func write(to json: inout JSONWriter) {
        json.object {
            $0.field("symbol", symbol)
            $0.optionalField("longShortRatio", ratio, digits: 4)
            $0.field("longAccount", long, digits: 4)
            $0.field("shortAccount", short, digits: 4)
            $0.field("timestamp", timestamp)
        }
    }
}

public struct TakerVolumeRequest: WireRequest {
    public typealias Reply = [TakerVolumeReply]
    public static let contract = Contract(
        .get, "/futures/data/takerlongshortRatio", access: .none, weight: .fixed(0), sharedLimit: .statistics,
        summary: "What takers bought and sold")
    public var symbol: String
    public var span: StatisticsSpan
    public init(from reader: inout ParameterReader) throws(ParameterFault) {
        symbol = try reader.text("symbol")
        span = try StatisticsSpan(from: &reader)
    }
}

public struct TakerVolumeReply: WireReply {
    /// Nil when nothing was sold.
    public var ratio: Rate?
    public var bought: Quantity
    public var sold: Quantity
    public var timestamp: Int64
    public init(ratio: Rate?, bought: Quantity, sold: Quantity, timestamp: Int64) {
        self.ratio = ratio
        self.bought = bought
        self.sold = sold
        self.timestamp = timestamp
    }
    public func write(to json: inout JSONWriter) {
        json.object {
            $0.optionalField("buySellRatio", ratio, digits: 4)
            $0.field("buyVol", bought, digits: 4)
            $0.field("sellVol", sold, digits: 4)
            $0.field("timestamp", timestamp)
        }
    }
}

public struct BasisRequest: WireRequest {
    public typealias Reply = [BasisReply]
    public static let contract = Contract(
        .get, "/futures/data/basis", access: .none, weight: .fixed(0), sharedLimit: .statistics,
        summary: "Futures price against index over time")
    public var pair: String
    public var contractType: ContractTypeText
    public var span: StatisticsSpan
    public init(from reader: inout ParameterReader) throws(ParameterFault) {
        pair = try reader.text("pair")
        contractType = try reader.enumeration("contractType")
        span = try StatisticsSpan(from: &reader)
    }
}

public struct BasisReply: WireReply {
    public var pair: String
    public var contractType: ContractTypeText
    public var indexPrice: Price
    public var futuresPrice: Price
    /// May be negative.
    public var basis: Price
    public var basisRate: Rate
    /// Nil for a perpetual.
    public var annualizedBasisRate: Rate?
    public var timestamp: Int64
    public var digits: SymbolDigits
    public init(
        pair: String, contractType: ContractTypeText, indexPrice: Price, futuresPrice: Price, basis: Price, basisRate: Rate,
        annualizedBasisRate: Rate?, timestamp: Int64, digits: SymbolDigits
    ) {
        self.pair = pair
        self.contractType = contractType
        self.indexPrice = indexPrice
        self.futuresPrice = futuresPrice
        self.basis = basis
        self.basisRate = basisRate
        self.annualizedBasisRate = annualizedBasisRate
        self.timestamp = timestamp
        self.digits = digits
    }
    public func write(to json: inout JSONWriter) {
        json.object {
            $0.field("indexPrice", indexPrice, digits: 8)
            $0.field("contractType", contractType.rawValue)
            $0.field("basisRate", basisRate, digits: 4)
            $0.field("futuresPrice", futuresPrice, digits: digits.price)
            $0.optionalField("annualizedBasisRate", annualizedBasisRate, digits: 4)
            $0.field("basis", basis, digits: 8)
            $0.field("pair", pair)
            $0.field("timestamp", timestamp)
        }
    }
}

extension JSONWriter {
    /// A decimal, or empty text.
    mutating func optionalField(_ name: StaticString, _ value: Rate?, digits: Int) {
        if let value { field(name, value, digits: digits) } else { field(name, "") }
    }
}
