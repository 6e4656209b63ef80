import BasicContainers
import CommandsAndEvents
import Matching
import Primitives
import Risk

extension ExchangeState {
    /// How often an order may be amended: `maxMoveOrderLimit` (supplement §2.9).
    static var amendmentsMax: Int32 { 10_000 }

    mutating func amend(_ request: AmendOrder) throws(Rejection) -> Receipt {
        try requireAccount(request.account)
        try requireInstrument(request.instrument)
        if time > request.validUntil { throw .receivedTooLate }
        guard let slot = findOrder(request.order, of: request.account, on: request.instrument) else { throw .unknownOrder }
        let order = orders[slot].order
        guard case .limit(let price, let timeInForce) = order.kind else { throw .amendsNonLimit }
        try checkAmendment(request, of: order, price: price)
        if order.filled.isPositive && request.quantity <= order.filled { return .order(end(slot, as: .canceled, .canceled)) }
        try checkAffordable(request, of: order, record: Int(orders[slot].position))
        try checkRoom(
            side: order.side, kind: .limit(price: request.price, timeInForce: timeInForce), quantity: request.quantity,
            market: Int(order.instrument.index))
        if timeInForce == .postOnly && markets[Int(order.instrument.index)].book.wouldCross(side: order.side.book, price: request.price) {
            return .order(end(slot, as: .canceled, .canceled))
        }
        return .order(requeue(slot, price: request.price, quantity: request.quantity, timeInForce: timeInForce))
    }

    private func checkAmendment(_ request: AmendOrder, of order: Order, price: Price) throws(Rejection) {
        let market = Int(order.instrument.index)
        if request.side != order.side { throw .amendsOtherSide }
        try check(request.price, markets[market].filters.price)
        try check(request.quantity, markets[market].filters.lotSize)
        if request.price == price && request.quantity == order.quantity { throw .amendsNothing }
        if order.amendments >= Self.amendmentsMax { throw .amendsTooOften }
        guard markets[market].prices.mark.isPositive else { throw .noMarkPrice }
        if request.price != price { try checkPercentPrice(request.price, side: order.side, market: market) }
    }

    private func checkAffordable(_ request: AmendOrder, of order: Order, record: Int) throws(Rejection) {
        if order.reduceOnly { return }
        let buying = order.side == .buy
        let without = try checked { () throws(ArithmeticOverflow) in
            let notional = try order.price.multiplied(by: order.remaining, rounding: .down)
            return try positions[record].exposure.adding(buying: buying, quantity: -order.remaining, notional: -notional)
        }
        try checkAffordable(
            positions[record], buying: buying, quantity: request.quantity - order.filled, price: request.price, replacing: without)
    }

    /// Takes the order out and brings it in again at the end of the queue, as a taker first if it crosses.
    private mutating func requeue(_ slot: OrderSlot, price: Price, quantity: Quantity, timeInForce: TimeInForce) -> Order {
        let record = Int(orders[slot].position)
        let before = orders[slot].order
        let crosses = markets[Int(before.instrument.index)].book.wouldCross(side: before.side.book, price: price)
        leaveBook(slot)
        if !before.reduceOnly { expose(before.side, before.remaining, at: before.price, record, sign: -1) }
        orders[slot].order.kind = .limit(price: price, timeInForce: timeInForce)
        orders[slot].order.quantity = quantity
        orders[slot].order.amendments += 1
        orders[slot].order.updatedAt = time
        if !before.reduceOnly { expose(before.side, orders[slot].order.remaining, at: price, record, sign: 1) }
        emitOrder(orders[slot].order, .amended(priceBefore: before.price, quantityBefore: before.quantity), record)
        if crosses { return take(slot, record: record, limit: price) }
        enterBook(slot)
        if before.reduceOnly { fitReduceOnlyOrders(record) }
        return orders[slot].order
    }

    /// An amended order that crosses trades like a new one; what is left of it rests.
    private mutating func take(_ slot: OrderSlot, record: Int, limit: Price) -> Order {
        var order = unrest(slot, alreadyOffBook: true)
        let held = positions[record].position.quantity.magnitude
        let tradable = order.reduceOnly ? min(order.remaining, held) : order.remaining
        let selfTraded = trade(&order, record: record, limit: limit, tradable: tradable, rule: order.selfTradePrevention.rule)
        settleRemainder(of: &order, record: record, selfTraded: selfTraded)
        return order
    }
}
