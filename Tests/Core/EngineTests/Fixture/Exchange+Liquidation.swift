import CommandsAndEvents
import Primitives

/// Liquidations, and what they said.
extension Exchange {
    func setInsurance(_ balance: StaticString, asset: UInt16 = 0) {
        run(.setInsurance(SetInsurance(asset: AssetID(asset), balance: .of(balance))))
    }

    func insurance(asset: UInt16 = 0) -> Money { state.ledgerFigures(AssetID(asset)).insurance }

    /// Whether liquidations of an account began (true) and ended (false), oldest first.
    func liquidations(of name: String) -> [Bool] {
        let id = account(name)
        return events.compactMap { event in
            if case .liquidation(let update) = event, update.account == id { return update.isRunning }
            return nil
        }
    }

    /// Margin calls of an account by the last command.
    func lastCalls(of name: String) -> [MarginCall] {
        let id = account(name)
        return lastEvents.compactMap { event in
            if case .marginCall(let call) = event, call.account == id { return call }
            return nil
        }
    }

    /// What orders of an origin did, word by word.
    func story(of origin: OrderOrigin) -> [String] {
        events.compactMap { event in
            guard case .order(let update) = event, update.order.origin == origin else { return nil }
            switch update.execution {
            case .new: return "new \(update.order.side) \(update.order.quantity) @ \(update.order.price)"
            case .trade(let fill): return "trade \(fill.quantity) @ \(fill.price)"
            case .expired(let reason): return "expired \(reason)"
            case .canceled, .amended, .triggered: return "unexpected"
            }
        }
    }

    func orders(ofOrigin origin: OrderOrigin) -> [Order] {
        events.compactMap { event in
            if case .order(let update) = event, update.order.origin == origin { return update.order }
            return nil
        }
    }

    /// The position of the insurance fund, zero without one.
    var fundPosition: Quantity {
        for index in 0..<UInt32(state.accountCount) where state.accountName(AccountID(index)).kind == .insuranceFund {
            return state.positionFigures(AccountID(index), market)?.position.quantity ?? .zero
        }
        return .zero
    }

    func pinMark(_ price: Price) { run(.pinMark(PinMark(instrument: market, price: price))) }
}
