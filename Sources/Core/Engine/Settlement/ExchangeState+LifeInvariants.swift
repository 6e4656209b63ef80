import BasicContainers
import CommandsAndEvents
import Primitives

extension ExchangeState {
    /// Nothing is left in closed markets, and no market is ahead of its time.
    func lifeViolations() -> [String] {
        var found: [String] = []
        for market in 0..<markets.count {
            let symbol = markets[market].instrument.symbol
            let isFollowed = underlyings[Int(markets[market].underlying.index)].markets.contains(market)
            if isFollowed == markets[market].isClosed { found.append("\(symbol): follows its index after its end, or not before") }
            if !markets[market].isClosed {
                if markets[market].status.rawValue > markets[market].status(at: time).rawValue {
                    found.append("\(symbol): is \(markets[market].status) too early")
                }
                continue
            }
            let held = positions.contains { $0.instrument == markets[market].id && !$0.position.isFlat }
            let offered = positions.contains { $0.instrument == markets[market].id && $0.openOrderCount > 0 }
            if held { found.append("\(symbol): is closed, but there are positions") }
            if offered { found.append("\(symbol): is closed, but there are orders") }
        }
        return found
    }
}
