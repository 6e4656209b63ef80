import CommandsAndEvents
import Primitives

extension ExchangeState {
    mutating func cancel(_ request: CancelOrder) throws(Rejection) -> Receipt {
        try requireAccount(request.account)
        try requireInstrument(request.instrument)
        guard let slot = findOrder(request.order, of: request.account, on: request.instrument) else { throw .unknownOrder }
        return .order(cancel(slot))
    }

    /// Cancels a resting order; other reduce-only orders of the account may then offer more.
    mutating func cancel(_ slot: OrderSlot) -> Order {
        let record = Int(orders[slot].position)
        let order = end(slot, as: .canceled, .canceled)
        if order.isReducing { fitReduceOnlyOrders(record) }
        return order
    }

    mutating func cancelAll(_ request: CancelAllOrders) throws(Rejection) -> Receipt {
        try requireAccount(request.account)
        try requireInstrument(request.instrument)
        guard let record = positionIndex(request.account, request.instrument) else { return .canceled(count: 0) }
        let slots = openSlots(record)
        for slot in slots { _ = end(slot, as: .canceled, .canceled) }
        return .canceled(count: slots.count)
    }
}
