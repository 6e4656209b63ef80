import CommandsAndEvents
import Instruments
import Primitives

/// The insurance fund: what it is put to, what it pays, and how it closes what it took over (decision 0017).
extension ReferenceExchange {
    mutating func setInsurance(_ request: SetInsurance) throws(Rejection) -> Receipt {
        let asset = try asset(request.asset)
        if request.balance.raw < 0 { throw .amountNotPositive }
        insurance[asset] = request.balance.units
        return .balance(request.balance)
    }

    /// On the whole ten minutes: what single-asset accounts without a position in an asset owe in it.
    mutating func clearNegativeWallets() {
        let tenMinutes = time.milliseconds / 600_000
        if tenMinutes <= lookedAtWallets { return }
        lookedAtWallets = tenMinutes
        for account in accounts.indices where !accounts[account].multiAssets {
            for asset in assets.indices where accounts[account].wallet(asset) < 0 {
                if holdings(account, settlingIn: asset).contains(where: { accounts[account].position($0).size != 0 }) { continue }
                insurance[asset] += accounts[account].wallet(asset)
                accounts[account].wallets[asset] = 0
            }
        }
    }

    /// Once a second a tenth of each position, at the mark or better.
    mutating func tradeForFund() {
        let second = time.milliseconds / 1_000
        guard let fund = accounts.firstIndex(where: \.isInsuranceFund), second > lookedAtFund else { return }
        lookedAtFund = second
        for market in markets.indices {
            let holding = ReferenceHolding(market: market, side: .both)
            let size = accounts[fund].position(holding).size
            if size == 0 { continue }
            let filters = markets[market].instrument.filters
            let tick = filters.price.tickSize.units
            let mark = markets[market].mark
            let price = size > 0 ? raised(mark, by: tick) * tick : mark - mark % tick
            let lot = filters.lotSize.stepSize.units
            let quantity = min(magnitude(size), raised(magnitude(size), by: 10 * lot) * lot)
            var order = closingOrder(fund, holding, quantity, Price(units: price), .insuranceFund)
            match(&order, within: quantity)
            if order.status.isOpen { order.status = .expired }
            ended.append(order)
        }
    }
}
