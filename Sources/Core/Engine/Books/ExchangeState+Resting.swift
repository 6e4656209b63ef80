import BasicContainers
import CommandsAndEvents
import Matching
import Primitives
import Risk

extension ExchangeState {
    /// Puts an order into the book, the indexes and its account's list.
    mutating func rest(_ order: Order, record: Int) {
        let market = Int(order.instrument.index)
        let slot = orders.add(OrderRecord(order: order, node: nil, position: UInt32(record)))
        enterBook(slot)
        markets[market].orders.insert(order.id, slot)
        clientOrderIDs.insert(order, slot)
        link(slot, record)
        count(order, record, sign: 1)
        if order.reduceOnly { fitReduceOnlyOrders(record) }
    }

    /// Takes an order out of the book, the indexes and its account's list, and returns it.
    mutating func unrest(_ slot: OrderSlot, alreadyOffBook: Bool = false) -> Order {
        let entry = orders[slot]
        let market = Int(entry.order.instrument.index)
        if !alreadyOffBook { leaveBook(slot) }
        markets[market].orders.remove(entry.order.id)
        clientOrderIDs.remove(entry.order)
        unlink(slot, Int(entry.position))
        count(entry.order, Int(entry.position), sign: -1)
        orders.remove(slot)
        return entry.order
    }

    mutating func enterBook(_ slot: OrderSlot) {
        let order = orders[slot].order
        let market = Int(order.instrument.index)
        let outcome = markets[market].book.rest(
            Resting(
                order: slot.index, owner: order.account.index, side: order.side.book, price: order.price,
                remaining: order.remaining))
        orders[slot].node = outcome.node
        emitLevel(order.side, outcome.level, market)
    }

    mutating func leaveBook(_ slot: OrderSlot) {
        let entry = orders[slot]
        let market = Int(entry.order.instrument.index)
        guard let node = entry.node else { preconditionFailure("the order is in the book") }
        let removal = markets[market].book.remove(node)
        orders[slot].node = nil
        emitLevel(entry.order.side, removal.level, market)
    }

    /// Counts an order's remainder into or out of its account's exposure. Reduce-only orders need no margin.
    private mutating func count(_ order: Order, _ record: Int, sign: Int64) {
        positions[record].openOrderCount += Int32(sign)
        if order.reduceOnly {
            positions[record].reduceOnlyCount += Int32(sign)
            markets[Int(order.instrument.index)].reduceOnlyResting += Int(sign)
        } else {
            expose(order.side, order.remaining, at: order.price, record, sign: sign)
        }
    }

    /// Moves the exposure of an account by a quantity at an order's own price.
    mutating func expose(_ side: Side, _ quantity: Quantity, at price: Price, _ record: Int, sign: Int64) {
        positions[record].exposure = bounded { () throws(ArithmeticOverflow) in
            let notional = try price.multiplied(by: quantity, rounding: .down)
            return try positions[record].exposure.adding(
                buying: side == .buy, quantity: Quantity(raw: quantity.raw * sign), notional: Money(raw: notional.raw * sign))
        }
    }

    /// Appends to the list, which stays in order of ids: orders are linked when they are made.
    mutating func link(_ slot: OrderSlot, _ record: Int) {
        let last = positions[record].lastOrder
        orders[slot].previous = last
        orders[slot].next = .none
        if last == .none {
            positions[record].firstOrder = slot
        } else {
            orders[last].next = slot
        }
        positions[record].lastOrder = slot
    }

    private mutating func unlink(_ slot: OrderSlot, _ record: Int) {
        let previous = orders[slot].previous
        let next = orders[slot].next
        if previous == .none { positions[record].firstOrder = next } else { orders[previous].next = next }
        if next == .none { positions[record].lastOrder = previous } else { orders[next].previous = previous }
    }

    /// The account's open orders on the instrument, oldest first.
    func openSlots(_ record: Int) -> [OrderSlot] {
        var slots: [OrderSlot] = []
        var slot = positions[record].firstOrder
        while slot != .none {
            slots.append(slot)
            slot = orders[slot].next
        }
        return slots
    }

    /// Ends an order that is in no book, and says so.
    mutating func end(_ order: inout Order, as status: OrderStatus, _ execution: Execution, _ record: Int) {
        order.status = status
        order.updatedAt = time
        emitOrder(order, execution, record)
    }

    /// Ends a resting order, and says so.
    mutating func end(_ slot: OrderSlot, as status: OrderStatus, _ execution: Execution) -> Order {
        let record = Int(orders[slot].position)
        var order = unrest(slot)
        end(&order, as: status, execution, record)
        return order
    }

    private func update(_ order: Order, _ execution: Execution, _ record: Int) -> OrderUpdate {
        OrderUpdate(
            order: order, execution: execution, bidNotional: positions[record].exposure.bidNotional,
            askNotional: positions[record].exposure.askNotional)
    }

    mutating func emitOrder(_ order: Order, _ execution: Execution, _ record: Int) {
        output.emit(.order(update(order, execution, record)))
    }

    mutating func emitLevel(_ side: Side, _ change: LevelChange, _ market: Int) {
        markets[market].updateID += 1
        output.emit(
            .bookLevel(
                BookLevel(
                    instrument: markets[market].id, side: side, price: change.price, quantity: change.total,
                    updateID: markets[market].updateID)))
    }
}

extension ExchangeState {
    /// Links an order that is in the pool already to its account's record: for orders read back from a snapshot.
    mutating func adopt(_ slot: OrderSlot, record: Int) {
        orders[slot].position = UInt32(record)
        link(slot, record)
        let order = orders[slot].order
        positions[record].openOrderCount += 1
        if order.reduceOnly {
            positions[record].reduceOnlyCount += 1
        } else {
            expose(order.side, order.remaining, at: order.price, record, sign: 1)
        }
    }
}
