import ExchangePorts
import Primitives

/// The candles of one interval of a source: the last closed ones, and the open one.
///
/// The series begins with the first trade or price, never before. From then on every interval has a candle: one in which
/// nothing happened is flat at the close before it. Candles of trades open at their first trade, those of prices at the
/// price that held when they opened.
struct CandleSeries: Sendable {
    private static let cadenceMilliseconds: Int64 = 250

    private struct Open {
        var openTime: Timestamp
        /// When the next one opens.
        var end: Timestamp
        var tally: TradeTally
        /// Nothing happened in it yet.
        var isFlat: Bool
    }

    let source: CandleSource
    let interval: CandleInterval
    private var closed: BoundedRing<Candle>
    private var open: Open?
    private var changed = false
    /// Whether every candle there ever was is held.
    private var isWhole = true
    private var isOver = false
    private let cadence = Cadence(everyMilliseconds: cadenceMilliseconds)

    init(source: CandleSource, interval: CandleInterval) {
        self.source = source
        self.interval = interval
        let isLong = interval == .minute1 && source.isOfTrades
        closed = BoundedRing(limit: isLong ? MarketDataLimits.minuteCandles : MarketDataLimits.candles)
    }

    /// When the open candle ends.
    var end: Timestamp? { open?.end }

    /// Closes what ends by `time`, and returns it oldest first. Once a jump of the clock ends more candles than are kept,
    /// or announced, the oldest of them are left out.
    mutating func advance(to time: Timestamp, into outbox: inout Outbox) -> [Candle] {
        guard let ended = open, time >= ended.end else { return [] }
        var announced = [candle(ended)]
        if !ended.isFlat { keep(ended, &outbox) }
        hold(announced[0])
        changed = true
        let announcedFrom = openTime(MarketDataLimits.candlesAnnouncedPerJump, before: time)
        var start = max(ended.end, openTime(closed.limit, before: time))
        var end = interval.nextOpenTime(after: start)
        let flat = source.isOfTrades ? TradeTally(flatAt: ended.tally.close) : TradeTally(holding: ended.tally.close)
        while end <= time && start < end {
            let empty = candle(Open(openTime: start, end: end, tally: flat, isFlat: true))
            hold(empty)
            if start >= announcedFrom { announced.append(empty) }
            start = end
            end = interval.nextOpenTime(after: start)
        }
        open = Open(openTime: start, end: end, tally: flat, isFlat: true)
        return announced
    }

    /// Takes what happened at `time`, to which the series has been advanced.
    mutating func add(_ tally: TradeTally, at time: Timestamp) {
        if isOver { return }
        if open == nil {
            let start = interval.openTime(containing: time)
            open = Open(openTime: start, end: interval.nextOpenTime(after: start), tally: tally, isFlat: false)
        } else {
            open?.tally.merge(tally)
            open?.isFlat = false
        }
        changed = true
    }

    /// The open candle is the last one: it closes now, though its time is not over.
    mutating func finish(into outbox: inout Outbox) -> Candle? {
        isOver = true
        guard let last = open else { return nil }
        open = nil
        let closing = candle(last)
        keep(last, &outbox)
        hold(closing)
        return closing
    }

    private func keep(_ ended: Open, _ outbox: inout Outbox) {
        outbox.keep(CandleTable.Element(source: source, interval: interval, openTime: ended.openTime, tally: ended.tally))
    }

    /// Whether an update waits to be due.
    var hasUpdate: Bool { changed && open != nil }

    /// The open candle, if it changed and an update of it is due.
    mutating func update(at time: Timestamp, since previous: Timestamp) -> Candle? {
        guard changed, cadence.isDue(at: time, since: previous), let open else { return nil }
        changed = false
        return candle(open)
    }

    // MARK: Across a restart

    /// What is under way; nil before the beginning and after the end.
    var underWay: OpenMinute? {
        open.map { OpenMinute(source: source, openTime: $0.openTime, isFlat: $0.isFlat, tally: $0.tally) }
    }

    /// Goes on with a candle that was open at `time`; the closed ones are not in memory.
    mutating func resume(_ tally: TradeTally, isFlat: Bool, at time: Timestamp) {
        let start = interval.openTime(containing: time)
        open = Open(openTime: start, end: interval.nextOpenTime(after: start), tally: tally, isFlat: isFlat)
        isWhole = false
    }

    /// It has ended, and its candles are not in memory.
    mutating func resumeEnded() {
        isOver = true
        isWhole = false
    }

    // MARK: Questions

    /// What memory has for a question, and what may have to be looked for in the store.
    struct Answer: Sendable {
        var candles: [Candle]
        /// The opening of the oldest candle in memory; nil when there is none.
        var oldest: Timestamp?
        var isWhole: Bool
        var isOver: Bool
    }

    /// See `CandleQuery`. With both `from` and `to`, ascending from `from` as far as `to`.
    func candles(from: Timestamp?, to: Timestamp?, limit: Int) -> Answer {
        Answer(
            candles: held(from: from, to: to, limit: limit), oldest: closed.first?.openTime ?? open?.openTime, isWhole: isWhole,
            isOver: isOver)
    }

    private func held(from: Timestamp?, to: Timestamp?, limit: Int) -> [Candle] {
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

    private mutating func hold(_ candle: Candle) {
        if closed.count == closed.limit { isWhole = false }
        closed.append(candle)
    }

    private func openTime(_ candles: Int, before time: Timestamp) -> Timestamp {
        interval.openTime(containing: time.advanced(byMilliseconds: -Int64(candles) * interval.longestMilliseconds))
    }

    private func candle(_ open: Open) -> Candle { Candle(source, interval, openTime: open.openTime, open.tally) }
}

extension Candle {
    init(_ source: CandleSource, _ interval: CandleInterval, openTime: Timestamp, _ tally: TradeTally) {
        self.init(
            openTime: openTime, closeTime: interval.nextOpenTime(after: openTime).advanced(byMilliseconds: -1), open: tally.open,
            high: tally.high, low: tally.low, close: tally.close, volume: tally.volume, quoteVolume: tally.quoteVolume,
            tradeCount: source.isOfTrades ? tally.count : 0, takerBuyVolume: tally.takerBuyVolume,
            takerBuyQuoteVolume: tally.takerBuyQuoteVolume, firstTrade: tally.firstTrade, lastTrade: tally.lastTrade)
    }
}

extension CandleSource {
    var isOfTrades: Bool {
        switch self {
        case .trades, .continuous: true
        case .indexPrice, .markPrice, .premiumIndex: false
        }
    }
}
