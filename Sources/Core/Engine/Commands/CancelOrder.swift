import CommandsAndEvents
import Primitives

extension ExchangeState {
    mutating func cancel(_ request: CancelOrder) throws(Rejection) -> Receipt {
        try requireAccount(request.account)
        try requireInstrument(request.instrument)
        guard let slot = findOrder(request.order, of: request.account, on: request.instrument) else { throw .unknownOrder }
        return .order(cancel(slot))
    }

    /// Cancels an open order; other reduce-only orders of the account may then offer more.
    mutating func cancel(_ slot: OrderSlot) -> Order {
        let record = Int(orders[slot].position)
        let order = end(slot, as: .canceled, .canceled)
        if order.isReducing { fitReduceOnlyOrders(record) }
        return order
    }

    mutating func cancelAll(_ request: CancelAllOrders) throws(Rejection) -> Receipt {
        try requireAccount(request.account)
        try requireInstrument(request.instrument)
        return .canceled(count: cancelOrders(of: request.account, on: request.instrument, request.scope))
    }

    /// Returns how many there were.
    mutating func cancelOrders(of account: AccountID, on instrument: InstrumentID, _ scope: CancelScope) -> Int {
        var count = 0
        for record in recordIndices(account, instrument) {
            for slot in openSlots(record) where scope.includes(orders[slot].order) {
                _ = end(slot, as: .canceled, .canceled)
                count += 1
            }
        }
        return count
    }
}

extension CancelScope {
    fileprivate func includes(_ order: Order) -> Bool {
        switch self {
        case .everything: true
        case .orders: !order.isInAlgoList
        case .algoOrders: order.isInAlgoList
        }
    }
}
