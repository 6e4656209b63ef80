import BasicContainers
import CommandsAndEvents
import Primitives

extension ExchangeState {
    /// Armed orders are where they are listed, and wait for something that has not happened.
    func armedViolations() -> [String] {
        var found: [String] = []
        for market in 0..<markets.count {
            let symbol = markets[market].instrument.symbol
            let armed = markets[market].triggers.armed()
            if armed.count != markets[market].triggers.count {
                found.append("\(symbol): \(markets[market].triggers.count) armed orders, \(armed.count) wait")
            }
            for entry in armed {
                let record = orders[entry.slot]
                if !record.order.isArmed || record.trigger == nil || record.node != nil
                    || record.order.instrument != markets[market].id
                {
                    found.append("\(symbol): order \(record.order.id.value)/\(record.order.algo.value) is not armed")
                } else if isOverdue(record.order, extreme: entry.extreme, market) {
                    found.append("\(symbol): order \(record.order.id.value)/\(record.order.algo.value) should have triggered")
                }
            }
        }
        for index in positions.indices {
            let count = openSlots(index).count { orders[$0].order.isArmed }
            if count != Int(positions[index].armedCount) {
                found.append("record \(index) has \(count) armed orders, counted \(positions[index].armedCount)")
            }
        }
        return found
    }

    /// Whether the prices of now are what an armed order waits for.
    private func isOverdue(_ order: Order, extreme: Price?, _ market: Int) -> Bool {
        guard let condition = order.condition else { return true }
        let prices = (mark: markets[market].prices.mark, last: markets[market].lastTradePrice)
        let current = condition.workingPrice == .mark ? prices.mark : prices.last
        guard current.isPositive else { return false }
        if let extreme {
            let stack = TrailingStack(order.side)
            let threshold = stack.threshold(stack.turned(extreme), callback: condition.callback.raw)
            return stack.turned(current) >= threshold || stack.turned(current) < stack.turned(extreme)
        }
        guard condition.isReached(at: current, order.side) else { return false }
        return condition.kind == .trailing || !condition.priceProtect || isNear(prices.mark, prices.last, market)
    }
}
