import CommandsAndEvents
import Primitives
import Testing

extension Exchange {
    /// A conditional order: a limit order once triggered, or without a price a market order.
    @discardableResult
    func arm(
        _ name: String, _ side: Side, _ quantity: StaticString, _ condition: Condition, at price: StaticString? = nil,
        _ timeInForce: TimeInForce = .goodTillCancel, reduceOnly: Bool = false, stp: SelfTradePrevention = .none,
        match: PriceMatch = .none, until: Timestamp = .zero, algo: Bool = false, id: String = "",
        on positionSide: PositionSide = .both
    ) -> Result<Order, Rejection> {
        let limit: OrderKind? = price.map { .limit(price: .of($0), timeInForce: timeInForce) }
        let kind = match == .none ? limit ?? .market : .limit(price: .zero, timeInForce: timeInForce)
        guard let clientID = ShortText(id) else { preconditionFailure("\(id) is too long") }
        return run(
            .placeOrder(
                PlaceOrder(
                    account: account(name), instrument: market, side: side, positionSide: positionSide, kind: kind,
                    quantity: .of(quantity), reduceOnly: reduceOnly, selfTradePrevention: stp, clientID: clientID,
                    condition: condition,
                    goodTillDate: until, priceMatch: match, isAlgo: algo))
        ).order
    }

    /// A trade between two bystanders at this price.
    func trade(at price: StaticString) {
        place("maker", .sell, "0.01", at: price)
        place("taker", .buy, "0.01", at: price)
        let traded = lastEvents.contains { if case .trade(let trade) = $0 { trade.price == .of(price) } else { false } }
        #expect(traded, "the book was in the way of the trade")
    }

    func pinMark(_ price: StaticString) { run(.pinMark(PinMark(instrument: market, price: .of(price)))) }

    /// Ids of the orders that triggered, oldest first.
    var triggered: [OrderID] {
        events.compactMap { event in
            if case .order(let update) = event, update.execution == .triggered { return update.order.id }
            return nil
        }
    }

    /// Why triggered orders were refused.
    var triggerRejections: [Rejection] {
        events.compactMap { if case .triggerRejected(let refusal) = $0 { refusal.reason } else { nil } }
    }

    func algoOrders(_ name: String) -> [Order] { state.openAlgoOrders(of: account(name), on: market) }
    func orders(_ name: String) -> [Order] { state.openOrders(of: account(name), on: market) }

    func lookUp(_ name: String, _ reference: OrderReference) -> Order? {
        state.openOrder(of: account(name), on: market, reference)
    }
}
