import BasicContainers
import CommandsAndEvents
import Primitives

extension ExchangeState {
    /// Ends the orders whose good-till-date has come (supplement §2.5).
    mutating func expireDueOrders() {
        while let entry = deadlines.first, entry.time <= time {
            deadlines.removeFirst()
            guard let slot = findOrder(entry) else { continue }
            let record = Int(orders[slot].position)
            let order = end(slot, as: .expired, .expired(.goodTillDate))
            if order.isReducing { fitReduceOnlyOrders(record) }
        }
    }

    /// Remembers when an order ends, if it says so. Once for each id it goes by.
    mutating func keepDeadline(of order: Order) {
        if order.goodTillDate == .zero { return }
        if deadlines.isDueForCompaction {
            var compacted = deadlines
            compacted.compact { findOrder($0) != nil }
            deadlines = compacted
        }
        deadlines.add(
            Deadlines.Entry(
                time: order.goodTillDate, instrument: order.instrument, id: order.id,
                algo: order.isInAlgoList ? order.algo : .none))
    }

    /// An order is gone: if it was the next to end, another is, once the command is done.
    @inline(__always)
    mutating func dropDeadline(of order: Order) {
        if order.goodTillDate != .zero { deadlines.isFirstStale = true }
    }

    mutating func dropStaleDeadlines() {
        deadlines.isFirstStale = false
        while let entry = deadlines.first, findOrder(entry) == nil { deadlines.removeFirst() }
    }

    private func findOrder(_ entry: Deadlines.Entry) -> OrderSlot? {
        entry.id == .none ? algoOrders.find(OrderID(entry.algo.value)) : markets[Int(entry.instrument.index)].orders.find(entry.id)
    }
}
