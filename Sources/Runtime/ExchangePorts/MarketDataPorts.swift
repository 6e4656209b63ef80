public import CommandsAndEvents
public import Primitives

/// The public side of a market: what anyone may ask.
///
/// Questions that may reach far back throw when what lies there cannot be read.
public protocol MarketDataQueries: AnyObject, Sendable {
    func depth(of instrument: InstrumentID, limit: Int) -> DepthSnapshot
    /// Oldest first. `fromID` nil: the latest.
    func trades(of instrument: InstrumentID, fromID: TradeID?, limit: Int) async throws(HistoryUnavailable) -> [PublicTrade]
    func aggregateTrades(_ query: AggregateTradeQuery) async throws(HistoryUnavailable) -> [AggregateTrade]
    func candles(_ query: CandleQuery) async throws(HistoryUnavailable) -> [Candle]
    func statistics(of instrument: InstrumentID) -> RollingStatistics
    func bestPrices(of instrument: InstrumentID) -> BestPrices
    func prices(of instrument: InstrumentID) -> MarketPrices
    func openInterest(of instrument: InstrumentID) -> (quantity: Quantity, time: Timestamp)
}

public struct DepthSnapshot: Sendable {
    public var lastUpdateID: Int64
    /// When it was put out, and the time of the last change it holds.
    public var time: Timestamp
    public var transactionTime: Timestamp
    public var bids: [PriceLevel]
    public var asks: [PriceLevel]
    public init(lastUpdateID: Int64, time: Timestamp, transactionTime: Timestamp, bids: [PriceLevel], asks: [PriceLevel]) {
        self.lastUpdateID = lastUpdateID
        self.time = time
        self.transactionTime = transactionTime
        self.bids = bids
        self.asks = asks
    }
}

public struct PublicTrade: Sendable, Hashable {
    public var id: TradeID
    public var price: Price
    public var quantity: Quantity
    public var time: Timestamp
    public var takerSide: Side
    public init(id: TradeID, price: Price, quantity: Quantity, time: Timestamp, takerSide: Side) {
        self.id = id
        self.price = price
        self.quantity = quantity
        self.time = time
        self.takerSide = takerSide
    }
}

/// Fills at one price and of one taking side within 100 ms.
public struct AggregateTrade: Sendable, Hashable {
    public var id: Int64
    public var price: Price
    public var quantity: Quantity
    public var firstTrade: TradeID
    public var lastTrade: TradeID
    public var time: Timestamp
    public var takerSide: Side
    public init(
        id: Int64, price: Price, quantity: Quantity, firstTrade: TradeID, lastTrade: TradeID, time: Timestamp, takerSide: Side
    ) {
        self.id = id
        self.price = price
        self.quantity = quantity
        self.firstTrade = firstTrade
        self.lastTrade = lastTrade
        self.time = time
        self.takerSide = takerSide
    }
}

/// From `fromID` on; or within the span, from its start; or the latest.
public struct AggregateTradeQuery: Sendable {
    public var instrument: InstrumentID
    public var fromID: Int64?
    public var from: Timestamp?
    public var to: Timestamp?
    public var limit: Int
    public init(instrument: InstrumentID, fromID: Int64?, from: Timestamp?, to: Timestamp?, limit: Int) {
        self.instrument = instrument
        self.fromID = fromID
        self.from = from
        self.to = to
        self.limit = limit
    }
}

/// How long a candle is.
public enum CandleInterval: String, Sendable, CaseIterable, Hashable {
    case minute1 = "1m"
    case minute3 = "3m"
    case minute5 = "5m"
    case minute15 = "15m"
    case minute30 = "30m"
    case hour1 = "1h"
    case hour2 = "2h"
    case hour4 = "4h"
    case hour6 = "6h"
    case hour8 = "8h"
    case hour12 = "12h"
    case day1 = "1d"
    case day3 = "3d"
    case week1 = "1w"
    case month1 = "1M"
}

/// Which of a pair's contracts a continuous series follows, each until it expires.
public enum ContinuousContract: String, Sendable, CaseIterable, Hashable {
    case perpetual = "PERPETUAL"
    /// The contract that expires next.
    case currentQuarter = "CURRENT_QUARTER"
    /// The one after it.
    case nextQuarter = "NEXT_QUARTER"
}

/// What candles are made of.
public enum CandleSource: Sendable, Hashable {
    case trades(InstrumentID)
    case continuous(UnderlyingID, ContinuousContract)
    case indexPrice(UnderlyingID)
    case markPrice(InstrumentID)
    /// The samples of the premium that the funding rate is averaged from; each is a rate, carried as a price.
    case premiumIndex(InstrumentID)
}

/// The candles of index, mark price and premium have no volume and no trades.
public struct Candle: Sendable, Hashable {
    public var openTime: Timestamp
    /// The last millisecond that belongs to it.
    public var closeTime: Timestamp
    public var open: Price
    public var high: Price
    public var low: Price
    public var close: Price
    public var volume: Quantity
    public var quoteVolume: Money
    public var tradeCount: Int64
    public var takerBuyVolume: Quantity
    public var takerBuyQuoteVolume: Money
    /// −1 when nothing traded in it.
    public var firstTrade: TradeID
    public var lastTrade: TradeID
    public init(
        openTime: Timestamp, closeTime: Timestamp, open: Price, high: Price, low: Price, close: Price, volume: Quantity,
        quoteVolume: Money, tradeCount: Int64, takerBuyVolume: Quantity, takerBuyQuoteVolume: Money, firstTrade: TradeID,
        lastTrade: TradeID
    ) {
        self.openTime = openTime
        self.closeTime = closeTime
        self.open = open
        self.high = high
        self.low = low
        self.close = close
        self.volume = volume
        self.quoteVolume = quoteVolume
        self.tradeCount = tradeCount
        self.takerBuyVolume = takerBuyVolume
        self.takerBuyQuoteVolume = takerBuyQuoteVolume
        self.firstTrade = firstTrade
        self.lastTrade = lastTrade
    }
}

/// From `from` on, ascending; or the latest before `to`; or the latest.
public struct CandleQuery: Sendable {
    public var source: CandleSource
    public var interval: CandleInterval
    public var from: Timestamp?
    public var to: Timestamp?
    public var limit: Int
    public init(source: CandleSource, interval: CandleInterval, from: Timestamp?, to: Timestamp?, limit: Int) {
        self.source = source
        self.interval = interval
        self.from = from
        self.to = to
        self.limit = limit
    }
}

/// The last 24 hours, rolling.
public struct RollingStatistics: Sendable, Hashable {
    public var openTime: Timestamp
    public var closeTime: Timestamp
    public var open: Price
    public var high: Price
    public var low: Price
    public var last: Price
    public var lastQuantity: Quantity
    public var volume: Quantity
    public var quoteVolume: Money
    /// −1 when nothing traded.
    public var firstTrade: TradeID
    public var lastTrade: TradeID
    public var tradeCount: Int64
    public init(
        openTime: Timestamp, closeTime: Timestamp, open: Price, high: Price, low: Price, last: Price, lastQuantity: Quantity,
        volume: Quantity, quoteVolume: Money, firstTrade: TradeID, lastTrade: TradeID, tradeCount: Int64
    ) {
        self.openTime = openTime
        self.closeTime = closeTime
        self.open = open
        self.high = high
        self.low = low
        self.last = last
        self.lastQuantity = lastQuantity
        self.volume = volume
        self.quoteVolume = quoteVolume
        self.firstTrade = firstTrade
        self.lastTrade = lastTrade
        self.tradeCount = tradeCount
    }
}

/// The touch. A side without orders has price and quantity zero.
public struct BestPrices: Sendable, Hashable {
    public var updateID: Int64
    public var bid: PriceLevel
    public var ask: PriceLevel
    public var time: Timestamp
    public init(updateID: Int64, bid: PriceLevel, ask: PriceLevel, time: Timestamp) {
        self.updateID = updateID
        self.bid = bid
        self.ask = ask
        self.time = time
    }
}

/// Mark, index and last price with the funding estimate.
public struct MarketPrices: Sendable, Hashable {
    public var mark: Price
    public var index: Price
    public var last: Price
    public var fundingRate: Rate
    public var nextFundingTime: Timestamp
    public var time: Timestamp
    /// When the last trade was.
    public var lastTradeTime: Timestamp
    /// What the contract would be settled at if it were delivered now.
    public var settlePrice: Price
    public init(
        mark: Price, index: Price, last: Price, fundingRate: Rate, nextFundingTime: Timestamp, time: Timestamp,
        lastTradeTime: Timestamp, settlePrice: Price
    ) {
        self.settlePrice = settlePrice
        self.mark = mark
        self.index = index
        self.last = last
        self.fundingRate = fundingRate
        self.nextFundingTime = nextFundingTime
        self.time = time
        self.lastTradeTime = lastTradeTime
    }
}

/// How often a stream of book changes is put out. Each has a chain of update ids of its own.
public enum DepthSpeed: Int, Sendable, CaseIterable, Hashable {
    /// After every batch of commands that changed the book.
    case realTime = 0
    case every100ms = 100
    case every250ms = 250
    case every500ms = 500
}

/// Book levels that changed since the event before, with absolute quantities; zero removes a level.
public struct DepthUpdate: Sendable {
    public var instrument: InstrumentID
    public var speed: DepthSpeed
    public var firstUpdateID: Int64
    public var finalUpdateID: Int64
    public var previousFinalUpdateID: Int64
    /// When the last of the changes happened.
    public var transactionTime: Timestamp
    /// Best first.
    public var bids: [PriceLevel]
    public var asks: [PriceLevel]
    public init(
        instrument: InstrumentID, speed: DepthSpeed, firstUpdateID: Int64, finalUpdateID: Int64, previousFinalUpdateID: Int64,
        transactionTime: Timestamp, bids: [PriceLevel], asks: [PriceLevel]
    ) {
        self.instrument = instrument
        self.speed = speed
        self.firstUpdateID = firstUpdateID
        self.finalUpdateID = finalUpdateID
        self.previousFinalUpdateID = previousFinalUpdateID
        self.transactionTime = transactionTime
        self.bids = bids
        self.asks = asks
    }
}

/// Something the public side of the exchange puts out, at the cadence the documents give it.
public enum MarketDataMessage: Sendable {
    case depth(DepthUpdate)
    /// The best 20 levels; ids as in the `depth` message of the same speed and moment.
    case partialDepth(DepthUpdate)
    case bestPrices(InstrumentID, BestPrices)
    /// Every 5 s: the touch of every instrument it changed on.
    case allBestPrices([(InstrumentID, BestPrices)])
    case trade(InstrumentID, PublicTrade)
    case aggregateTrade(InstrumentID, AggregateTrade)
    /// Of trades and continuous contracts, every 250 ms if changed. The last one of every candle is `closed`.
    case candle(CandleSource, CandleInterval, Candle, closed: Bool)
    case statistics(InstrumentID, RollingStatistics, StatisticsCadence)
    /// Every second: those that changed.
    case allStatistics([(InstrumentID, RollingStatistics)])
    /// Every second, of every instrument that is not closed; `thirdSecond` on each third.
    case prices([(InstrumentID, MarketPrices)], thirdSecond: Bool)
    /// Every second, of every asset that has an index price.
    case assetIndexes([AssetIndex])
    /// Every second, of every basket that has a price.
    case compositeIndexes([CompositeIndex])
    /// On the next second: the last fill of a liquidation order on the instrument, and the order after it.
    case liquidation(InstrumentID, Order, Fill, at: Timestamp)
    /// An instrument was listed, or its status changed.
    case contract(InstrumentID, MarketStatus, isListing: Bool)
}

/// What a basket is worth, and its components.
public struct CompositeIndex: Sendable, Hashable {
    public var underlying: UnderlyingID
    public var price: Price
    /// The prices of the components, in their order.
    public var components: [Price]
    public init(underlying: UnderlyingID, price: Price, components: [Price]) {
        self.underlying = underlying
        self.price = price
        self.components = components
    }
}

public enum StatisticsCadence: Sendable, Hashable {
    /// Every 500 ms, if changed.
    case mini
    /// Every 2 s, if changed.
    case full
}

/// Takes what the public side puts out. Calls come from one thread, in order.
public protocol MarketDataListener: AnyObject, Sendable {
    func receive(_ message: MarketDataMessage, at time: Timestamp)
    /// All messages of a batch have been given: a good moment to flush.
    func endOfBatch(at time: Timestamp)
}
