import CommandsAndEvents
import Engine
import Primitives

/// What lines expect of liquidations, all by the last action.
extension ScenarioRun {
    /// `liquidations A begins, B ends`; of an isolated position with its market: `A BTCUSDT begins`, `A BTCUSDT long begins`.
    func expectLiquidations(_ line: inout ScenarioLine) throws(ScenarioFault) {
        let found = lastEvents.compactMap { event -> String? in
            guard case .liquidation(let update) = event else { return nil }
            var words = [name(of: update.account)]
            if let instrument = update.instrument { words.append(symbols[Int(instrument.index)]) }
            if update.side != .both { words.append("\(update.side)") }
            return (words + [update.isRunning ? "begins" : "ends"]).joined(separator: " ")
        }
        try expectWords("liquidations", found, &line)
    }

    /// The orders that closed positions: `closing A sell 1 @ 19000.1 filled 0.5`.
    func expectClosing(_ line: inout ScenarioLine) throws(ScenarioFault) {
        try expectWords("closing", ended(.liquidation), &line)
    }

    /// Who gave up a position: `deleveraged B buy 1 @ 19000 filled 1`.
    func expectDeleveraged(_ line: inout ScenarioLine) throws(ScenarioFault) {
        try expectWords("deleveraged", ended(.autoDeleveraging), &line)
    }

    /// The settlement of a contract: `settled A sell 1 @ 20000 filled 1`.
    func expectSettled(_ line: inout ScenarioLine) throws(ScenarioFault) {
        try expectWords("settled", ended(.settlement), &line)
    }

    private func ended(_ origin: OrderOrigin) -> [String] {
        lastEvents.compactMap { event in
            guard case .order(let update) = event, update.order.origin == origin, !update.order.status.isOpen else { return nil }
            let order = update.order
            let price = order.price.isZero ? order.averagePrice : order.price
            return "\(name(of: order.account)) \(order.side) \(order.quantity) @ \(price) filled \(order.filled)"
        }
    }

    /// One margin call per position: `calls A, B`, `calls none`.
    func expectCalls(_ line: inout ScenarioLine) throws(ScenarioFault) {
        let found = lastEvents.compactMap { event in
            if case .marginCall(let call) = event { return name(of: call.account) }
            return nil
        }
        try expectWords("calls", found, &line)
    }

    private func name(of account: AccountID) -> String { "\(exchange.state.accountName(account).name)" }

    private func expectWords(_ what: String, _ found: [String], _ line: inout ScenarioLine) throws(ScenarioFault) {
        let expected = line.list().joined(separator: ", ")
        try expect(what, found.isEmpty ? "none" : found.joined(separator: ", "), expected)
    }
}
