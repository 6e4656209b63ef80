import BasicContainers
public import Primitives

extension ExchangeState {
    /// The next time at which `passTime` would change anything, price samples included. Before it, time may pass unjournaled.
    public var nextWork: Timestamp {
        var due = nextDue
        for market in 0..<markets.count where markets[market].prices.index.isPositive && !markets[market].isClosed {
            due = min(due, markets[market].prices.nextBasisSample)
        }
        for underlying in underlyings.indices { due = min(due, underlyings[underlying].nextStale) }
        if !watch.due.isEmpty || !liquidations.running.isEmpty { return .zero }
        due = min(due, min(nextCall, liquidations.nextClearance))
        if liquidations.fund != Liquidations.nobody { due = min(due, liquidations.nextFundTrade) }
        if !jointAccounts.ids.isEmpty { due = min(due, nextDebtCheck) }
        return due
    }
}
