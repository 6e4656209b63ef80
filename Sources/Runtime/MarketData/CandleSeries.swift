import ExchangePorts
import Primitives

/// The candles of one interval: the closed ones, and the open one.
///
/// The series begins with the first trade, never before. From then on every interval has a candle: one without trades is
/// flat at the close before it.
struct CandleSeries: Sendable {
    private static let cadenceMilliseconds: Int64 = 250

    private struct Open {
        var openTime: Timestamp
        /// When the next one opens.
        var end: Timestamp
        var tally: TradeTally
    }

    let interval: CandleInterval
    private var closed: BoundedRing<Candle>
    private var open: Open?
    private var changed = false
    private let cadence = Cadence(everyMilliseconds: cadenceMilliseconds)

    init(interval: CandleInterval) {
        self.interval = interval
        closed = BoundedRing(limit: interval == .minute1 ? MarketDataLimits.minuteCandles : MarketDataLimits.candles)
    }

    /// Closes what ends by `time`, and returns it oldest first. Once a jump of the clock ends more candles than are kept,
    /// or announced, the oldest of them are left out.
    mutating func advance(to time: Timestamp) -> [Candle] {
        guard let ended = open, time >= ended.end else { return [] }
        var announced = [candle(ended)]
        closed.append(announced[0])
        let announcedFrom = openTime(MarketDataLimits.candlesAnnouncedPerJump, before: time)
        var start = max(ended.end, openTime(closed.limit, before: time))
        var end = interval.nextOpenTime(after: start)
        let flat = TradeTally(flatAt: ended.tally.close)
        while end <= time && start < end {
            let empty = candle(Open(openTime: start, end: end, tally: flat))
            closed.append(empty)
            if start >= announcedFrom { announced.append(empty) }
            start = end
            end = interval.nextOpenTime(after: start)
        }
        open = Open(openTime: start, end: end, tally: flat)
        changed = true
        return announced
    }

    /// Takes trades of `time`, to which the series has been advanced.
    mutating func add(_ tally: TradeTally, at time: Timestamp) {
        if open == nil {
            let start = interval.openTime(containing: time)
            open = Open(openTime: start, end: interval.nextOpenTime(after: start), tally: tally)
        } else {
            open?.tally.merge(tally)
        }
        changed = true
    }

    /// The open candle, if it changed and an update of it is due.
    mutating func update(at time: Timestamp, since previous: Timestamp) -> Candle? {
        guard changed, cadence.isDue(at: time, since: previous), let open else { return nil }
        changed = false
        return candle(open)
    }

    /// See `CandleQuery`. With both `from` and `to`, ascending from `from` as far as `to`.
    func candles(from: Timestamp?, to: Timestamp?, limit: Int) -> [Candle] {
        let end = to.map { to in closed.firstPosition { $0.openTime > to } } ?? closed.count
        let current = open.flatMap { open in
            to.map { $0 < open.openTime } ?? false ? nil : candle(open)
        }
        if let from {
            let start = closed.firstPosition { $0.openTime >= from }
            var found = closed.elements(from: start, atMost: min(limit, end - start))
            if let current, current.openTime >= from, found.count < limit { found.append(current) }
            return found
        }
        guard let current, limit > 0 else { return closed.elements(before: end, atMost: limit) }
        return closed.elements(before: end, atMost: limit - 1) + [current]
    }

    private func openTime(_ candles: Int, before time: Timestamp) -> Timestamp {
        interval.openTime(containing: time.advanced(byMilliseconds: -Int64(candles) * interval.longestMilliseconds))
    }

    private func candle(_ open: Open) -> Candle {
        let tally = open.tally
        return Candle(
            openTime: open.openTime, closeTime: open.end.advanced(byMilliseconds: -1), open: tally.open, high: tally.high,
            low: tally.low, close: tally.close, volume: tally.volume, quoteVolume: tally.quoteVolume, tradeCount: tally.count,
            takerBuyVolume: tally.takerBuyVolume, takerBuyQuoteVolume: tally.takerBuyQuoteVolume, firstTrade: tally.firstTrade,
            lastTrade: tally.lastTrade)
    }
}
