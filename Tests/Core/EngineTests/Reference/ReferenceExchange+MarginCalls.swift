import CommandsAndEvents
import Instruments
import Primitives

/// Who is told that the margin is nearly used up (decision 0017).
extension ReferenceExchange {
    mutating func callMargins(_ groups: [ReferenceLiquidation]) {
        calledAt = calledAt.filter { groups.contains($0.key) }
        for group in groups { callMargin(group) }
    }

    /// One call per position, at most once a minute, and anew after there was more margin again or it came to a liquidation.
    private mutating func callMargin(_ group: ReferenceLiquidation) {
        let standing = standing(group)
        if !standing.isCalled || standing.isBankrupt || liquidations.contains(group) {
            calledAt[group] = nil
            return
        }
        if let last = calledAt[group], time.milliseconds < last + 60_000 { return }
        calledAt[group] = time.milliseconds
        for holding in holdings(of: group) where accounts[group.account].position(holding).size != 0 {
            let margins = margins(group.account, holding)
            let position = accounts[group.account].position(holding)
            marginCalls.append(
                MarginCall(
                    account: AccountID(UInt32(group.account)), instrument: InstrumentID(UInt16(holding.market)),
                    side: holding.side, marginType: accounts[group.account].isolated.contains(holding.market) ? .isolated : .cross,
                    quantity: Quantity(units: position.size),
                    crossWalletBalance: Money(units: crossWallet(group.account, markets[holding.market].asset)),
                    isolatedWallet: Money(units: position.isolatedWallet), mark: Price(units: markets[holding.market].mark),
                    unrealizedProfit: Money(units: margins.profit), maintenanceMargin: Money(units: margins.maintenance)))
        }
    }
}
