import ExchangePorts
import Primitives

/// Merges fills into aggregate trades (supplement §5.3) and keeps the last ones.
///
/// The first fill opens a window of 100 ms; fills at its price and of its taking side join it. Another price or side, or
/// the end of the window, closes it: only then is the aggregate numbered, from 1, put out and shown by queries. Its time
/// is that of its first fill.
struct AggregateTrades: Sendable {
    static let windowMilliseconds: Int64 = 100

    private var closed = BoundedRing<AggregateTrade>(limit: MarketDataLimits.aggregateTrades)
    private var open: AggregateTrade?
    private var nextID: Int64 = 1

    /// The aggregate that this trade closes because it does not belong to it.
    mutating func add(_ trade: PublicTrade) -> AggregateTrade? {
        if var joined = open, joined.price == trade.price, joined.takerSide == trade.takerSide, !isOver(at: trade.time),
            let sum = try? joined.quantity.adding(trade.quantity)
        {
            joined.quantity = sum
            joined.lastTrade = trade.id
            open = joined
            return nil
        }
        let finished = close()
        open = AggregateTrade(
            id: nextID, price: trade.price, quantity: trade.quantity, firstTrade: trade.id, lastTrade: trade.id,
            time: trade.time, takerSide: trade.takerSide)
        return finished
    }

    /// The aggregate whose window has ended by now.
    mutating func advance(to time: Timestamp) -> AggregateTrade? {
        isOver(at: time) ? close() : nil
    }

    func aggregates(_ query: AggregateTradeQuery) -> [AggregateTrade] {
        if let id = query.fromID {
            return closed.elements(from: closed.firstPosition { $0.id >= id }, atMost: query.limit)
        }
        let end = query.to.map { to in closed.firstPosition { $0.time > to } } ?? closed.count
        guard let from = query.from else { return closed.elements(before: end, atMost: query.limit) }
        let start = closed.firstPosition { $0.time >= from }
        return closed.elements(from: start, atMost: min(query.limit, end - start))
    }

    /// The lowest id held; nil when there is none.
    var oldestID: Int64? { closed.first?.id }
    /// Whether every aggregate there ever was is held.
    var isWhole: Bool { closed.first.map { $0.id == 1 } ?? (nextID == 1) }

    // MARK: Across a restart

    func underWay(of instrument: InstrumentID) -> OpenAggregate {
        OpenAggregate(instrument: instrument, nextID: nextID, trade: open)
    }

    mutating func resume(_ underWay: OpenAggregate, after latest: [AggregateTrade]) {
        for aggregate in latest { closed.append(aggregate) }
        open = underWay.trade
        nextID = underWay.nextID
    }

    private func isOver(at time: Timestamp) -> Bool {
        guard let open else { return false }
        return time >= open.time.advanced(byMilliseconds: Self.windowMilliseconds)
    }

    private mutating func close() -> AggregateTrade? {
        guard let finished = open else { return nil }
        open = nil
        nextID += 1
        closed.append(finished)
        return finished
    }
}
