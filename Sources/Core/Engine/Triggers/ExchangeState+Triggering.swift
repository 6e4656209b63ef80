import BasicContainers
import CommandsAndEvents
import Primitives

/// A price that the command at hand has made, and that armed orders may wait for.
struct NotedPrice {
    var market: Int
    var working: WorkingPrice
    var price: Price
}

extension ExchangeState {
    /// Remembers a trade for when the matching of the command is done, unless it concerns no armed order.
    @inline(__always)
    mutating func noteTrade(at price: Price, _ market: Int) {
        if markets[market].triggers.isQuiet(at: price) { return }
        note(NotedPrice(market: market, working: .last, price: price))
    }

    mutating func noteMark(_ market: Int) {
        if markets[market].triggers.count == 0 { return }
        note(NotedPrice(market: market, working: .mark, price: markets[market].prices.mark))
    }

    private mutating func note(_ noted: NotedPrice) {
        markets[noted.market].triggers.listen()
        notedPrices.append(noted)
    }

    /// Lets armed orders see every price of the command at hand, one by one in the order in which they came, and then those
    /// that triggered orders trade at, until there are no more. `TriggerBook` says who comes first at one price.
    mutating func triggerOrders() {
        var next = 0
        while next < notedPrices.count {
            see(notedPrices[next])
            next += 1
        }
        for noted in notedPrices { markets[noted.market].triggers.settleQuiet(mark: markets[noted.market].prices.mark) }
        notedPrices.removeAll(keepingCapacity: true)
    }

    /// Protected orders that look at the other price may have waited for this one to come near it.
    private mutating func see(_ noted: NotedPrice) {
        let market = noted.market
        let mark = markets[market].prices.mark
        let last = noted.working == .last ? noted.price : markets[market].lastTradePrice
        let near = isNear(mark, last, market)
        markets[market].triggers.advance(noted.working, to: noted.price)
        trigger(market, noted.working, at: noted.price, plain: true, protected: near)
        if near {
            trigger(
                market, noted.working == .last ? .mark : .last, at: noted.working == .last ? mark : last, plain: false,
                protected: true)
        }
    }

    private mutating func trigger(_ market: Int, _ working: WorkingPrice, at price: Price, plain: Bool, protected: Bool) {
        while true {
            if !overgrown.isEmpty { retireOvergrown() }
            guard let slot = markets[market].triggers.next(working, at: price, plain: plain, protected: protected) else { return }
            trigger(slot)
        }
    }

    /// Whether mark and last price stand no further apart than the instrument's `triggerProtect`, of the mark price.
    func isNear(_ mark: Price, _ last: Price, _ market: Int) -> Bool {
        guard mark.isPositive, last.isPositive else { return false }
        let apart = Int128((mark.raw - last.raw).magnitude) * Int128(fixedPointUnit)
        return apart <= Int128(mark.raw) * Int128(markets[market].triggerProtect.raw)
    }

    /// An order's condition has come true: it is entered like a new order of its kind, or expires (supplement §2.2).
    private mutating func trigger(_ slot: OrderSlot) {
        let record = Int(orders[slot].position)
        var order = disarm(slot)
        var isRenamed = false
        order.condition?.triggeredAt = time
        order.updatedAt = time
        if order.isInAlgoList {
            order.id = takeOrderID(Int(order.instrument.index))
            isRenamed = true
        }
        if order.condition?.closesPosition == true { order.quantity = closable(order.side, positions[record]) }
        emitOrder(order, .triggered, record)
        do throws(Rejection) {
            let accepted = try acceptTriggered(order, positions[record])
            order.kind = accepted.request.kind
            enter(&order, accepted, record)
            if isRenamed && order.status.isOpen { keepDeadline(of: order) }
        } catch {
            end(&order, as: .expired, .expired(.triggerRejected), record)
            output.emit(
                .triggerRejected(
                    TriggerRejected(
                        account: order.account, instrument: order.instrument, order: order.id, algo: order.algo, reason: error)))
        }
    }

    /// What an order on this side can close.
    func closable(_ side: Side, _ record: PositionRecord) -> Quantity {
        let held = record.position.quantity
        return held.isPositive == (side == .sell) ? held.magnitude : .zero
    }
}
