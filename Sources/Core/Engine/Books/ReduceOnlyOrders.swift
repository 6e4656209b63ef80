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

    /// In the order in which they would trade: best price first, at one price the one that rests longest.
    private func reduceOnlySlots(_ record: Int) -> [OrderSlot] {
        openSlots(record).filter { orders[$0].trigger == nil && orders[$0].order.isReducing }.enumerated().sorted { left, right in
            let first = orders[left.element].order
            let price = orders[right.element].order.price
            if first.price != price { return first.side == .sell ? first.price < price : first.price > price }
            return left.offset < right.offset
        }.map(\.element)
    }

    /// Shows a part of an order in the book; it keeps its place.
    private mutating func offer(_ quantity: Quantity, of slot: OrderSlot) {
        let entry = orders[slot]
        let market = Int(entry.order.instrument.index)
        guard let node = entry.node else { return }
        let shown = markets[market].book.resting(node).remaining
        let level = markets[market].book.levelQuantity(side: entry.order.side.book, price: entry.order.price)
        let largest = Quantity(raw: .max - (level - shown).raw)
        if min(quantity, largest) == shown { return }
        emitLevel(entry.order.side, markets[market].book.setRemaining(node, to: min(quantity, largest)), market)
    }

    /// How much of an order would trade at once, no self-trade prevention.
    ///
    /// Exact although reduce-only makers offer less as soon as another order of their account has traded, and those of the
    /// taker itself more as its position grows.
    func fillableAtOnce(_ request: PlaceOrder, limit: Price) -> Quantity {
        let market = Int(request.instrument.index)
        let offered = markets[market].book.fillable(
            side: request.side.book, limit: limit, quantity: request.quantity, excludingOwner: nil)
        let taker = positionIndex(request.account, request.instrument, request.positionSide)
        let offersGrow = taker.map { positions[$0].reduceOnlyCount > 0 } ?? false
        if markets[market].reduceOnlyResting == 0 || (offered < request.quantity && !offersGrow) { return offered }
        var filled = Quantity.zero
        var tradedByRecord: [UInt32: Quantity] = [:]
        markets[market].book.forEachOrder(side: request.side.opposite.book) { _, maker in
            guard filled < request.quantity, request.side == .buy ? maker.price <= limit : maker.price >= limit else { return }
            let entry = orders[OrderSlot(maker.order)]
            let traded = tradedByRecord[entry.position] ?? .zero
            var available = maker.remaining
            if entry.order.isReducing {
                let grown = taker == Int(entry.position) ? filled : .zero
                let left = positions[Int(entry.position)].position.quantity.magnitude + grown - traded
                available = max(.zero, min(entry.order.remaining, left))
            }
            let step = min(available, request.quantity - filled)
            filled += step
            tradedByRecord[entry.position] = traded + step
        }
        return filled
    }
}
