import CommandsAndEvents
import ExchangePorts
import Instruments
import Primitives

/// All markets and the messages that span them: what `MarketData` keeps behind its lock.
///
/// Markets are values in one array, changed in place: following an event touches no reference count.
struct Markets: Sendable {
    /// Where in `listed` an instrument's market stands; nil where nothing has been heard of the instrument yet.
    private var positions: [Int?] = []
    /// In the order in which the instruments were first heard of, which is that of their listing.
    private var listed: [Market] = []
    private var underlyings: UnderlyingMarkets
    /// The last command that was followed.
    private(set) var lastSequence = SequenceNumber(0)
    private(set) var time = Timestamp.zero
    private let bestPricesArray = Cadence(everyMilliseconds: 5_000)
    private let statisticsArray = Cadence(everyMilliseconds: 1_000)
    private let prices = Cadence(everyMilliseconds: 1_000)
    private var assetIndexes = AssetIndexes()
    private var compositeIndexes = CompositeIndexes()
    private var contractNews = ContractNews()
    private let thirdSecond = Cadence(everyMilliseconds: 3_000)
    /// Positions of the markets that the batch at hand spoke of.
    private var touched: [Int] = []
    /// What is to be stored and has not been taken yet.
    private var gathered = MarketRows()
    /// What was taken, and is being stored.
    private var taken = (trades: 0, candles: 0)
    private var takenSequence = SequenceNumber(0)

    init() { underlyings = UnderlyingMarkets() }

    /// Nil when nothing has been heard of the instrument.
    mutating func ask<Answer>(
        _ instrument: InstrumentID, _ question: (inout Market, _ now: Timestamp) -> Answer
    ) -> Answer? {
        guard let position = position(of: instrument) else { return nil }
        return question(&listed[position], time)
    }

    /// What memory has for a question about candles. Nil when nothing has been heard of their source.
    mutating func candles(_ query: CandleQuery) -> CandleSeries.Answer? {
        switch query.source {
        case .trades(let instrument): ask(instrument) { market, _ in market.candles(query) }
        case .markPrice(let instrument): ask(instrument) { market, _ in market.markCandles(query) }
        case .premiumIndex(let instrument): ask(instrument) { market, _ in market.premiumCandles(query) }
        case .continuous(let underlying, .perpetual):
            underlyings.perpetual(of: underlying).flatMap { ask($0) { market, _ in market.candles(query) } }
        case .continuous, .indexPrice: underlyings.candles(query)
        }
    }

    /// A question about a pair's perpetual is one about its contract.
    func resolved(_ source: CandleSource) -> CandleSource {
        guard case .continuous(let underlying, .perpetual) = source, let perpetual = underlyings.perpetual(of: underlying) else {
            return source
        }
        return .trades(perpetual)
    }

    // MARK: Following the exchange

    mutating func apply(_ batch: EventBatch, into outbox: inout Outbox) {
        let now = max(time, batch.time)
        let previous = time
        let timePassed = now > previous
        time = now
        lastSequence = max(lastSequence, batch.lastSequence)
        if timePassed {
            for position in listed.indices { listed[position].advance(to: now, into: &outbox) }
            underlyings.advance(to: now, into: &outbox)
        }
        for listing in batch.listings {
            switch listing {
            case .underlying(let id, let underlying):
                underlyings.list(id, underlying)
                compositeIndexes.list(id, underlying)
            case .instrument(let id, let instrument):
                _ = touch(id)
                contractNews.list(id)
                if let stored = underlyings.list(id, instrument) { outbox.keep(stored) }
            case .asset(let id, let asset): assetIndexes.list(id, asset)
            }
        }
        for stamped in batch.events { take(stamped.event, into: &outbox) }
        contractNews.putOut(into: &outbox)
        // Nothing falls due while time stands still: then only the markets with events need a look.
        if timePassed {
            for position in listed.indices { listed[position].finishBatch(at: now, since: previous, into: &outbox) }
        } else {
            for position in touched { listed[position].finishBatch(at: now, since: previous, into: &outbox) }
        }
        underlyings.finishBatch(at: now, since: previous, into: &outbox)
        if timePassed && outbox.isOpen { putOutArrays(since: previous, into: &outbox) }
        touched.removeAll(keepingCapacity: true)
        gathered.append(outbox.rows)
    }

    private mutating func take(_ event: Event, into outbox: inout Outbox) {
        switch event {
        case .bookLevel(let level): listed[touch(level.instrument)].take(level, at: time, streamed: outbox.isOpen)
        case .trade(let trade):
            let shown = PublicTrade(
                id: trade.id, price: trade.price, quantity: trade.quantity, time: time, takerSide: trade.takerSide)
            listed[touch(trade.instrument)].take(shown, into: &outbox)
            underlyings.take(shown, of: trade.instrument)
        case .mark(let update): listed[touch(update.instrument)].take(update)
        case .premium(let sample): listed[touch(sample.instrument)].take(sample)
        case .index(let update):
            compositeIndexes.take(update)
            underlyings.take(update)
            for instrument in underlyings.contracts(of: update.underlying) { listed[touch(instrument)].take(update) }
        case .position(let update): listed[touch(update.instrument)].take(update)
        case .instrumentListed(let id): _ = touch(id)
        case .assetIndex(let update): assetIndexes.take(update, at: time)
        case .marketStatus(let update):
            contractNews.take(update)
            guard update.status == .closed else { return }
            listed[touch(update.instrument)].close()
            if let stored = underlyings.close(update.instrument) { outbox.keep(stored) }
        case .order(let update):
            guard update.order.origin == .liquidation, case .trade(let fill) = update.execution else { return }
            listed[touch(update.order.instrument)].take(liquidation: update.order, fill, at: time)
        case .accountOpened, .assetListed, .balance, .leverage, .marginType, .setting, .triggerRejected, .funding, .makers,
            .underlyingListed, .delivered, .liquidation, .marginCall, .insurance:
            break
        }
    }

    private func position(of instrument: InstrumentID) -> Int? {
        let index = Int(instrument.index)
        return index < positions.count ? positions[index] : nil
    }

    /// The position of the market that something is said about; from now on there is one.
    private mutating func touch(_ instrument: InstrumentID) -> Int {
        let position = self.position(of: instrument) ?? list(instrument)
        if !listed[position].isTouched {
            listed[position].isTouched = true
            touched.append(position)
        }
        return position
    }

    private mutating func list(_ instrument: InstrumentID) -> Int {
        let index = Int(instrument.index)
        if positions.count <= index {
            positions.append(contentsOf: repeatElement(nil, count: index + 1 - positions.count))
        }
        positions[index] = listed.count
        listed.append(Market(instrument))
        return listed.count - 1
    }

    private mutating func putOutArrays(since previous: Timestamp, into outbox: inout Outbox) {
        if bestPricesArray.isDue(at: time, since: previous) {
            let changed = changed { market, _ in market.touchForArray() }
            if !changed.isEmpty {
                outbox.put(.allBestPrices(changed))
            }
        }
        if statisticsArray.isDue(at: time, since: previous) {
            let changed = changed { market, now in market.statisticsForArray(at: now) }
            if !changed.isEmpty {
                outbox.put(.allStatistics(changed))
            }
        }
        if prices.isDue(at: time, since: previous) && !listed.isEmpty {
            let isThird = thirdSecond.isDue(at: time, since: previous)
            let open = listed.indices.filter { !listed[$0].isClosed }
            outbox.put(.prices(open.map { (listed[$0].instrument, listed[$0].prices(at: time)) }, thirdSecond: isThird))
            for position in listed.indices { listed[position].putOutLiquidation(into: &outbox) }
        }
        if prices.isDue(at: time, since: previous) {
            if !assetIndexes.known.isEmpty { outbox.put(.assetIndexes(assetIndexes.known)) }
            let composite = compositeIndexes.known
            if !composite.isEmpty { outbox.put(.compositeIndexes(composite)) }
        }
    }

    /// What every market that is not closed and has news answers.
    private mutating func changed<News>(_ news: (inout Market, _ now: Timestamp) -> News?) -> [(InstrumentID, News)] {
        var found: [(InstrumentID, News)] = []
        for position in listed.indices where !listed[position].isClosed {
            if let told = news(&listed[position], time) { found.append((listed[position].instrument, told)) }
        }
        return found
    }

    // MARK: What is stored

    var gatheredCount: Int { gathered.count }

    /// Whether a candle that is not in the store yet may have left memory.
    var hasUnstoredCandles: Bool { taken.candles + gathered.candles.count > 0 }

    /// Whether a trade or aggregate that is not in the store yet may have left memory.
    var mayLackTrades: Bool {
        taken.trades + gathered.trades.count >= min(MarketDataLimits.trades, MarketDataLimits.aggregateTrades)
    }

    /// What is to be stored. Nil when nothing came since the last time.
    mutating func takeGathered() -> MarketStoreEntry? {
        guard lastSequence > takenSequence || gathered.count > 0 else { return nil }
        var open = underlyings.underWay
        for market in listed {
            let underWay = market.underWay
            open.minutes += underWay.minutes
            open.aggregates += underWay.aggregates
        }
        let entry = MarketStoreEntry(
            keeper: .markets, lastSequence: lastSequence, time: time, rows: gathered, open: open)
        taken = (gathered.trades.count, gathered.candles.count)
        gathered = MarketRows()
        takenSequence = lastSequence
        return entry
    }

    mutating func stored() { taken = (0, 0) }

    // MARK: Across a restart

    /// Stands where the store does.
    mutating func resume(at sequence: SequenceNumber, _ time: Timestamp, _ instruments: [StoredInstrument]) {
        (lastSequence, takenSequence, self.time) = (sequence, sequence, time)
        for instrument in instruments {
            let position = list(instrument.id)
            underlyings.resume(instrument)
            if instrument.isClosed { listed[position].resumeEnded() }
        }
    }

    /// Has a market go on; one that is not known yet is now.
    mutating func resume(_ instrument: InstrumentID, _ body: (inout Market) throws -> Void) rethrows {
        let position = self.position(of: instrument) ?? list(instrument)
        try body(&listed[position])
    }

    mutating func resume(
        _ source: CandleSource, _ open: (CandleInterval) throws -> (tally: TradeTally, isFlat: Bool)
    ) rethrows {
        let time = time
        switch source {
        case .trades(let instrument), .markPrice(let instrument), .premiumIndex(let instrument):
            try resume(instrument) { try $0.resume(source, at: time, open) }
        case .continuous, .indexPrice: try underlyings.resume(source, at: time, open)
        }
    }

    var instruments: [InstrumentID] { listed.map(\.instrument) }
}
