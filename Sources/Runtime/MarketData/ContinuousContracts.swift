import ExchangePorts
import Primitives

/// The delivery contracts of one underlying, and the candles of whichever is the current quarter's and the next quarter's.
///
/// At its delivery date a contract gives its place to the one that expires after it.
struct ContinuousContracts: Sendable {
    private struct Contract: Sendable {
        var id: InstrumentID
        var deliveryDate: Timestamp
        var isClosed: Bool
    }

    let underlying: UnderlyingID
    /// By delivery date.
    private var contracts: [Contract] = []
    private(set) var currentQuarter: CandleSet
    private(set) var nextQuarter: CandleSet

    init(_ underlying: UnderlyingID) {
        self.underlying = underlying
        currentQuarter = CandleSet(.continuous(underlying, .currentQuarter))
        nextQuarter = CandleSet(.continuous(underlying, .nextQuarter))
    }

    mutating func list(_ id: InstrumentID, deliveryDate: Timestamp, isClosed: Bool) {
        if let place = contracts.firstIndex(where: { $0.id == id }) {
            contracts[place].isClosed = contracts[place].isClosed || isClosed
            return
        }
        let place = contracts.firstIndex { ($0.deliveryDate, $0.id) > (deliveryDate, id) } ?? contracts.count
        contracts.insert(Contract(id: id, deliveryDate: deliveryDate, isClosed: isClosed), at: place)
    }

    mutating func close(_ id: InstrumentID) {
        if let place = contracts.firstIndex(where: { $0.id == id }) { contracts[place].isClosed = true }
    }

    mutating func take(_ trade: PublicTrade, of instrument: InstrumentID) {
        let live = contracts.lazy.filter { !$0.isClosed && trade.time < $0.deliveryDate }.prefix(2)
        if live.first?.id == instrument {
            currentQuarter.take(trade)
        } else if live.dropFirst().first?.id == instrument {
            nextQuarter.take(trade)
        }
    }

    mutating func advance(to time: Timestamp, into outbox: inout Outbox) {
        currentQuarter.advance(to: time, into: &outbox)
        nextQuarter.advance(to: time, into: &outbox)
    }

    mutating func finishBatch(at time: Timestamp, since previous: Timestamp, into outbox: inout Outbox) {
        currentQuarter.finishBatch(at: time, since: previous, into: &outbox)
        nextQuarter.finishBatch(at: time, since: previous, into: &outbox)
    }

    // MARK: Across a restart

    mutating func resume(
        _ contract: ContinuousContract, at time: Timestamp, _ open: (CandleInterval) throws -> (tally: TradeTally, isFlat: Bool)
    ) rethrows {
        switch contract {
        case .perpetual: break
        case .currentQuarter: try currentQuarter.resume(at: time, open)
        case .nextQuarter: try nextQuarter.resume(at: time, open)
        }
    }
}
