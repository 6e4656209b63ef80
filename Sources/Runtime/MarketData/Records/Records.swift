import CommandsAndEvents
import ExchangePorts
import Primitives

/// How much of the past is kept.
enum MarketRecordLimits {
    /// Thirty days.
    static let samples = 8_640

    /// The time of the oldest sample that is kept.
    static func oldestSample(at time: Timestamp) -> Timestamp {
        let period = MarketSample.periodMilliseconds
        return time.floored(toMilliseconds: period).advanced(byMilliseconds: -Int64(samples - 1) * period)
    }

    /// Of all instruments together: twenty of them for three years.
    static let fundings = 65_536
    static let deliveries = 4_096
}

/// What `MarketRecords` keeps behind its lock.
struct Records: Sendable {
    private var traders = Traders()
    private var markets: [SampledMarket] = []
    private var fundings = BoundedRing<FundingSettled>(limit: MarketRecordLimits.fundings)
    private var deliveries = BoundedRing<Delivered>(limit: MarketRecordLimits.deliveries)
    private(set) var lastSequence = SequenceNumber(0)
    private(set) var time = Timestamp.zero
    /// What is to be stored and has not been taken yet.
    private var gathered = RecordRows()
    private var takenSequence = SequenceNumber(0)
    private let cadence = Cadence(everyMilliseconds: MarketSample.periodMilliseconds)

    init() {}

    /// `keepsRows` is false when nothing is kept beyond memory.
    mutating func apply(_ batch: EventBatch, keepsRows: Bool) {
        let now = max(time, batch.time)
        lastSequence = max(lastSequence, batch.lastSequence)
        gathered.isOpen = keepsRows
        if time > .zero && cadence.isDue(at: now, since: time) { sample(from: time, to: now) }
        time = now
        for listing in batch.listings {
            traders.list(listing)
            if case .instrument(let id, _) = listing, Int(id.index) == markets.count { markets.append(SampledMarket(id)) }
        }
        var settled: [FundingSettled] = []
        for stamped in batch.events {
            if case .funding(let funding) = stamped.event { settled.append(funding) } else { take(stamped.event) }
        }
        // A jump of the clock settles market by market.
        settled.sort { ($0.time, $0.instrument) < ($1.time, $1.instrument) }
        for funding in settled {
            fundings.append(funding)
            gathered.keep(funding)
        }
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
        case .delivered(let delivered):
            deliveries.append(delivered)
            gathered.keep(delivered)
        case .assetListed, .underlyingListed, .instrumentListed, .order, .leverage, .marginType, .setting, .triggerRejected,
            .bookLevel, .index, .premium, .funding, .liquidation, .marginCall, .insurance, .makers:
            break
        }
    }

    /// A sample at every multiple of the period in `(previous, now]`, as many as are kept.
    private mutating func sample(from previous: Timestamp, to now: Timestamp) {
        let period = MarketSample.periodMilliseconds
        let last = now.floored(toMilliseconds: period).milliseconds
        let kept = MarketRecordLimits.oldestSample(at: now)
        let first = max(previous.floored(toMilliseconds: period).milliseconds + period, kept.milliseconds)
        for index in markets.indices { markets[index].forget(before: kept) }
        let standings = traders.standings(marks: markets.map(\.mark))
        for time in stride(from: first, through: last, by: Int64.Stride(period)) {
            for index in markets.indices {
                if let sample = markets[index].sample(standings[index], at: Timestamp(milliseconds: time)) { gathered.keep(sample) }
            }
        }
    }

    // MARK: What is stored

    var gatheredCount: Int { gathered.count }

    /// What is to be stored. Nil when nothing came since the last time.
    mutating func takeGathered() -> MarketStoreEntry? {
        guard lastSequence > takenSequence || gathered.count > 0 else { return nil }
        let entry = MarketStoreEntry(
            keeper: .records, lastSequence: lastSequence, time: time, rows: gathered, open: OpenSamples(markets: markets))
        gathered = RecordRows()
        takenSequence = lastSequence
        return entry
    }

    /// Stands where the store does.
    mutating func resume(at sequence: SequenceNumber, _ time: Timestamp, _ rows: RecordRows, _ markets: [SampledMarket]) {
        (lastSequence, takenSequence, self.time) = (sequence, sequence, time)
        self.markets = markets
        for funding in rows.fundings { fundings.append(funding) }
        for delivered in rows.deliveries { deliveries.append(delivered) }
        for sample in rows.samples { self.markets[Int(sample.instrument.index)].resume(sample) }
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
