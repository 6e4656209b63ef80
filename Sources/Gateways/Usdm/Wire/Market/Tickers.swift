public import Primitives
public import WireKit

public struct StatisticsRequest: WireRequest {
    public typealias Reply = OneOrMany<StatisticsReply>
    public static let contract = Contract(
        .get, "/fapi/v1/ticker/24hr", access: .none, weight: .bySymbol(with: 1, without: 40), summary: "24 h statistics")
    public var symbol: String?
    public init(from reader: inout ParameterReader) throws(ParameterFault) { symbol = try reader.optionalText("symbol") }
}

public struct StatisticsReply: WireReply {
    public var symbol: String
    public var priceChange: Price
    /// Hundredths of a per cent, as text.
    public var priceChangePercent: Rate
    public var weightedAveragePrice: Price
    public var lastPrice: Price
    public var lastQuantity: Quantity
    public var openPrice: Price
    public var highPrice: Price
    public var lowPrice: Price
    public var volume: Quantity
    public var quoteVolume: Money
    public var openTime: Int64
    public var closeTime: Int64
    public var firstId: Int64
    public var lastId: Int64
    public var count: Int64
    public var digits: SymbolDigits

    public init(
        symbol: String, priceChange: Price, priceChangePercent: Rate, weightedAveragePrice: Price, lastPrice: Price,
        lastQuantity: Quantity, openPrice: Price, highPrice: Price, lowPrice: Price, volume: Quantity, quoteVolume: Money,
        openTime: Int64, closeTime: Int64, firstId: Int64, lastId: Int64, count: Int64, digits: SymbolDigits
    ) {
        self.symbol = symbol
        self.priceChange = priceChange
        self.priceChangePercent = priceChangePercent
        self.weightedAveragePrice = weightedAveragePrice
        self.lastPrice = lastPrice
        self.lastQuantity = lastQuantity
        self.openPrice = openPrice
        self.highPrice = highPrice
        self.lowPrice = lowPrice
        self.volume = volume
        self.quoteVolume = quoteVolume
        self.openTime = openTime
        self.closeTime = closeTime
        self.firstId = firstId
        self.lastId = lastId
        self.count = count
        self.digits = digits
    }

    public func write(to json: inout JSONWriter) {
        json.object {
            $0.field("symbol", symbol)
            $0.field("priceChange", priceChange, digits: digits.price)
            $0.field("priceChangePercent", priceChangePercent, digits: 3)
            $0.field("weightedAvgPrice", weightedAveragePrice, digits: digits.price)
            $0.field("lastPrice", lastPrice, digits: digits.price)
            $0.field("lastQty", lastQuantity, digits: digits.quantity)
            $0.field("openPrice", openPrice, digits: digits.price)
            $0.field("highPrice", highPrice, digits: digits.price)
            $0.field("lowPrice", lowPrice, digits: digits.price)
            $0.field("volume", volume, digits: digits.quantity)
            $0.field("quoteVolume", quoteVolume, digits: digits.notional)
            $0.field("openTime", openTime)
            $0.field("closeTime", closeTime)
            $0.field("firstId", firstId)
            $0.field("lastId", lastId)
            $0.field("count", count)
        }
    }
}

public struct PriceTickerRequest: WireRequest {
    public typealias Reply = OneOrMany<PriceTickerReply>
    public static let contract = Contract(
        .get, "/fapi/v1/ticker/price", access: .none, weight: .bySymbol(with: 1, without: 2), socketMethods: ["ticker.price"],
        summary: "Latest price")
    public var symbol: String?
    public init(from reader: inout ParameterReader) throws(ParameterFault) { symbol = try reader.optionalText("symbol") }
}

public struct PriceTickerV2Request: WireRequest {
    public typealias Reply = OneOrMany<PriceTickerReply>
    public static let contract = Contract(
        .get, "/fapi/v2/ticker/price", access: .none, weight: .bySymbol(with: 1, without: 2), summary: "Latest price, v2")
    public var symbol: String?
    public init(from reader: inout ParameterReader) throws(ParameterFault) { symbol = try reader.optionalText("symbol") }
}

public struct PriceTickerReply: WireReply {
    public var symbol: String
    public var price: Price
    public var time: Int64
    public var digits: SymbolDigits
    public init(symbol: String, price: Price, time: Int64, digits: SymbolDigits) {
        self.symbol = symbol
        self.price = price
        self.time = time
        self.digits = digits
    }
    public func write(to json: inout JSONWriter) {
        json.object {
            $0.field("symbol", symbol)
            $0.field("price", price, digits: digits.price)
            $0.field("time", time)
        }
    }
}

public struct BookTickerRequest: WireRequest {
    public typealias Reply = OneOrMany<BookTickerReply>
    public static let contract = Contract(
        .get, "/fapi/v1/ticker/bookTicker", access: .none, weight: .bySymbol(with: 2, without: 5), socketMethods: ["ticker.book"],
        summary: "Best bid and ask")
    public var symbol: String?
    public init(from reader: inout ParameterReader) throws(ParameterFault) { symbol = try reader.optionalText("symbol") }
}

public struct BookTickerReply: WireReply {
    public var symbol: String
    public var bidPrice: Price
    public var bidQuantity: Quantity
    public var askPrice: Price
    public var askQuantity: Quantity
    public var time: Int64
    public var lastUpdateId: Int64
    public var digits: SymbolDigits
    public init(
        symbol: String, bidPrice: Price, bidQuantity: Quantity, askPrice: Price, askQuantity: Quantity, time: Int64,
        lastUpdateId: Int64, digits: SymbolDigits
    ) {
        self.symbol = symbol
        self.bidPrice = bidPrice
        self.bidQuantity = bidQuantity
        self.askPrice = askPrice
        self.askQuantity = askQuantity
        self.time = time
        self.lastUpdateId = lastUpdateId
        self.digits = digits
    }
    public func write(to json: inout JSONWriter) {
        json.object {
            $0.field("lastUpdateId", lastUpdateId)
            $0.field("symbol", symbol)
            $0.field("bidPrice", bidPrice, digits: digits.price)
            $0.field("bidQty", bidQuantity, digits: digits.quantity)
            $0.field("askPrice", askPrice, digits: digits.price)
            $0.field("askQty", askQuantity, digits: digits.quantity)
            $0.field("time", time)
        }
    }
}

public struct PremiumIndexRequest: WireRequest {
    public typealias Reply = OneOrMany<PremiumIndexReply>
    public static let contract = Contract(
        .get, "/fapi/v1/premiumIndex", access: .none, weight: .bySymbol(with: 1, without: 10),
        summary: "Mark price and funding rate")
    public var symbol: String?
    public init(from reader: inout ParameterReader) throws(ParameterFault) { symbol = try reader.optionalText("symbol") }
}

public struct PremiumIndexReply: WireReply {
    public var symbol: String
    public var markPrice: Price
    public var indexPrice: Price
    public var estimatedSettlePrice: Price
    /// Nil for a contract that expires.
    public var lastFundingRate: Rate?
    public var interestRate: Rate?
    public var nextFundingTime: Int64
    public var time: Int64
    public init(
        symbol: String, markPrice: Price, indexPrice: Price, estimatedSettlePrice: Price, lastFundingRate: Rate?,
        interestRate: Rate?, nextFundingTime: Int64, time: Int64
    ) {
        self.symbol = symbol
        self.markPrice = markPrice
        self.indexPrice = indexPrice
        self.estimatedSettlePrice = estimatedSettlePrice
        self.lastFundingRate = lastFundingRate
        self.interestRate = interestRate
        self.nextFundingTime = nextFundingTime
        self.time = time
    }
    public func write(to json: inout JSONWriter) {
        json.object {
            $0.field("symbol", symbol)
            $0.field("markPrice", markPrice, digits: 8)
            $0.field("indexPrice", indexPrice, digits: 8)
            $0.field("estimatedSettlePrice", estimatedSettlePrice, digits: 8)
            $0.optionalField("lastFundingRate", lastFundingRate, digits: 8)
            $0.optionalField("interestRate", interestRate, digits: 8)
            $0.field("nextFundingTime", nextFundingTime)
            $0.field("time", time)
        }
    }
}

public struct OpenInterestRequest: WireRequest {
    public typealias Reply = OpenInterestReply
    public static let contract = Contract(
        .get, "/fapi/v1/openInterest", access: .none, weight: .fixed(1), summary: "Open interest")
    public var symbol: String
    public init(from reader: inout ParameterReader) throws(ParameterFault) { symbol = try reader.text("symbol") }
}

public struct OpenInterestReply: WireReply {
    public var symbol: String
    public var openInterest: Quantity
    public var time: Int64
    public var digits: SymbolDigits
    public init(symbol: String, openInterest: Quantity, time: Int64, digits: SymbolDigits) {
        self.symbol = symbol
        self.openInterest = openInterest
        self.time = time
        self.digits = digits
    }
    public func write(to json: inout JSONWriter) {
        json.object {
            $0.field("symbol", symbol)
            $0.field("openInterest", openInterest, digits: digits.quantity)
            $0.field("time", time)
        }
    }
}
