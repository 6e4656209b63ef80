import ExchangePorts
import Primitives

/// The candles of one source in all intervals.
struct CandleSet: Sendable {
    private var series: [CandleSeries]
    /// When the first of the open candles ends.
    private var nextEnd = Timestamp(milliseconds: .max)
    /// What happened in the batch at hand, all at its time.
    private var gathered: TradeTally?
    private var hasUpdates = false
    private var isFinishing = false

    init(_ source: CandleSource) {
        series = CandleInterval.allCases.map { CandleSeries(source: source, interval: $0) }
    }

    /// Ends what ends because time passed.
    mutating func advance(to time: Timestamp, into outbox: inout Outbox) {
        guard time >= nextEnd else { return }
        for position in series.indices {
            for candle in series[position].advance(to: time, into: &outbox) { tell(candle, series[position], &outbox) }
        }
        hasUpdates = true
        findNextEnd()
    }

    mutating func take(_ trade: PublicTrade) {
        if gathered == nil { gathered = TradeTally(trade) } else { gathered?.add(trade) }
    }

    mutating func take(_ price: Price) {
        let tally = TradeTally(holding: price)
        if gathered == nil { gathered = tally } else { gathered?.merge(tally) }
    }

    /// The batch is in: takes what happened in it into the candles, and puts out the open ones when that is due.
    mutating func finishBatch(at time: Timestamp, since previous: Timestamp, into outbox: inout Outbox) {
        if let tally = gathered {
            gathered = nil
            for position in series.indices { series[position].add(tally, at: time) }
            hasUpdates = true
            findNextEnd()
        }
        if isFinishing { finish(into: &outbox) }
        guard hasUpdates, outbox.isOpen, series[0].source.isOfTrades else { return }
        var waits = false
        for position in series.indices {
            guard let candle = series[position].update(at: time, since: previous) else {
                waits = waits || series[position].hasUpdate
                continue
            }
            outbox.put(.candle(series[position].source, series[position].interval, candle, closed: false))
        }
        hasUpdates = waits
    }

    /// With the batch at hand it is over.
    mutating func finish() { isFinishing = true }

    private mutating func finish(into outbox: inout Outbox) {
        isFinishing = false
        for position in series.indices {
            if let last = series[position].finish(into: &outbox) { tell(last, series[position], &outbox) }
        }
        findNextEnd()
    }

    /// Candles of prices are not streamed.
    private func tell(_ candle: Candle, _ series: CandleSeries, _ outbox: inout Outbox) {
        if series.source.isOfTrades { outbox.put(.candle(series.source, series.interval, candle, closed: true)) }
    }

    func candles(_ query: CandleQuery) -> CandleSeries.Answer {
        let asked = series.first { $0.interval == query.interval } ?? series[0]
        return asked.candles(from: query.from, to: query.to, limit: query.limit)
    }

    private mutating func findNextEnd() {
        nextEnd = series.reduce(Timestamp(milliseconds: .max)) { min($0, $1.end ?? $0) }
    }

    // MARK: Across a restart

    var openMinute: OpenMinute? { series.first { $0.interval == .minute1 }?.underWay }

    /// Goes on with the candles that were open at `time`. `open` says what an interval's candle holds.
    mutating func resume(at time: Timestamp, _ open: (CandleInterval) throws -> (tally: TradeTally, isFlat: Bool)) rethrows {
        for position in series.indices {
            let (tally, isFlat) = try open(series[position].interval)
            series[position].resume(tally, isFlat: isFlat, at: time)
        }
        findNextEnd()
    }

    mutating func resumeEnded() {
        for position in series.indices { series[position].resumeEnded() }
    }
}
