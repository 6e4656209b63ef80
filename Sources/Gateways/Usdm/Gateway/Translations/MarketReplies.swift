import CommandsAndEvents
import ExchangePorts
import Instruments
import Primitives
import UsdmWire

extension DepthReply {
    init(_ snapshot: DepthSnapshot, _ digits: SymbolDigits) {
        self.init(
            lastUpdateId: snapshot.lastUpdateID, outputTime: snapshot.time.milliseconds,
            transactionTime: snapshot.transactionTime.milliseconds, bids: snapshot.bids.wire(digits),
            asks: snapshot.asks.wire(digits))
    }
}

extension Sequence where Element == PriceLevel {
    func wire(_ digits: SymbolDigits) -> [WireLevel] {
        map { WireLevel(price: $0.price, quantity: $0.quantity, digits: digits) }
    }
}

extension TradeReply {
    init(_ trade: PublicTrade, _ digits: SymbolDigits) {
        self.init(
            id: trade.id.value, price: trade.price, quantity: trade.quantity,
            quoteQuantity: notional(trade.price, trade.quantity), time: trade.time.milliseconds,
            isBuyerMaker: trade.takerSide == .sell, digits: digits)
    }
}

extension AggregateTradeReply {
    init(_ trade: AggregateTrade, _ digits: SymbolDigits) {
        self.init(
            id: trade.id, price: trade.price, quantity: trade.quantity, first: trade.firstTrade.value, last: trade.lastTrade.value,
            time: trade.time.milliseconds, isBuyerMaker: trade.takerSide == .sell, digits: digits)
    }
}

extension KlineReply {
    init(_ candle: Candle, _ digits: SymbolDigits) {
        self.init(
            openTime: candle.openTime.milliseconds, open: candle.open, high: candle.high, low: candle.low, close: candle.close,
            volume: candle.volume, closeTime: candle.closeTime.milliseconds, quoteVolume: candle.quoteVolume,
            tradeCount: candle.tradeCount, takerBuyVolume: candle.takerBuyVolume, takerBuyQuoteVolume: candle.takerBuyQuoteVolume,
            digits: digits)
    }
}

extension PremiumIndexReply {
    init(_ prices: MarketPrices, _ instrument: Instrument) {
        self.init(
            symbol: instrument.symbol, markPrice: prices.mark, indexPrice: prices.index,
            estimatedSettlePrice: prices.settlePrice, lastFundingRate: instrument.funding == nil ? nil : prices.fundingRate,
            interestRate: instrument.funding?.interestRate, nextFundingTime: prices.nextFundingTime.milliseconds,
            time: prices.time.milliseconds)
    }
}

extension RollingStatistics {
    var change: Price { Price(raw: last.raw - open.raw) }

    /// In per cent.
    var changePercent: Rate {
        guard open.isPositive,
            let ratio = try? scaledProduct(change.raw, 100 * fixedPointUnit, dividedBy: open.raw, rounding: .down)
        else { return .zero }
        return Rate(raw: ratio)
    }

    var weightedAverage: Price {
        guard volume.isPositive else { return .zero }
        return (try? quoteVolume.divided(by: volume, rounding: .down)) ?? .zero
    }
}

extension StatisticsReply {
    init(_ statistics: RollingStatistics, _ instrument: Instrument) {
        self.init(
            symbol: instrument.symbol, priceChange: statistics.change, priceChangePercent: statistics.changePercent,
            weightedAveragePrice: statistics.weightedAverage, lastPrice: statistics.last, lastQuantity: statistics.lastQuantity,
            openPrice: statistics.open, highPrice: statistics.high, lowPrice: statistics.low, volume: statistics.volume,
            quoteVolume: statistics.quoteVolume, openTime: statistics.openTime.milliseconds,
            closeTime: statistics.closeTime.milliseconds, firstId: statistics.firstTrade.value, lastId: statistics.lastTrade.value,
            count: statistics.tradeCount, digits: instrument.digits)
    }
}

extension BookTickerReply {
    init(_ best: BestPrices, _ instrument: Instrument) {
        self.init(
            symbol: instrument.symbol, bidPrice: best.bid.price, bidQuantity: best.bid.quantity, askPrice: best.ask.price,
            askQuantity: best.ask.quantity, time: best.time.milliseconds, lastUpdateId: best.updateID, digits: instrument.digits)
    }
}

/// Price × quantity of something that traded: it fitted when it did.
func notional(_ price: Price, _ quantity: Quantity) -> Money {
    (try? price.multiplied(by: quantity, rounding: .down)) ?? .zero
}
