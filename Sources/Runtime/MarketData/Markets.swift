import CommandsAndEvents
import ExchangePorts
import Primitives

/// All markets and the messages that span them: what `MarketData` keeps behind its lock.
///
/// Markets are values in one array, changed in place: following an event touches no reference count.
struct Markets: Sendable {
    /// Where in `listed` an instrument's market stands; nil where nothing has been heard of the instrument yet.
    private var positions: [Int?] = []
    /// In the order in which the instruments were first heard of, which is that of their listing.
    private var listed: [Market] = []
    private var underlyings: [String: UnderlyingID] = [:]
    /// By underlying, in the order in which they were listed.
    private var contracts: [UnderlyingID: [InstrumentID]] = [:]
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

    /// Nil when nothing has been heard of the instrument.
    mutating func ask<Answer>(
        _ instrument: InstrumentID, _ question: (inout Market, _ now: Timestamp) -> Answer
    ) -> Answer? {
        guard let position = position(of: instrument) else { return nil }
        return question(&listed[position], time)
    }

    mutating func apply(_ batch: EventBatch, into outbox: inout Outbox) {
        let now = max(time, batch.time)
        let previous = time
        let timePassed = now > previous
        time = now
        if timePassed {
            for position in listed.indices { listed[position].advance(to: now, into: &outbox) }
        }
        for listing in batch.listings {
            switch listing {
            case .underlying(let id, let underlying):
                underlyings[underlying.name] = id
                compositeIndexes.list(id, underlying)
            case .instrument(let id, let instrument):
                _ = touch(id)
                contractNews.list(id)
                if let underlying = underlyings[instrument.pair] { contracts[underlying, default: []].append(id) }
            case .asset(let id, let asset): assetIndexes.list(id, asset)
            }
        }
        for stamped in batch.events { take(stamped.event, into: &outbox) }
        contractNews.putOut(into: &outbox)
        // Nothing falls due while time stands still: then only the markets with events need a look.
        if timePassed {
            for position in listed.indices { listed[position].finishBatch(at: now, since: previous, into: &outbox) }
            if outbox.isOpen { putOutArrays(since: previous, into: &outbox) }
        } else {
            for position in touched { listed[position].finishBatch(at: now, since: previous, into: &outbox) }
        }
        touched.removeAll(keepingCapacity: true)
    }

    private mutating func take(_ event: Event, into outbox: inout Outbox) {
        switch event {
        case .bookLevel(let level): listed[touch(level.instrument)].take(level, at: time, streamed: outbox.isOpen)
        case .trade(let trade): listed[touch(trade.instrument)].take(trade, at: time, into: &outbox)
        case .mark(let update): listed[touch(update.instrument)].take(update)
        case .index(let update):
            compositeIndexes.take(update)
            for instrument in contracts[update.underlying] ?? [] { listed[touch(instrument)].take(update) }
        case .position(let update): listed[touch(update.instrument)].take(update)
        case .instrumentListed(let id): _ = touch(id)
        case .assetIndex(let update): assetIndexes.take(update, at: time)
        case .marketStatus(let update):
            listed[touch(update.instrument)].isClosed = update.status == .closed
            contractNews.take(update)
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
}
