import CommandsAndEvents
import ExchangePorts
import Primitives

/// The public side of one instrument.
struct Market: Sendable {
    let instrument: InstrumentID
    private var depth: DepthBook
    private var tape = TradeTape()
    private var aggregates = AggregateTrades()
    private var candles: CandleSet
    private var markCandles: CandleSet
    private var premiumCandles: CandleSet
    private var window = RollingWindow()
    private var openInterest = OpenInterest()
    private var mark = Price.zero
    private var index = Price.zero
    private var fundingRate = Rate.zero
    private var nextFundingTime = Timestamp.zero
    private var settlePrice = Price.zero
    var isClosed = false
    private var liquidation: (order: Order, fill: Fill, time: Timestamp)?

    /// The trades of the batch at hand, which all have its time: the statistics take them in one go.
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
        candles = CandleSet(.trades(instrument))
        markCandles = CandleSet(.markPrice(instrument))
        premiumCandles = CandleSet(.premiumIndex(instrument))
        touch = depth.bestPrices()
    }

    // MARK: Following the exchange

    /// Ends what ends because time passed. Comes before the events of `time`.
    mutating func advance(to time: Timestamp, into outbox: inout Outbox) {
        if let finished = aggregates.advance(to: time) { tell(finished, &outbox) }
        candles.advance(to: time, into: &outbox)
        markCandles.advance(to: time, into: &outbox)
        premiumCandles.advance(to: time, into: &outbox)
        window.advance(to: time)
    }

    mutating func take(_ level: BookLevel, at time: Timestamp, streamed: Bool) {
        depth.take(level, at: time, streamed: streamed)
        bookChanged = true
    }

    mutating func take(_ trade: PublicTrade, into outbox: inout Outbox) {
        tape.append(trade)
        outbox.keep(TradeTable.Element(instrument: instrument, trade: trade))
        outbox.put(.trade(instrument, trade))
        if let finished = aggregates.add(trade) { tell(finished, &outbox) }
        candles.take(trade)
        if batchTrades == nil { batchTrades = TradeTally(trade) } else { batchTrades?.add(trade) }
    }

    private func tell(_ finished: AggregateTrade, _ outbox: inout Outbox) {
        outbox.keep(AggregateTradeTable.Element(instrument: instrument, trade: finished))
        outbox.put(.aggregateTrade(instrument, finished))
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
        markCandles.take(update.mark)
    }

    mutating func take(_ sample: PremiumSample) {
        premiumCandles.take(Price(raw: sample.premium.raw))
    }

    mutating func take(liquidation order: Order, _ fill: Fill, at time: Timestamp) {
        liquidation = (order, fill, time)
    }

    /// It trades no more: the candles under way are its last.
    mutating func close() {
        isClosed = true
        candles.finish()
        markCandles.finish()
        premiumCandles.finish()
    }

    mutating func take(_ position: PositionUpdate) {
        openInterest.take(position)
    }

    /// The events of the batch are in: takes its trades into the figures, and puts out what is due.
    mutating func finishBatch(at time: Timestamp, since previous: Timestamp, into outbox: inout Outbox) {
        isTouched = false
        if let trades = batchTrades {
            batchTrades = nil
            window.add(trades, at: time)
        }
        candles.finishBatch(at: time, since: previous, into: &outbox)
        markCandles.finishBatch(at: time, since: previous, into: &outbox)
        premiumCandles.finishBatch(at: time, since: previous, into: &outbox)
        guard outbox.isOpen else { return }
        putOutTouch(at: time, into: &outbox)
        depth.flush(at: time, since: previous, into: &outbox)
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
    func trades(fromID id: TradeID?, limit: Int) -> (trades: [PublicTrade], oldest: TradeID?) {
        (tape.trades(fromID: id, limit: limit), tape.oldestID)
    }
    func aggregateTrades(_ query: AggregateTradeQuery) -> (trades: [AggregateTrade], oldest: Int64?, isWhole: Bool) {
        (aggregates.aggregates(query), aggregates.oldestID, aggregates.isWhole)
    }
    mutating func statistics(at time: Timestamp) -> RollingStatistics { window.statistics(at: time) }
    func bestPrices() -> BestPrices { depth.bestPrices() }
    var openInterestQuantity: Quantity { openInterest.quantity }

    func candles(_ query: CandleQuery) -> CandleSeries.Answer { candles.candles(query) }
    func markCandles(_ query: CandleQuery) -> CandleSeries.Answer { markCandles.candles(query) }
    func premiumCandles(_ query: CandleQuery) -> CandleSeries.Answer { premiumCandles.candles(query) }

    func prices(at time: Timestamp) -> MarketPrices {
        MarketPrices(
            mark: mark, index: index, last: tape.last?.price ?? .zero, fundingRate: fundingRate, nextFundingTime: nextFundingTime,
            time: time, lastTradeTime: tape.last?.time ?? .zero, settlePrice: settlePrice)
    }

    // MARK: Across a restart

    var underWay: OpenMarkets {
        OpenMarkets(
            minutes: [candles.openMinute, markCandles.openMinute, premiumCandles.openMinute].compactMap { $0 },
            aggregates: [aggregates.underWay(of: instrument)])
    }

    mutating func resume(_ underWay: OpenAggregate, aggregates latest: [AggregateTrade], trades: [PublicTrade]) {
        aggregates.resume(underWay, after: latest)
        for trade in trades { tape.append(trade) }
    }

    mutating func resumeWindow(_ minutes: [(start: Timestamp, tally: TradeTally)], at time: Timestamp) {
        window.resume(minutes, at: time)
    }

    /// Goes on with the candles of a source that were open at `time`.
    mutating func resume(
        _ source: CandleSource, at time: Timestamp, _ open: (CandleInterval) throws -> (tally: TradeTally, isFlat: Bool)
    ) rethrows {
        switch source {
        case .trades: try candles.resume(at: time, open)
        case .markPrice: try markCandles.resume(at: time, open)
        case .premiumIndex: try premiumCandles.resume(at: time, open)
        case .continuous, .indexPrice: break
        }
    }

    /// What it has in the store is all there will be.
    mutating func resumeEnded() {
        candles.resumeEnded()
        markCandles.resumeEnded()
        premiumCandles.resumeEnded()
    }
}
