import CommandsAndEvents
import Primitives

/// How often what happened, by the engine's events.
struct DisasterTally: CustomStringConvertible {
    var commands = 0
    var accepted = 0
    var trades = 0
    var liquidations = 0
    var steps = 0
    var takeovers = 0
    var deleveraged = 0
    var deficits = 0
    var fees = 0
    var fundTrades = 0
    var calls = 0
    var fundings = 0
    var deliveries = 0
    var refused = 0

    mutating func count(_ command: Command, _ result: Result<Receipt, Rejection>, _ events: [Event]) {
        commands += 1
        if case .success = result { accepted += 1 }
        if result == .failure(.inLiquidation) { refused += 1 }
        for event in events {
            switch event {
            case .trade: trades += 1
            case .liquidation(let update): if update.isRunning { liquidations += 1 }
            case .order(let update): count(update.order)
            case .insurance(let update): count(update)
            case .marginCall: calls += 1
            case .funding: fundings += 1
            case .delivered: deliveries += 1
            default: break
            }
        }
    }

    private mutating func count(_ order: Order) {
        if order.status.isOpen { return }
        switch order.origin {
        case .liquidation: steps += 1
        case .autoDeleveraging: deleveraged += 1
        case .insuranceFund: fundTrades += 1
        case .client, .settlement: break
        }
    }

    private mutating func count(_ update: InsuranceUpdate) {
        switch update.reason {
        case .clearanceFee: fees += 1
        case .takeover: takeovers += 1
        case .deficit: deficits += 1
        case .autoExchange, .adjustment, .funding: break
        }
    }

    static func += (left: inout Self, right: Self) {
        left.commands += right.commands
        left.accepted += right.accepted
        left.trades += right.trades
        left.liquidations += right.liquidations
        left.steps += right.steps
        left.takeovers += right.takeovers
        left.deleveraged += right.deleveraged
        left.deficits += right.deficits
        left.fees += right.fees
        left.fundTrades += right.fundTrades
        left.calls += right.calls
        left.fundings += right.fundings
        left.deliveries += right.deliveries
        left.refused += right.refused
    }

    var description: String {
        """
        \(commands) commands, \(accepted) accepted, \(trades) trades, \(liquidations) liquidations in \(steps) steps, \
        \(takeovers) changes of the fund by takeovers, \(deleveraged) deleveraged, \(deficits) deficits, \(fees) clearance fees, \
        \(fundTrades) orders of the fund, \(calls) margin calls, \(fundings) fundings, \(deliveries) deliveries, \
        \(refused) refused in liquidation
        """
    }
}
