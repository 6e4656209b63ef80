import CommandsAndEvents
import ExchangePorts
import Primitives

/// One market, as far as samples show it.
struct SampledMarket: Sendable {
    let instrument: InstrumentID
    var status = MarketStatus.trading
    private(set) var mark = Price.zero
    private(set) var index = Price.zero
    private(set) var last = Price.zero
    /// Since the last sample.
    private(set) var takerBuyVolume = Int128(0)
    private(set) var takerSellVolume = Int128(0)
    private var samples = BoundedRing<MarketSample>(limit: MarketRecordLimits.samples)

    init(_ instrument: InstrumentID) { self.instrument = instrument }

    /// One that goes on; its samples are still to come.
    init(
        _ instrument: InstrumentID, status: MarketStatus, mark: Price, index: Price, last: Price, takerBuyVolume: Int128,
        takerSellVolume: Int128
    ) {
        self.instrument = instrument
        self.status = status
        self.mark = mark
        self.index = index
        self.last = last
        self.takerBuyVolume = takerBuyVolume
        self.takerSellVolume = takerSellVolume
    }

    mutating func resume(_ sample: MarketSample) { samples.append(sample) }

    mutating func forget(before time: Timestamp) {
        while let first = samples.first, first.time < time { samples.removeFirst() }
    }

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
    mutating func sample(_ standing: Traders.Standing, at time: Timestamp) -> MarketSample? {
        guard mark.isPositive, status == .trading || status == .closing else { return nil }
        let sample = MarketSample(
            instrument: instrument, time: time, openInterest: .clamping(standing.openInterest), mark: mark, index: index,
            last: last, accounts: standing.accounts, topAccounts: standing.topAccounts,
            topPositions: LongShort(
                long: .clamping(standing.topPositions.long), short: .clamping(standing.topPositions.short)),
            takerBuyVolume: .clamping(takerBuyVolume), takerSellVolume: .clamping(takerSellVolume))
        samples.append(sample)
        takerBuyVolume = 0
        takerSellVolume = 0
        return sample
    }

    func samples(from: Timestamp, to: Timestamp) -> [MarketSample] {
        let start = samples.firstPosition { $0.time >= from }
        let end = samples.firstPosition { $0.time > to }
        return samples.elements(from: start, atMost: max(0, end - start))
    }
}
