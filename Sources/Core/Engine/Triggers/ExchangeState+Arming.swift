import BasicContainers
import CommandsAndEvents
import Primitives

extension ExchangeState {
    /// Takes a conditional order in: open, listed, and found by its ids, but in no book, and holding no margin.
    mutating func arm(_ accepted: AcceptedOrder) -> Order {
        let request = accepted.request
        let market = Int(request.instrument.index)
        let (id, algo) = takeIDs(of: request, market)
        let order = order(from: request, id, algo)
        let record = ensurePosition(request.account, request.instrument, request.positionSide)
        let slot = orders.add(OrderRecord(order: order, node: nil, position: UInt32(record)))
        orders[slot].trigger = markets[market].triggers.arm(slot, accepted.condition, order.side, extreme: accepted.extreme)
        index(slot)
        link(slot, record)
        countArmed(order, record, sign: 1)
        keepDeadline(of: order)
        emitOrder(order, .new, record)
        markets[market].triggers.settleQuiet(mark: markets[market].prices.mark)
        return order
    }

    /// Takes an armed order out of the trigger book, the indexes and its account's list, and returns it.
    mutating func disarm(_ slot: OrderSlot) -> Order {
        let entry = orders[slot]
        let market = Int(entry.order.instrument.index)
        guard let trigger = entry.trigger else { preconditionFailure("only armed orders are disarmed") }
        markets[market].triggers.disarm(trigger)
        if entry.order.isInAlgoList {
            algoOrders.remove(OrderID(entry.order.algo.value))
        } else {
            markets[market].orders.remove(entry.order.id)
        }
        clientOrderIDs.remove(entry.order, slot)
        unlink(slot, Int(entry.position))
        countArmed(entry.order, Int(entry.position), sign: -1)
        orders.remove(slot)
        dropDeadline(of: entry.order)
        return entry.order
    }

    /// Makes an open order known by its ids.
    mutating func index(_ slot: OrderSlot) {
        let order = orders[slot].order
        if order.isInAlgoList {
            algoOrders.insert(OrderID(order.algo.value), slot)
        } else {
            markets[Int(order.instrument.index)].orders.insert(order.id, slot)
        }
        clientOrderIDs.insert(order, slot)
    }

    mutating func countArmed(_ order: Order, _ record: Int, sign: Int32) {
        positions[record].openOrderCount += sign
        positions[record].armedCount += sign
    }

    /// Orders of the algo door get an order id when they trigger.
    private mutating func takeIDs(of request: PlaceOrder, _ market: Int) -> (OrderID, AlgoID) {
        if !request.isAlgo { return (takeOrderID(market), .none) }
        defer { nextAlgo += 1 }
        return (.none, AlgoID(nextAlgo))
    }

    mutating func takeOrderID(_ market: Int) -> OrderID {
        defer { markets[market].nextOrder += 1 }
        return OrderID(markets[market].nextOrder)
    }

    /// The account's armed orders on an instrument.
    func armedCount(_ account: AccountID, _ instrument: InstrumentID) -> Int {
        recordIndices(account, instrument).reduce(0) { $0 + Int(positions[$1].armedCount) }
    }
}

extension OrderID {
    /// An order of the algo door before it triggers.
    static var none: OrderID { OrderID(0) }
}

extension Order {
    /// Whether it waits behind the algo door: it has an algo id and no order id yet.
    var isInAlgoList: Bool { id == .none }
}
