import CommandsAndEvents
import Instruments
import Primitives

/// Margin figures (supplement §8.1, §8.4, §8.7, §8.10), each computed from the orders and fills that make it.
extension ReferenceExchange {
    struct Margins {
        var notional: Units = 0
        var profit: Units = 0
        var positionInitial: Units = 0
        var ordersInitial: Units = 0
        var maintenance: Units = 0
    }

    /// Remaining quantity × price of the open orders that may open: what buys and what sells.
    func openNotionals(_ account: Int, _ holding: ReferenceHolding, without excluded: OrderID? = nil) -> (bids: Units, asks: Units)
    {
        var bids: Units = 0
        var asks: Units = 0
        for order in orders where isOf(order, account, holding) && !order.isReducing && !order.isArmed && order.id != excluded {
            let notional = cut(order.remaining.units * order.price.units, by: unit)
            if order.side == .buy { bids += notional } else { asks += notional }
        }
        return (bids, asks)
    }

    func isOf(_ order: Order, _ account: Int, _ holding: ReferenceHolding) -> Bool {
        Int(order.account.index) == account && Int(order.instrument.index) == holding.market && order.positionSide == holding.side
    }

    func notional(_ account: Int, _ holding: ReferenceHolding) -> Units {
        cut(accounts[account].position(holding).size * markets[holding.market].mark, by: unit)
    }

    /// The larger of what the position would be worth if all buys, or all sells, filled.
    func presentNotional(_ account: Int, _ holding: ReferenceHolding, _ open: (bids: Units, asks: Units)) -> Units {
        let position = notional(account, holding)
        return max(magnitude(position + open.bids), magnitude(position - open.asks))
    }

    func ordersInitialMargin(_ account: Int, _ holding: ReferenceHolding, _ open: (bids: Units, asks: Units)) -> Units {
        let leverage = accounts[account].leverage(holding.market)
        let position = cut(magnitude(notional(account, holding)), by: leverage)
        return max(0, cut(presentNotional(account, holding, open), by: leverage) - position)
    }

    func margins(_ account: Int, _ holding: ReferenceHolding) -> Margins {
        let position = accounts[account].position(holding)
        var margins = Margins()
        margins.notional = notional(account, holding)
        margins.profit = margins.notional - position.sums.cost
        margins.positionInitial = cut(magnitude(margins.notional), by: accounts[account].leverage(holding.market))
        margins.ordersInitial = ordersInitialMargin(account, holding, openNotionals(account, holding))
        margins.maintenance = maintenance(magnitude(margins.notional), holding.market)
        return margins
    }

    func maintenance(_ notional: Units, _ market: Int) -> Units {
        if notional == 0 { return 0 }
        let steps = markets[market].instrument.contract.brackets.steps
        let step = steps.first { notional <= $0.notionalCap.units } ?? steps[steps.count - 1]
        return cut(notional * step.maintenanceMarginRate.units, by: unit) - step.cumulative.units
    }

    // MARK: - Accounts

    func holdings(_ account: Int, settlingIn asset: Int? = nil) -> [ReferenceHolding] {
        markets.indices.filter { asset == nil || markets[$0].asset == asset }.flatMap { market in
            accounts[account].sides.map { ReferenceHolding(market: market, side: $0) }
        }
    }

    func crossWallet(_ account: Int, _ asset: Int) -> Units {
        accounts[account].wallet(asset)
            - holdings(account, settlingIn: asset).reduce(0) { $0 + accounts[account].position($1).isolatedWallet }
    }

    struct Cross {
        var wallet: Units
        var profit: Units = 0
        var initial: Units = 0
        var maintenance: Units = 0
        var isolatedOrders: Units = 0
    }

    func cross(_ account: Int, _ asset: Int) -> Cross {
        var cross = Cross(wallet: crossWallet(account, asset))
        for holding in holdings(account, settlingIn: asset) {
            let margins = margins(account, holding)
            if accounts[account].isolated.contains(holding.market) {
                cross.isolatedOrders += margins.ordersInitial
            } else {
                cross.profit += margins.profit
                cross.initial += margins.positionInitial + margins.ordersInitial
                cross.maintenance += margins.maintenance
            }
        }
        return cross
    }

    /// Not bounded by zero.
    func free(_ account: Int, _ asset: Int) -> Units {
        if accounts[account].multiAssets && isCollateral(asset) {
            return cut(joint(account).free * unit, by: assetPrices[asset])
        }
        let cross = cross(account, asset)
        return cross.wallet + cross.profit - cross.initial - cross.isolatedOrders
    }

    func available(_ account: Int, _ asset: Int) -> Units { max(0, free(account, asset)) }

    func maxWithdraw(_ account: Int, _ asset: Int) -> Units {
        let cross = cross(account, asset)
        if accounts[account].multiAssets {
            if !isCollateral(asset) { return max(0, cross.wallet) }
            let rate = cut(assetPrices[asset] * (unit - assets[asset].buffers.bid.units), by: unit)
            return max(0, min(cross.wallet, cut(joint(account).withdrawable * unit, by: rate)))
        }
        let held = cross.wallet - cross.isolatedOrders
        return max(0, min(cross.wallet, held - cross.maintenance, held + cross.profit - cross.initial))
    }

    // MARK: - Multi-assets mode, in US dollars

    struct Joint {
        var equity: Units = 0
        var securedEquity: Units = 0
        var initial: Units = 0
        var maintenance: Units = 0
        var free: Units { equity - initial }
        var withdrawable: Units { max(0, min(securedEquity - maintenance, free)) }
    }

    func joint(_ account: Int) -> Joint {
        var joint = Joint()
        for asset in assets.indices where isCollateral(asset) {
            let cross = cross(account, asset)
            joint.equity += collateral(cross.wallet + cross.profit, asset)
            joint.securedEquity += collateral(cross.wallet + min(0, cross.profit), asset)
            joint.initial += raised(cross.initial * assetPrices[asset], by: unit)
            joint.maintenance += raised(cross.maintenance * assetPrices[asset], by: unit)
        }
        return joint
    }

    /// What an amount counts: at the bid rate when owned, at the ask rate when owed.
    func collateral(_ amount: Units, _ asset: Int) -> Units {
        let buffers = assets[asset].buffers
        let factor = amount < 0 ? unit + buffers.ask.units : unit - buffers.bid.units
        return cut(amount * cut(assetPrices[asset] * factor, by: unit), by: unit)
    }

    func isCollateral(_ asset: Int) -> Bool { assets[asset].marginAvailable && assetPrices[asset] > 0 }

    // MARK: - Liquidation

    /// A price of the formula, and how far off it the figures that clients see may be: each is cut, four units together.
    struct LiquidationPrice {
        var price: Fraction
        var blur: Units
    }

    /// The prices at which what is left equals the maintenance margin, by trying every bracket for every position.
    func liquidationPrices(_ account: Int, _ holding: ReferenceHolding) -> [LiquidationPrice] {
        let isolated = accounts[account].isolated.contains(holding.market)
        let sides = isolated ? [holding.side] : accounts[account].sides
        let together = sides.map { ReferenceHolding(market: holding.market, side: $0) }
            .filter { accounts[account].position($0).size != 0 }
        if accounts[account].position(holding).size == 0 { return [] }
        let cushion = isolated ? accounts[account].position(holding).isolatedWallet : crossCushion(account, together)
        let steps = markets[holding.market].instrument.contract.brackets.steps
        var found: [LiquidationPrice] = []
        func search(
            _ rest: ArraySlice<ReferenceHolding>, _ chosen: [(size: Units, step: LeverageBracket)], _ numerator: Units,
            _ slope: Units
        ) {
            guard let next = rest.first else {
                guard let price = Fraction(numerator * unit, over: slope), price > Fraction.zero else { return }
                let fits = chosen.allSatisfy { size, step in
                    let worth = price.times(magnitude(size))
                    return worth > Fraction(step.notionalFloor.units)
                        && (worth <= Fraction(step.notionalCap.units) || step == steps[steps.count - 1])
                }
                if fits { found.append(LiquidationPrice(price: price, blur: 4 * unit * unit / magnitude(slope) + 2)) }
                return
            }
            let position = accounts[account].position(next)
            for step in steps {
                search(
                    rest.dropFirst(), chosen + [(position.size, step)], numerator + step.cumulative.units - position.sums.cost,
                    slope + magnitude(position.size) * step.maintenanceMarginRate.units - position.size * unit)
            }
        }
        search(together[...], [], cushion, 0)
        return found
    }

    /// Wallet less the maintenance margins of the other positions, plus their profit.
    private func crossCushion(_ account: Int, _ together: [ReferenceHolding]) -> Units {
        let asset = markets[together[0].market].asset
        if accounts[account].multiAssets && assetPrices[asset] > 0 {
            let joint = joint(account)
            return together.reduce(cut((joint.equity - joint.maintenance) * unit, by: assetPrices[asset])) {
                let margins = margins(account, $1)
                return $0 + margins.maintenance - margins.profit
            }
        }
        let others = holdings(account, settlingIn: asset)
            .filter { !together.contains($0) && !accounts[account].isolated.contains($0.market) }
        return others.reduce(crossWallet(account, asset)) {
            let margins = margins(account, $1)
            return $0 - margins.maintenance + margins.profit
        }
    }
}
