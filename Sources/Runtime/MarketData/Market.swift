import CommandsAndEvents
import ExchangePorts
import Primitives

/// The public side of one instrument.
struct Market: Sendable {
    let instrument: InstrumentID
    private var depth: DepthBook
    private var tape = TradeTape()
    private var aggregates = AggregateTrades()
    private var candleSeries = CandleInterval.allCases.map(CandleSeries.init(interval:))
    private var window = RollingWindow()
    private var openInterest = OpenInterest()
    private var mark = Price.zero
    private var index = Price.zero
    private var fundingRate = Rate.zero
    private var nextFundingTime = Timestamp.zero
    private var settlePrice = Price.zero
    var isClosed = false
    private var liquidation: (order: Order, fill: Fill, time: Timestamp)?

    /// The trades of the batch at hand, which all have its time: candles and statistics take them in one go.
    private var batchTrades: TradeTally?
    private var bookChanged = false
    /// Whether the batch at hand spoke of this market, as far as `Markets` has noted.
    var isTouched = false
    private var touch: BestPrices
    private var miniStatistics = StatisticsStream(cadence: .mini, everyMilliseconds: 500)
    private var fullStatistics = StatisticsStream(cadence: .full, everyMilliseconds: 2_000)
    private var revisionInArray: Int64 = 0
    private var touchChangedSinceArray = false

    init(_ instrument: InstrumentID) {
        self.instrument = instrument
        depth = DepthBook(instrument: instrument)
        touch = depth.bestPrices()
    }

    // MARK: Following the exchange

    /// Ends what ends because time passed. Comes before the events of `time`.
    mutating func advance(to time: Timestamp, into outbox: inout Outbox) {
        if let finished = aggregates.advance(to: time) { outbox.put(.aggregateTrade(instrument, finished)) }
        for position in candleSeries.indices {
            for candle in candleSeries[position].advance(to: time) {
                outbox.put(.candle(instrument, candleSeries[position].interval, candle, closed: true))
            }
        }
        window.advance(to: time)
    }

    mutating func take(_ level: BookLevel, at time: Timestamp, streamed: Bool) {
        depth.take(level, at: time, streamed: streamed)
        bookChanged = true
    }

    mutating func take(_ trade: Trade, at time: Timestamp, into outbox: inout Outbox) {
        let shown = PublicTrade(
            id: trade.id, price: trade.price, quantity: trade.quantity, time: time, takerSide: trade.takerSide)
        tape.append(shown)
        outbox.put(.trade(instrument, shown))
        if let finished = aggregates.add(shown) { outbox.put(.aggregateTrade(instrument, finished)) }
        if batchTrades == nil { batchTrades = TradeTally(shown) } else { batchTrades?.add(shown) }
    }

    mutating func take(_ update: IndexUpdate) {
        index = update.price
    }

    mutating func take(_ update: MarkUpdate) {
        mark = update.mark
        index = update.index
        fundingRate = update.fundingRate
        nextFundingTime = update.nextFundingTime
        settlePrice = update.settlePrice
    }

    mutating func take(liquidation order: Order, _ fill: Fill, at time: Timestamp) {
        liquidation = (order, fill, time)
    }

    mutating func take(_ position: PositionUpdate) {
        openInterest.take(position)
    }

    /// The events of the batch are in: takes its trades into the figures, and puts out what is due.
    mutating func finishBatch(at time: Timestamp, since previous: Timestamp, into outbox: inout Outbox) {
        isTouched = false
        if let trades = batchTrades {
            batchTrades = nil
            for position in candleSeries.indices { candleSeries[position].add(trades, at: time) }
            window.add(trades, at: time)
        }
        guard outbox.isOpen else { return }
        putOutTouch(at: time, into: &outbox)
        depth.flush(at: time, since: previous, into: &outbox)
        for position in candleSeries.indices {
            guard let candle = candleSeries[position].update(at: time, since: previous) else { continue }
            outbox.put(.candle(instrument, candleSeries[position].interval, candle, closed: false))
        }
        miniStatistics.flush(of: instrument, &window, at: time, since: previous, into: &outbox)
        fullStatistics.flush(of: instrument, &window, at: time, since: previous, into: &outbox)
    }

    private mutating func putOutTouch(at time: Timestamp, into outbox: inout Outbox) {
        guard bookChanged else { return }
        bookChanged = false
        let now = depth.bestPrices()
        guard now.bid != touch.bid || now.ask != touch.ask else { return }
        touch = now
        touchChangedSinceArray = true
        outbox.put(.bestPrices(instrument, now))
    }

    // MARK: Messages that `Markets` times

    /// The last liquidation, if there was one since this was last called.
    mutating func putOutLiquidation(into outbox: inout Outbox) {
        guard let last = liquidation else { return }
        liquidation = nil
        outbox.put(.liquidation(instrument, last.order, last.fill, at: last.time))
    }

    /// The touch, if it changed since this was last called.
    mutating func touchForArray() -> BestPrices? {
        guard touchChangedSinceArray else { return nil }
        touchChangedSinceArray = false
        return touch
    }

    /// The statistics, if they changed since this was last called.
    mutating func statisticsForArray(at time: Timestamp) -> RollingStatistics? {
        guard revisionInArray != window.revision else { return nil }
        revisionInArray = window.revision
        return window.statistics(at: time)
    }

    // MARK: Questions

    func depth(limit: Int, at time: Timestamp) -> DepthSnapshot { depth.snapshot(limit: limit, at: time) }
    func trades(fromID id: TradeID?, limit: Int) -> [PublicTrade] { tape.trades(fromID: id, limit: limit) }
    func aggregateTrades(_ query: AggregateTradeQuery) -> [AggregateTrade] { aggregates.aggregates(query) }
    mutating func statistics(at time: Timestamp) -> RollingStatistics { window.statistics(at: time) }
    func bestPrices() -> BestPrices { depth.bestPrices() }
    var openInterestQuantity: Quantity { openInterest.quantity }

    func candles(_ query: CandleQuery) -> [Candle] {
        guard let series = candleSeries.first(where: { $0.interval == query.interval }) else { return [] }
        return series.candles(from: query.from, to: query.to, limit: query.limit)
    }

    func prices(at time: Timestamp) -> MarketPrices {
        MarketPrices(
            mark: mark, index: index, last: tape.last?.price ?? .zero, fundingRate: fundingRate, nextFundingTime: nextFundingTime,
            time: time, lastTradeTime: tape.last?.time ?? .zero, settlePrice: settlePrice)
    }
}
