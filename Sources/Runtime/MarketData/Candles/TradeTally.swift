import CommandsAndEvents
import ExchangePorts
import Primitives

/// What a run of trades, or of prices, amounts to: the figures behind candles and rolling statistics.
///
/// Sums are kept exactly, at 128 bits, and brought to 64 when they are shown; a sum that does not fit shows the largest
/// amount there is. Tallies of adjoining runs merge into the tally of both.
struct TradeTally: Sendable, Hashable {
    private(set) var open: Price
    private(set) var high: Price
    private(set) var low: Price
    private(set) var close: Price
    private(set) var closeQuantity = Quantity.zero
    private(set) var count: Int64 = 0
    private(set) var firstTrade = TradeID(-1)
    private(set) var lastTrade = TradeID(-1)
    private(set) var volumeSum: Int128 = 0
    /// Price × quantity, in 10⁻¹⁶ units, so that nothing is rounded before it is shown.
    private(set) var turnoverSum: Int128 = 0
    private(set) var takerBuyVolumeSum: Int128 = 0
    private(set) var takerBuyTurnoverSum: Int128 = 0

    /// No trade, at a price that was there before.
    init(flatAt price: Price) {
        open = price
        high = price
        low = price
        close = price
    }

    /// What was tallied before.
    init(
        open: Price, high: Price, low: Price, close: Price, closeQuantity: Quantity, count: Int64, firstTrade: TradeID,
        lastTrade: TradeID, volumeSum: Int128, turnoverSum: Int128, takerBuyVolumeSum: Int128, takerBuyTurnoverSum: Int128
    ) {
        self.open = open
        self.high = high
        self.low = low
        self.close = close
        self.closeQuantity = closeQuantity
        self.count = count
        self.firstTrade = firstTrade
        self.lastTrade = lastTrade
        self.volumeSum = volumeSum
        self.turnoverSum = turnoverSum
        self.takerBuyVolumeSum = takerBuyVolumeSum
        self.takerBuyTurnoverSum = takerBuyTurnoverSum
    }

    /// A price that held, without trades: a run of such prices opens at the first of them.
    init(holding price: Price) {
        self.init(flatAt: price)
        count = 1
    }

    init(_ trade: PublicTrade) {
        self.init(flatAt: trade.price)
        add(trade)
    }

    mutating func add(_ trade: PublicTrade) {
        if count == 0 {
            self = TradeTally(flatAt: trade.price)
            firstTrade = trade.id
        }
        high = max(high, trade.price)
        low = min(low, trade.price)
        close = trade.price
        closeQuantity = trade.quantity
        count += 1
        lastTrade = trade.id
        let volume = Int128(trade.quantity.raw)
        let turnover = Int128(trade.price.raw) * volume
        volumeSum = saturatingSum(volumeSum, volume)
        turnoverSum = saturatingSum(turnoverSum, turnover)
        if trade.takerSide == .buy {
            takerBuyVolumeSum = saturatingSum(takerBuyVolumeSum, volume)
            takerBuyTurnoverSum = saturatingSum(takerBuyTurnoverSum, turnover)
        }
    }

    /// `later` follows upon what is counted here.
    mutating func merge(_ later: TradeTally) {
        if later.count == 0 { return }
        if count == 0 {
            self = later
            return
        }
        high = max(high, later.high)
        low = min(low, later.low)
        close = later.close
        closeQuantity = later.closeQuantity
        count += later.count
        lastTrade = later.lastTrade
        volumeSum = saturatingSum(volumeSum, later.volumeSum)
        turnoverSum = saturatingSum(turnoverSum, later.turnoverSum)
        takerBuyVolumeSum = saturatingSum(takerBuyVolumeSum, later.takerBuyVolumeSum)
        takerBuyTurnoverSum = saturatingSum(takerBuyTurnoverSum, later.takerBuyTurnoverSum)
    }

    var volume: Quantity { Quantity(raw: Int64(clamping: volumeSum)) }
    var quoteVolume: Money { Money(raw: Int64(clamping: turnoverSum / Int128(fixedPointUnit))) }
    var takerBuyVolume: Quantity { Quantity(raw: Int64(clamping: takerBuyVolumeSum)) }
    var takerBuyQuoteVolume: Money { Money(raw: Int64(clamping: takerBuyTurnoverSum / Int128(fixedPointUnit))) }
}

private func saturatingSum(_ left: Int128, _ right: Int128) -> Int128 {
    let (sum, overflow) = left.addingReportingOverflow(right)
    return overflow ? (right > 0 ? .max : .min) : sum
}
