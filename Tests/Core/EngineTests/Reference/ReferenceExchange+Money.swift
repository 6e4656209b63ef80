import CommandsAndEvents
import Instruments
import Primitives

/// What fills and funding do to wallets and positions (supplement §8.1, §9.3).
extension ReferenceExchange {
    mutating func settle(_ order: Order, _ quantity: Units, _ price: Price, _ notional: Units, isMaker: Bool) {
        let account = Int(order.account.index)
        let market = Int(order.instrument.index)
        let holding = ReferenceHolding(market: market, side: order.positionSide)
        let schedule = markets[market].instrument.fees
        let isFree =
            [.liquidation, .autoDeleveraging, .insuranceFund].contains(order.origin) || accounts[account].isInsuranceFund
        let rate = isFree ? 0 : isMaker ? schedule.maker.units : schedule.taker.units
        let (fee, asset, value) = commission(cut(notional * rate, by: unit), of: account, on: market)
        accounts[account].wallets[asset, default: 0] -= fee
        fees[asset] += fee
        var position = accounts[account].position(holding)
        let signed = quantity * Units(order.side.sign)
        let before = position.size
        let closed = position.closes(signed)
        let profit = position.take(.init(signed: signed, notional: notional, commission: value))
        receive(profit, account, markets[market].asset)
        if accounts[account].isolated.contains(market) {
            if closed > 0 { position.isolatedWallet -= cut(position.isolatedWallet * closed, by: magnitude(before)) }
            let opened = notional - cut(notional * closed, by: quantity)
            position.isolatedWallet += raised(opened, by: accounts[account].leverage(market))
        }
        accounts[account].positions[holding] = position
        executions.append(
            Execution(
                account: order.account, market: market, order: order.id, price: price, quantity: Quantity(units: quantity),
                isMaker: isMaker,
                commission: Money(units: fee), commissionAsset: AssetID(UInt16(asset)), profit: Money(units: profit)))
    }

    /// The insurance fund's account has no wallet: the fund itself wins and loses.
    mutating func receive(_ amount: Units, _ account: Int, _ asset: Int) {
        if accounts[account].isInsuranceFund {
            insurance[asset] += amount
        } else {
            accounts[account].wallets[asset, default: 0] += amount
        }
    }

    /// A tenth less in BNB when the account wants it so and has all of it, else in the margin asset.
    private func commission(_ due: Units, of account: Int, on market: Int) -> (fee: Units, asset: Int, value: Units) {
        let asset = markets[market].asset
        guard accounts[account].feeBurn, due > 0, let bnb = assets.firstIndex(where: { $0.name == "BNB" }), bnb != asset,
            assetPrices[bnb] > 0, assetPrices[asset] > 0
        else { return (due, asset, due) }
        let discounted = raised(due * 9, by: 10)
        let dollars = raised(discounted * assetPrices[asset], by: unit)
        let fee = raised(dollars * unit, by: assetPrices[bnb])
        return accounts[account].wallet(bnb) >= fee ? (fee, bnb, discounted) : (due, asset, due)
    }

    /// Position × mark × rate: longs pay when it is positive. What rounding leaves goes to the insurance fund.
    mutating func fund(_ settlement: FundingSettled) {
        let market = Int(settlement.instrument.index)
        let asset = markets[market].asset
        for account in accounts.indices {
            for side in accounts[account].sides {
                let holding = ReferenceHolding(market: market, side: side)
                guard var position = accounts[account].positions[holding], position.size != 0 else { continue }
                let pays = (position.size < 0) == (settlement.rate.units < 0)
                let round = pays ? raised : cut
                let paid = round(round(position.size * settlement.mark.units, unit) * settlement.rate.units, unit)
                receive(-paid, account, asset)
                insurance[asset] += paid
                if accounts[account].isolated.contains(market) {
                    position.isolatedWallet -= paid
                    accounts[account].positions[holding] = position
                }
            }
        }
    }
}
