public import CommandsAndEvents
public import ExchangePorts
import Instruments
public import Primitives

/// Follows the exchange and remembers its funding settlements, its deliveries, and every five minutes how traders stand.
///
/// Everything comes from events: the same batches make the same records. A sample at a time shows what was so before the batch that
/// reaches the time; when the clock jumps over several of these times, nothing changed in between, and all show the same.
public final class MarketRecords: Projection, MarketRecordQueries {
    private let records = Locked(Records())

    public init() {}

    public func apply(_ batch: EventBatch) { records.withLock { $0.apply(batch) } }

    public func fundings(_ query: FundingQuery) -> [FundingSettled] { records.withLock { $0.fundings(query) } }

    public func deliveries(of instruments: Set<InstrumentID>) -> [Delivered] {
        records.withLock { $0.deliveries(of: instruments) }
    }

    public func samples(of instrument: InstrumentID, from: Timestamp, to: Timestamp) -> [MarketSample] {
        records.withLock { $0.samples(of: instrument, from: from, to: to) }
    }
}

/// How much of the past is kept.
enum MarketRecordLimits {
    /// Thirty days.
    static let samples = 8_640
    /// Of all instruments together: twenty of them for three years.
    static let fundings = 65_536
    static let deliveries = 4_096
}

/// What `MarketRecords` keeps behind its lock.
private struct Records: Sendable {
    private var traders = Traders()
    private var markets: [SampledMarket] = []
    private var fundings = BoundedRing<FundingSettled>(limit: MarketRecordLimits.fundings)
    private var deliveries = BoundedRing<Delivered>(limit: MarketRecordLimits.deliveries)
    private var time = Timestamp.zero
    private let cadence = Cadence(everyMilliseconds: MarketSample.periodMilliseconds)

    mutating func apply(_ batch: EventBatch) {
        let now = max(time, batch.time)
        if time > .zero && cadence.isDue(at: now, since: time) { sample(from: time, to: now) }
        time = now
        for listing in batch.listings {
            traders.list(listing)
            if case .instrument(let id, _) = listing { markets.append(SampledMarket(id)) }
        }
        var settled: [FundingSettled] = []
        for stamped in batch.events {
            if case .funding(let funding) = stamped.event { settled.append(funding) } else { take(stamped.event) }
        }
        // A jump of the clock settles market by market.
        settled.sort { ($0.time, $0.instrument) < ($1.time, $1.instrument) }
        for funding in settled { fundings.append(funding) }
    }

    private mutating func take(_ event: Event) {
        switch event {
        case .accountOpened(let opened): traders.open(opened)
        case .assetIndex(let update): traders.take(update)
        case .balance(let update): traders.take(update)
        case .position(let update): traders.take(update)
        case .trade(let trade): markets[Int(trade.instrument.index)].take(trade)
        case .mark(let update): markets[Int(update.instrument.index)].take(update)
        case .marketStatus(let update): markets[Int(update.instrument.index)].status = update.status
        case .delivered(let delivered): deliveries.append(delivered)
        case .assetListed, .underlyingListed, .instrumentListed, .order, .leverage, .marginType, .setting, .triggerRejected,
            .bookLevel, .index, .premium, .funding, .liquidation, .marginCall, .insurance, .makers:
            break
        }
    }

    /// A sample at every multiple of the period in `(previous, now]`, as many as are kept.
    private mutating func sample(from previous: Timestamp, to now: Timestamp) {
        let period = MarketSample.periodMilliseconds
        let last = now.floored(toMilliseconds: period).milliseconds
        let kept = last - Int64(MarketRecordLimits.samples - 1) * period
        let first = max(previous.floored(toMilliseconds: period).milliseconds + period, kept)
        let standings = traders.standings(marks: markets.map(\.mark))
        for time in stride(from: first, through: last, by: Int64.Stride(period)) {
            for index in markets.indices { markets[index].sample(standings[index], at: Timestamp(milliseconds: time)) }
        }
    }

    // MARK: Questions

    func fundings(_ query: FundingQuery) -> [FundingSettled] {
        let start = query.from.map { from in fundings.firstPosition { $0.time >= from } } ?? 0
        let end = query.to.map { to in fundings.firstPosition { $0.time > to } } ?? fundings.count
        guard start < end else { return [] }
        let wanted = { (settled: FundingSettled) in query.instrument == nil || settled.instrument == query.instrument }
        var found: [FundingSettled] = []
        let positions = query.from == nil ? Array((start..<end).reversed()) : Array(start..<end)
        for position in positions where found.count < query.limit && wanted(fundings[position]) { found.append(fundings[position]) }
        return query.from == nil ? found.reversed() : found
    }

    func deliveries(of instruments: Set<InstrumentID>) -> [Delivered] {
        deliveries.elements(from: 0, atMost: deliveries.count).filter { instruments.contains($0.instrument) }.reversed()
    }

    func samples(of instrument: InstrumentID, from: Timestamp, to: Timestamp) -> [MarketSample] {
        guard Int(instrument.index) < markets.count else { return [] }
        return markets[Int(instrument.index)].samples(from: from, to: to)
    }
}

/// One market, as far as samples show it.
private struct SampledMarket: Sendable {
    let instrument: InstrumentID
    var status = MarketStatus.trading
    private(set) var mark = Price.zero
    private var index = Price.zero
    private var last = Price.zero
    private var takerBuyVolume = Int128(0)
    private var takerSellVolume = Int128(0)
    private var samples = BoundedRing<MarketSample>(limit: MarketRecordLimits.samples)

    init(_ instrument: InstrumentID) { self.instrument = instrument }

    mutating func take(_ trade: Trade) {
        last = trade.price
        let volume = Int128(trade.quantity.raw)
        if trade.takerSide == .buy { takerBuyVolume += volume } else { takerSellVolume += volume }
    }

    mutating func take(_ update: MarkUpdate) {
        mark = update.mark
        index = update.index
    }

    /// A market without a mark price has not begun, and a closed one has ended.
    mutating func sample(_ standing: Traders.Standing, at time: Timestamp) {
        guard mark.isPositive, status == .trading || status == .closing else { return }
        samples.append(
            MarketSample(
                instrument: instrument, time: time, openInterest: .clamping(standing.openInterest), mark: mark, index: index,
                last: last, accounts: standing.accounts, topAccounts: standing.topAccounts,
                topPositions: LongShort(
                    long: .clamping(standing.topPositions.long), short: .clamping(standing.topPositions.short)),
                takerBuyVolume: .clamping(takerBuyVolume), takerSellVolume: .clamping(takerSellVolume)))
        takerBuyVolume = 0
        takerSellVolume = 0
    }

    func samples(from: Timestamp, to: Timestamp) -> [MarketSample] {
        let start = samples.firstPosition { $0.time >= from }
        let end = samples.firstPosition { $0.time > to }
        return samples.elements(from: start, atMost: max(0, end - start))
    }
}
