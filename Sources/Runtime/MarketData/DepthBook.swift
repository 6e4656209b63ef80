import CommandsAndEvents
import ExchangePorts
import Primitives

/// The price levels of one instrument and the streams that tell of their changes.
struct DepthBook: Sendable {
    private let instrument: InstrumentID
    private var bids = BookLevels(side: .buy)
    private var asks = BookLevels(side: .sell)
    private var streams: [DepthStream]
    private var updateID: Int64 = 0
    private var changedAt = Timestamp.zero
    /// Whether every stream knows that there is something to tell since its last update.
    private var everyStreamHasBegun = false

    init(instrument: InstrumentID) {
        self.instrument = instrument
        streams = DepthSpeed.allCases.enumerated().map { DepthStream(speed: $1, bit: 1 << UInt8($0)) }
    }

    /// `streamed` false: nobody listens, so nothing is noted for the streams.
    mutating func take(_ level: BookLevel, at time: Timestamp, streamed: Bool) {
        updateID = max(updateID, level.updateID)
        changedAt = time
        let quantity = level.quantity.isPositive ? level.quantity : .zero
        let allStreams: UInt8 = streamed ? (1 << UInt8(streams.count)) - 1 : 0
        let (rank, fresh) =
            level.side == .buy
            ? bids.set(level.price, to: quantity, untoldBy: allStreams)
            : asks.set(level.price, to: quantity, untoldBy: allStreams)
        if streamed && !everyStreamHasBegun {
            for index in streams.indices { streams[index].begin(with: updateID) }
            everyStreamHasBegun = true
        }
        guard fresh != 0 else { return }
        for index in streams.indices where streams[index].bit & fresh != 0 {
            streams[index].note(level.side, rank: rank)
        }
    }

    /// Puts out every stream's update that is due, the slower ones with the partial book of the same moment.
    mutating func flush(at time: Timestamp, since previous: Timestamp, into outbox: inout Outbox) {
        for index in streams.indices {
            guard
                var update = streams[index].update(
                    of: instrument, bids: &bids, asks: &asks, finalUpdateID: updateID, changedAt: changedAt, at: time,
                    since: previous)
            else { continue }
            everyStreamHasBegun = false
            outbox.put(.depth(update))
            if update.speed == .realTime { continue }
            update.bids = bids.top(MarketDataLimits.partialDepthLevels)
            update.asks = asks.top(MarketDataLimits.partialDepthLevels)
            outbox.put(.partialDepth(update))
        }
    }

    func snapshot(limit: Int, at time: Timestamp) -> DepthSnapshot {
        DepthSnapshot(
            lastUpdateID: updateID, time: time, transactionTime: changedAt, bids: bids.top(limit), asks: asks.top(limit))
    }

    /// The touch, with the time of the last change of the book.
    func bestPrices() -> BestPrices {
        BestPrices(updateID: updateID, bid: bids.best, ask: asks.best, time: changedAt)
    }
}
