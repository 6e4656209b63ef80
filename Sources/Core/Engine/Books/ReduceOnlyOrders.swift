import BasicContainers
import CommandsAndEvents
import Matching
import Primitives

extension ExchangeState {
    /// Fits the account's resting reduce-only orders to its position (supplement §2.4): together they offer no more
    /// than it holds, the best-priced first. One that has nothing left to reduce expires.
    mutating func fitReduceOnlyOrders(_ record: Int) {
        guard positions[record].reduceOnlyCount > 0 else { return }
        let held = positions[record].position.quantity
        let closing: Side = held.isPositive ? .sell : .buy
        var capacity = held.magnitude
        for slot in reduceOnlySlots(record) {
            let order = orders[slot].order
            let offered = order.side == closing ? min(order.remaining, capacity) : .zero
            if offered.isZero {
                _ = end(slot, as: .expired, .expired(.nothingToReduce))
                continue
            }
            capacity -= offered
            offer(offered, of: slot)
        }
    }

    /// Best price first; at one price, oldest first.
    private func reduceOnlySlots(_ record: Int) -> [OrderSlot] {
        openSlots(record).filter { orders[$0].order.reduceOnly }.sorted { left, right in
            let first = orders[left].order
            let second = orders[right].order
            if first.price != second.price { return first.side == .sell ? first.price < second.price : first.price > second.price }
            return first.id < second.id
        }
    }

    /// Shows a part of an order in the book; it keeps its place.
    private mutating func offer(_ quantity: Quantity, of slot: OrderSlot) {
        let entry = orders[slot]
        let market = Int(entry.order.instrument.index)
        guard let node = entry.node, markets[market].book.resting(node).remaining != quantity else { return }
        emitLevel(entry.order.side, markets[market].book.setRemaining(node, to: quantity), market)
    }
}
