import BasicContainers
import CommandsAndEvents
import Matching
import Primitives
import Risk

extension ExchangeState {
    /// Puts an order into the book, the indexes and its account's list. Its margin is held already.
    mutating func rest(_ order: Order, record: Int) {
        let market = Int(order.instrument.index)
        let slot = orders.add(OrderRecord(order: order, node: nil, position: UInt32(record)))
        enterBook(slot)
        markets[market].orders.insert(order.id, slot)
        clientOrderIDs.insert(order, slot)
        link(slot, record)
        count(order, record, sign: 1)
        if order.isReducing { fitReduceOnlyOrders(record) }
    }

    /// Takes an order out of the book, the indexes and its account's list, and returns it.
    mutating func unrest(_ slot: OrderSlot, alreadyOffBook: Bool = false) -> Order {
        let entry = orders[slot]
        let market = Int(entry.order.instrument.index)
        if !alreadyOffBook { leaveBook(slot) }
        markets[market].orders.remove(entry.order.id)
        clientOrderIDs.remove(entry.order, slot)
        unlink(slot, Int(entry.position))
        count(entry.order, Int(entry.position), sign: -1)
        hold(entry.order, Int(entry.position), sign: -1)
        orders.remove(slot)
        dropDeadline(of: entry.order)
        return entry.order
    }

    mutating func enterBook(_ slot: OrderSlot) {
        let market = Int(orders[slot].order.instrument.index)
        let side = orders[slot].order.side
        let outcome = markets[market].book.rest(
            Resting(
                order: slot.index, owner: orders[slot].order.account.index, side: side.book, price: orders[slot].order.price,
                remaining: orders[slot].order.remaining))
        orders[slot].node = outcome.node
        emitLevel(side, outcome.level, market)
    }

    mutating func leaveBook(_ slot: OrderSlot) {
        let market = Int(orders[slot].order.instrument.index)
        guard let node = orders[slot].node else { preconditionFailure("the order is in the book") }
        let removal = markets[market].book.remove(node)
        orders[slot].node = nil
        emitLevel(orders[slot].order.side, removal.level, market)
    }

    /// Counts an order that comes to rest in, or one that leaves out.
    private mutating func count(_ order: Order, _ record: Int, sign: Int64) {
        positions[record].openOrderCount += Int32(sign)
        if order.isReducing {
            positions[record].reduceOnlyCount += Int32(sign)
            markets[Int(order.instrument.index)].reduceOnlyResting += Int(sign)
        }
    }

    /// Holds margin for what is left of an order (`sign` +1), or lets go of it (−1). Reduce-only and market orders hold none.
    mutating func hold(_ order: Order, _ record: Int, sign: Int64) {
        if order.holdsMargin { expose(order.side, order.remaining, at: order.price, record, sign: sign) }
    }

    /// Moves the exposure of an account by a quantity at an order's own price.
    mutating func expose(_ side: Side, _ quantity: Quantity, at price: Price, _ record: Int, sign: Int64) {
        positions[record].exposure = bounded { () throws(ArithmeticOverflow) in
            let notional = try price.multiplied(by: quantity, rounding: .down)
            return try positions[record].exposure.adding(
                buying: side == .buy, quantity: Quantity(raw: quantity.raw * sign), notional: Money(raw: notional.raw * sign))
        }
    }

    /// Appends to the list: an account's orders stand in the order in which they came to rest.
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

    mutating func unlink(_ slot: OrderSlot, _ record: Int) {
        let previous = orders[slot].previous
        let next = orders[slot].next
        if previous == .none { positions[record].firstOrder = next } else { orders[previous].next = next }
        if next == .none { positions[record].lastOrder = previous } else { orders[next].previous = previous }
    }

    /// Moves an order that rests anew to the end of its account's list.
    mutating func relink(_ slot: OrderSlot, _ record: Int) {
        if positions[record].lastOrder == slot { return }
        unlink(slot, record)
        link(slot, record)
    }

    /// The account's open orders on the instrument, in the order in which they came to rest or were armed.
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

    /// Ends a resting or armed order, and says so.
    mutating func end(_ slot: OrderSlot, as status: OrderStatus, _ execution: Execution) -> Order {
        let record = Int(orders[slot].position)
        var order = orders[slot].trigger == nil ? unrest(slot) : disarm(slot)
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
        if order.isArmed {
            positions[record].armedCount += 1
            return
        }
        if order.isReducing { positions[record].reduceOnlyCount += 1 }
        hold(order, record, sign: 1)
    }
}

extension Order {
    /// Whether its remainder counts in its account's exposure. Orders that the engine sends do not.
    var holdsMargin: Bool { !isReducing && !price.isZero && origin == .client }
}
