import CommandsAndEvents
import ExchangePorts
import Primitives

/// All markets and the messages that span them: what `MarketData` keeps behind its lock.
struct Markets {
    /// By instrument; nil where nothing has been heard of the instrument yet.
    private var byInstrument: [Market?] = []
    /// Those that are there, by instrument.
    private var listed: [Market] = []
    private(set) var time = Timestamp.zero
    private var bestPricesArray = Cadence(everyMilliseconds: 5_000)
    private var statisticsArray = Cadence(everyMilliseconds: 1_000)
    private var prices = Cadence(everyMilliseconds: 1_000)
    private var thirdSecond = Cadence(everyMilliseconds: 3_000)
    /// Instruments that events of the batch at hand spoke of. More than once does no harm.
    private var touched: [Market] = []

    subscript(_ instrument: InstrumentID) -> Market? {
        let position = Int(instrument.index)
        return position < byInstrument.count ? byInstrument[position] : nil
    }

    mutating func apply(_ batch: EventBatch, into outbox: inout Outbox) {
        let now = max(time, batch.time)
        let timePassed = now > time
        time = now
        if timePassed {
            for market in listed { market.advance(to: now, into: &outbox) }
        }
        for listing in batch.listings {
            if case .instrument(let id, _) = listing { touch(id) }
        }
        for stamped in batch.events { take(stamped.event, into: &outbox) }
        // Nothing falls due while time stands still: then only the markets with events need a look.
        for market in timePassed ? listed : touched { market.finishBatch(at: now, into: &outbox) }
        touched.removeAll(keepingCapacity: true)
        if timePassed && outbox.isOpen { putOutArrays(into: &outbox) }
    }

    private mutating func take(_ event: Event, into outbox: inout Outbox) {
        switch event {
        case .bookLevel(let level): touch(level.instrument).take(level, at: time, streamed: outbox.isOpen)
        case .trade(let trade): touch(trade.instrument).take(trade, at: time, into: &outbox)
        case .mark(let update): touch(update.instrument).take(update)
        case .index(let update): touch(update.instrument).take(update)
        case .position(let update): touch(update.instrument).take(update)
        case .instrumentListed(let id): touch(id)
        case .accountOpened, .assetListed, .order, .balance, .leverage, .funding, .makers: break
        }
    }

    /// The market of an instrument that something is said about; from now on there is one.
    @discardableResult
    private mutating func touch(_ instrument: InstrumentID) -> Market {
        let market = self[instrument] ?? list(instrument)
        if touched.last !== market { touched.append(market) }
        return market
    }

    private mutating func list(_ instrument: InstrumentID) -> Market {
        let position = Int(instrument.index)
        while byInstrument.count <= position { byInstrument.append(nil) }
        let market = Market(instrument)
        byInstrument[position] = market
        listed = byInstrument.compactMap { $0 }
        return market
    }

    private mutating func putOutArrays(into outbox: inout Outbox) {
        if bestPricesArray.isDue(at: time) {
            let changed = listed.compactMap { market in market.touchForArray().map { (market.instrument, $0) } }
            if !changed.isEmpty {
                outbox.put(.allBestPrices(changed))
                bestPricesArray.strike(at: time)
            }
        }
        if statisticsArray.isDue(at: time) {
            let changed = listed.compactMap { market in market.statisticsForArray(at: time).map { (market.instrument, $0) } }
            if !changed.isEmpty {
                outbox.put(.allStatistics(changed))
                statisticsArray.strike(at: time)
            }
        }
        if prices.isDue(at: time) && !listed.isEmpty {
            let isThird = thirdSecond.isDue(at: time)
            outbox.put(.prices(listed.map { ($0.instrument, $0.prices(at: time)) }, thirdSecond: isThird))
            prices.strike(at: time)
            if isThird { thirdSecond.strike(at: time) }
        }
    }
}
