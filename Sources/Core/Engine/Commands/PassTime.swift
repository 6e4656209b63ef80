import BasicContainers
import CommandsAndEvents
import Matching
public import Primitives
import Risk

extension ExchangeState {
    /// Lets everything happen that became due by now: price samples, changes of markets' status and deliveries, funding,
    /// good-till-dates, dead-man switches, the end of orders a year old.
    mutating func passTime() -> Receipt {
        refreshStaleIndexes()
        for market in 0..<markets.count where !markets[market].isClosed { samplePrices(market) }
        moveMarketsOn()
        for market in 0..<markets.count where !markets[market].isClosed { settleFundingDue(market) }
        expireDueOrders()
        fireCountdowns()
        if !jointAccounts.ids.isEmpty { exchangeDebts() }
        clearNegativeWallets()
        if time >= nextAgeCheck { expireAgedOrders() }
        watch.hasPassedTime = true
        return .done
    }

    /// The next time at which `passTime` has something to do besides sampling.
    public var nextDue: Timestamp {
        var due = nextAgeCheck
        for market in 0..<markets.count where !markets[market].isClosed {
            due = min(due, markets[market].nextStatusChange)
            if markets[market].funding != nil { due = min(due, markets[market].prices.nextFundingTime) }
            if let start = markets[market].prices.settlement?.nextStart { due = min(due, start) }
        }
        if let first = deadlines.first { due = min(due, first.time) }
        if let next = countdowns.next { due = min(due, next) }
        return due
    }

    /// Good-till-cancel lasts a year (supplement §1). Partly filled orders stay. Looked at once a day.
    private mutating func expireAgedOrders() {
        let day: Int64 = 86_400_000
        nextAgeCheck = time.floored(toMilliseconds: day).advanced(byMilliseconds: day)
        let oldest = time.advanced(byMilliseconds: -365 * day)
        for account in accounts.indices {
            for record in accounts[account].positions {
                for slot in openSlots(Int(record)) where orders[slot].order.createdAt <= oldest && orders[slot].order.filled.isZero
                {
                    _ = end(slot, as: .expired, .expired(.aged))
                }
                fitReduceOnlyOrders(Int(record))
            }
        }
    }
}
