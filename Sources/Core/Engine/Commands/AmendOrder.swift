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
        try checkAmendable(Int(request.instrument.index))
        let asset = markets[Int(request.instrument.index)].marginAsset
        guard accounts[Int(request.account.index)].wallet(asset).isTradable else { throw .overflow }
        guard let slot = findOrder(request.order, of: request.account, on: request.instrument) else { throw .unknownOrder }
        let order = orders[slot].order
        guard case .limit(let price, let timeInForce) = order.kind, !order.isArmed else { throw .amendsNonLimit }
        if request.side != order.side { throw .amendsOtherSide }
        let newPrice =
            request.priceMatch == .none ? request.price : try matchedPrice(request.priceMatch, order.side, order.instrument)
        try checkAmendment(of: order, at: price, to: newPrice, request.quantity)
        if order.filled.isPositive && request.quantity <= order.filled { return .order(cancel(slot)) }
        if !order.isReducing {
            try checkAffordable(
                positions[Int(orders[slot].position)], buying: order.side == .buy, quantity: request.quantity - order.filled,
                price: newPrice, replacing: order)
        }
        let market = Int(order.instrument.index)
        let crosses = markets[market].book.wouldCross(side: order.side.book, price: newPrice)
        if crosses { try checkCountable(request.quantity, market) }
        try checkRoom(side: order.side, price: newPrice, timeInForce, quantity: request.quantity, market: market)
        if crosses && timeInForce == .postOnly { return .order(cancel(slot)) }
        var amended = order
        amended.kind = .limit(price: newPrice, timeInForce: timeInForce)
        amended.priceMatch = request.priceMatch
        amended.quantity = request.quantity
        return .order(requeue(slot, order, as: &amended, crosses))
    }

    private func checkAmendment(of order: Order, at price: Price, to newPrice: Price, _ quantity: Quantity) throws(Rejection) {
        let market = Int(order.instrument.index)
        try check(newPrice, markets[market].filters.price)
        try check(quantity, markets[market].filters.lotSize)
        if newPrice == price && quantity == order.quantity { throw .amendsNothing }
        if order.amendments >= Self.amendmentsMax { throw .amendsTooOften }
        guard markets[market].prices.mark.isPositive else { throw .noMarkPrice }
        if newPrice != price { try checkPercentPrice(newPrice, side: order.side, market: market) }
    }

    /// Takes the order out and brings it in again at the end of the queue, as a taker first if it crosses.
    private mutating func requeue(
        _ slot: OrderSlot, _ before: Order, as order: inout Order, _ crosses: Bool
    ) -> Order {
        let record = Int(orders[slot].position)
        leaveBook(slot)
        hold(before, record, sign: -1)
        order.amendments += 1
        order.updatedAt = time
        hold(order, record, sign: 1)
        orders[slot].order = order
        emitOrder(order, .amended(priceBefore: before.price, quantityBefore: before.quantity), record)
        if crosses { return take(slot, record: record, limit: order.price) }
        relink(slot, record)
        enterBook(slot)
        if !order.isReducing { return order }
        fitReduceOnlyOrders(record)
        return order
    }

    /// An amended order that crosses trades like a new one; what is left of it rests.
    private mutating func take(_ slot: OrderSlot, record: Int, limit: Price) -> Order {
        var order = unrest(slot, alreadyOffBook: true)
        hold(order, record, sign: 1)
        let held = positions[record].position.quantity.magnitude
        let tradable = order.isReducing ? min(order.remaining, held) : order.remaining
        let selfTraded = trade(&order, record: record, limit: limit, tradable: tradable, rule: order.selfTradePrevention.rule)
        settleRemainder(of: &order, record: record, selfTraded: selfTraded)
        return order
    }
}
