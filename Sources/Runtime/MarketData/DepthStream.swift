import CommandsAndEvents
import ExchangePorts
import Primitives

/// What one speed of depth updates has still to tell, and its chain of update ids.
struct DepthStream: Sendable {
    let speed: DepthSpeed
    /// Its bit in the notes of `BookLevels`.
    let bit: UInt8
    private let cadence: Cadence
    private var untoldBids: [Int64] = []
    private var untoldAsks: [Int64] = []
    /// The first change that has not been told of.
    private var firstUpdateID: Int64?
    /// Nil until the chain has started.
    private var previousFinalUpdateID: Int64?

    init(speed: DepthSpeed, bit: UInt8) {
        self.speed = speed
        self.bit = bit
        cadence = Cadence(everyMilliseconds: Int64(speed.rawValue))
    }

    mutating func begin(with updateID: Int64) {
        if firstUpdateID == nil { firstUpdateID = updateID }
    }

    mutating func note(_ side: Side, rank: Int64) {
        switch side {
        case .buy: untoldBids.append(rank)
        case .sell: untoldAsks.append(rank)
        }
    }

    /// Everything since the last update, if it is due and there is anything. The first update of a chain names the
    /// id before it as its predecessor.
    mutating func update(
        of instrument: InstrumentID, bids: inout BookLevels, asks: inout BookLevels, finalUpdateID: Int64,
        changedAt: Timestamp, at time: Timestamp, since previous: Timestamp
    ) -> DepthUpdate? {
        guard let first = firstUpdateID, cadence.isDue(at: time, since: previous) else { return nil }
        untoldBids.sort(by: >)
        untoldAsks.sort(by: >)
        let update = DepthUpdate(
            instrument: instrument, speed: speed, firstUpdateID: first, finalUpdateID: finalUpdateID,
            previousFinalUpdateID: previousFinalUpdateID ?? first &- 1, transactionTime: changedAt,
            bids: bids.tell(ranks: untoldBids, stream: bit), asks: asks.tell(ranks: untoldAsks, stream: bit))
        untoldBids.removeAll(keepingCapacity: true)
        untoldAsks.removeAll(keepingCapacity: true)
        firstUpdateID = nil
        previousFinalUpdateID = finalUpdateID
        return update
    }
}
