import CommandsAndEvents
import ExchangePorts
import Instruments
import Primitives

/// What belongs to pairs rather than to single contracts: index candles, continuous contracts, and which contracts there are.
struct UnderlyingMarkets: Sendable {
    private struct Pair: Sendable {
        var index: CandleSet
        var continuous: ContinuousContracts
        /// In the order in which they were listed.
        var contracts: [InstrumentID] = []
        var perpetual: InstrumentID?
    }

    private var ids: [String: UnderlyingID] = [:]
    /// By underlying.
    private var pairs: [Pair] = []
    /// Where a delivery contract's pair stands in `pairs`, by instrument; nil for all others.
    private var pairOfContract: [Int?] = []
    private var known: [InstrumentID: StoredInstrument] = [:]

    func contracts(of underlying: UnderlyingID) -> [InstrumentID] {
        Int(underlying.index) < pairs.count ? pairs[Int(underlying.index)].contracts : []
    }

    func perpetual(of underlying: UnderlyingID) -> InstrumentID? {
        Int(underlying.index) < pairs.count ? pairs[Int(underlying.index)].perpetual : nil
    }

    func candles(_ query: CandleQuery) -> CandleSeries.Answer? {
        switch query.source {
        case .indexPrice(let underlying): pair(underlying)?.index.candles(query)
        case .continuous(let underlying, .currentQuarter): pair(underlying)?.continuous.currentQuarter.candles(query)
        case .continuous(let underlying, .nextQuarter): pair(underlying)?.continuous.nextQuarter.candles(query)
        case .trades, .continuous, .markPrice, .premiumIndex: nil
        }
    }

    // MARK: Following the exchange

    mutating func list(_ id: UnderlyingID, _ underlying: Underlying) { ids[underlying.name] = id }

    /// What has to be kept of the instrument; nil when that is known already.
    mutating func list(_ id: InstrumentID, _ instrument: Instrument) -> StoredInstrument? {
        if known[id] != nil { return nil }
        let stored = StoredInstrument(
            id: id, underlying: ids[instrument.pair], deliveryDate: instrument.deliveryDate, isClosed: false)
        resume(stored)
        return stored
    }

    /// What has to be kept of an instrument that trades no more.
    mutating func close(_ instrument: InstrumentID) -> StoredInstrument? {
        var stored = known[instrument] ?? StoredInstrument(id: instrument, underlying: nil, deliveryDate: nil, isClosed: false)
        if stored.isClosed { return nil }
        stored.isClosed = true
        known[instrument] = stored
        if let underlying = stored.underlying { pairs[Int(underlying.index)].continuous.close(instrument) }
        return stored
    }

    mutating func take(_ update: IndexUpdate) {
        pairs[place(of: update.underlying)].index.take(update.price)
    }

    mutating func take(_ trade: PublicTrade, of instrument: InstrumentID) {
        let index = Int(instrument.index)
        guard index < pairOfContract.count, let place = pairOfContract[index] else { return }
        pairs[place].continuous.take(trade, of: instrument)
    }

    mutating func advance(to time: Timestamp, into outbox: inout Outbox) {
        for place in pairs.indices {
            pairs[place].index.advance(to: time, into: &outbox)
            pairs[place].continuous.advance(to: time, into: &outbox)
        }
    }

    mutating func finishBatch(at time: Timestamp, since previous: Timestamp, into outbox: inout Outbox) {
        for place in pairs.indices {
            pairs[place].index.finishBatch(at: time, since: previous, into: &outbox)
            pairs[place].continuous.finishBatch(at: time, since: previous, into: &outbox)
        }
    }

    private func pair(_ underlying: UnderlyingID) -> Pair? {
        Int(underlying.index) < pairs.count ? pairs[Int(underlying.index)] : nil
    }

    /// Where the pair of an underlying stands; from now on there is one.
    private mutating func place(of underlying: UnderlyingID) -> Int {
        while pairs.count <= Int(underlying.index) {
            let id = UnderlyingID(UInt16(pairs.count))
            pairs.append(Pair(index: CandleSet(.indexPrice(id)), continuous: ContinuousContracts(id)))
        }
        return Int(underlying.index)
    }

    // MARK: Across a restart

    var underWay: OpenMarkets {
        OpenMarkets(
            minutes: pairs.flatMap {
                [$0.index.openMinute, $0.continuous.currentQuarter.openMinute, $0.continuous.nextQuarter.openMinute]
            }.compactMap { $0 })
    }

    mutating func resume(_ instrument: StoredInstrument) {
        known[instrument.id] = instrument
        guard let underlying = instrument.underlying else { return }
        let place = place(of: underlying)
        pairs[place].contracts.append(instrument.id)
        guard let deliveryDate = instrument.deliveryDate else {
            if pairs[place].perpetual == nil { pairs[place].perpetual = instrument.id }
            return
        }
        let index = Int(instrument.id.index)
        while pairOfContract.count <= index { pairOfContract.append(nil) }
        pairOfContract[index] = place
        pairs[place].continuous.list(instrument.id, deliveryDate: deliveryDate, isClosed: instrument.isClosed)
    }

    mutating func resume(
        _ source: CandleSource, at time: Timestamp, _ open: (CandleInterval) throws -> (tally: TradeTally, isFlat: Bool)
    ) rethrows {
        switch source {
        case .indexPrice(let underlying): try pairs[place(of: underlying)].index.resume(at: time, open)
        case .continuous(let underlying, let contract):
            try pairs[place(of: underlying)].continuous.resume(contract, at: time, open)
        case .trades, .markPrice, .premiumIndex: break
        }
    }
}
