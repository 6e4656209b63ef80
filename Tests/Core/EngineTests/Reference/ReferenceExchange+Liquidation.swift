import CommandsAndEvents
import Instruments
import Primitives

/// Positions whose margin is used up are closed step by step (supplement §8.8, decision 0017).
extension ReferenceExchange {
    /// Isolated positions by market and side, then cross positions by asset, or all together.
    func liquidations(of account: Int) -> [ReferenceLiquidation] {
        if accounts[account].isInsuranceFund { return [] }
        let isolated = holdings(account).filter { accounts[account].isolated.contains($0.market) }
            .map { ReferenceLiquidation(account: account, scope: .isolated($0)) }
        if accounts[account].multiAssets { return isolated + [ReferenceLiquidation(account: account, scope: .joint)] }
        return isolated + assets.indices.map { ReferenceLiquidation(account: account, scope: .cross(asset: $0)) }
    }

    /// The positions that are liquidated together, by market and side.
    func holdings(of liquidation: ReferenceLiquidation) -> [ReferenceHolding] {
        let account = liquidation.account
        switch liquidation.scope {
        case .isolated(let holding): return [holding]
        case .cross(let asset): return crossHoldings(account, asset)
        case .joint: return assets.indices.flatMap { crossHoldings(account, $0) }.sorted { $0.market < $1.market }
        }
    }

    private func crossHoldings(_ account: Int, _ asset: Int) -> [ReferenceHolding] {
        holdings(account, settlingIn: asset).filter { !accounts[account].isolated.contains($0.market) }
    }

    /// Profit and maintenance margin of positions at the mark price.
    func risk(_ account: Int, _ holdings: [ReferenceHolding]) -> (profit: Units, maintenance: Units, isOpen: Bool) {
        var sum: (profit: Units, maintenance: Units, isOpen: Bool) = (0, 0, false)
        for holding in holdings {
            let position = accounts[account].position(holding)
            if position.size == 0 { continue }
            let worth = notional(account, holding)
            sum.profit += worth - position.sums.cost
            sum.maintenance += maintenance(magnitude(worth), holding.market)
            sum.isOpen = true
        }
        return sum
    }

    func standing(_ liquidation: ReferenceLiquidation) -> ReferenceStanding {
        let account = liquidation.account
        switch liquidation.scope {
        case .isolated(let holding):
            let risk = risk(account, [holding])
            return ReferenceStanding(
                balance: accounts[account].position(holding).isolatedWallet + risk.profit, maintenance: risk.maintenance,
                holdsSomething: risk.isOpen)
        case .cross(let asset):
            let risk = risk(account, crossHoldings(account, asset))
            return ReferenceStanding(
                balance: crossWallet(account, asset) + risk.profit, maintenance: risk.maintenance, holdsSomething: risk.isOpen)
        case .joint: return jointStanding(account)
        }
    }

    /// In US dollars.
    private func jointStanding(_ account: Int) -> ReferenceStanding {
        var standing = ReferenceStanding(balance: 0, maintenance: 0, holdsSomething: false)
        for asset in assets.indices where isCollateral(asset) {
            let risk = risk(account, crossHoldings(account, asset))
            standing.balance += collateral(crossWallet(account, asset) + risk.profit, asset)
            standing.maintenance += raised(risk.maintenance * assetPrices[asset], by: unit)
            standing.holdsSomething = standing.holdsSomething || risk.isOpen
        }
        return standing
    }

    /// Whether orders of the account in a market are refused.
    func isLiquidated(_ account: Int, on market: Int) -> Bool {
        liquidations.contains { $0.account == account && covers($0, market) }
    }

    private func covers(_ liquidation: ReferenceLiquidation, _ market: Int) -> Bool {
        switch liquidation.scope {
        case .isolated(let holding): holding.market == market
        case .cross(let asset): markets[market].asset == asset
        case .joint: true
        }
    }

    // MARK: - The course of it

    /// First all accounts are looked at as they stand; then liquidations begin, go on when time passes, and end.
    mutating func look(passing: Bool) {
        let all = accounts.indices.flatMap { liquidations(of: $0) }
        let turns = all.filter { liquidations.contains($0) || standing($0).isBankrupt }
        callMargins(all)
        for liquidation in turns { takeTurn(liquidation, passing: passing) }
        for liquidation in turns where liquidations.contains(liquidation) && !standing(liquidation).holdsSomething {
            finish(liquidation)
        }
    }

    private mutating func takeTurn(_ liquidation: ReferenceLiquidation, passing: Bool) {
        let isRunning = liquidations.contains(liquidation)
        if standing(liquidation).isBankrupt {
            if !isRunning { begin(liquidation) }
            if !isRunning || passing { step(liquidation) }
        }
        if liquidations.contains(liquidation) && !standing(liquidation).isBankrupt { finish(liquidation) }
    }

    private mutating func begin(_ liquidation: ReferenceLiquidation) {
        liquidations.insert(liquidation)
        tell(liquidation, isRunning: true)
        let account = liquidation.account
        for order in orders where Int(order.account.index) == account && covers(liquidation, Int(order.instrument.index)) {
            end(order, .expired)
        }
    }

    private mutating func finish(_ liquidation: ReferenceLiquidation) {
        liquidations.remove(liquidation)
        tell(liquidation, isRunning: false)
    }

    private mutating func tell(_ liquidation: ReferenceLiquidation, isRunning: Bool) {
        var update = LiquidationUpdate(
            account: AccountID(UInt32(liquidation.account)), asset: AssetID(0), instrument: nil, side: .both, isRunning: isRunning)
        switch liquidation.scope {
        case .isolated(let holding):
            update.asset = AssetID(UInt16(markets[holding.market].asset))
            update.instrument = InstrumentID(UInt16(holding.market))
            update.side = holding.side
        case .cross(let asset): update.asset = AssetID(UInt16(asset))
        case .joint: break
        }
        liquidationUpdates.append(update)
    }

    // MARK: - A step

    private mutating func step(_ liquidation: ReferenceLiquidation) {
        guard let holding = heaviest(liquidation) else { return }
        let account = liquidation.account
        let asset = markets[holding.market].asset
        let price = Price(units: bankruptcyPrice(liquidation, holding))
        let spareBefore = crossWallet(account, asset)
        var order = closingOrder(account, holding, reduction(account, holding), price, .liquidation)
        match(&order, within: order.quantity.units)
        var left = crossWallet(account, asset) - spareBefore
        switch liquidation.scope {
        case .isolated: break
        case .cross, .joint: left = equity(liquidation, in: asset)
        }
        payClearance(order, account, within: max(0, left))
        if order.status.isOpen && standing(liquidation).isBankrupt {
            takeOver(&order, price)
            deleverage(&order, price)
        }
        if order.status.isOpen { order.status = .expired }
        ended.append(order)
        switch liquidation.scope {
        case .isolated: coverLoss(account, asset, crossWallet(account, asset) - spareBefore)
        case .cross: break
        case .joint: exchangeDebt(account, asset)
        }
    }

    /// What is left, told in a margin asset.
    func equity(_ liquidation: ReferenceLiquidation, in asset: Int) -> Units {
        let balance = standing(liquidation).balance
        return liquidation.scope == .joint ? cut(balance * unit, by: assetPrices[asset]) : balance
    }

    /// Of the positions the one with the highest maintenance margin.
    private func heaviest(_ liquidation: ReferenceLiquidation) -> ReferenceHolding? {
        let open = holdings(of: liquidation).filter { accounts[liquidation.account].position($0).size != 0 }
        let weights = open.map { holding in
            let margin = risk(liquidation.account, [holding]).maintenance
            return liquidation.scope == .joint ? raised(margin * assetPrices[markets[holding.market].asset], by: unit) : margin
        }
        guard let highest = weights.max() else { return nil }
        return zip(open, weights).first { $1 == highest }?.0
    }

    /// Down to the cap of the bracket below; in the first bracket everything.
    private func reduction(_ account: Int, _ holding: ReferenceHolding) -> Units {
        let size = magnitude(accounts[account].position(holding).size)
        let market = markets[holding.market]
        let worth = magnitude(notional(account, holding))
        let steps = market.instrument.contract.brackets.steps
        guard let below = steps.dropLast().last(where: { worth > $0.notionalCap.units }) else { return size }
        let lot = market.instrument.filters.lotSize.stepSize.units
        let excess = size * market.mark - below.notionalCap.units * unit
        let quantity = raised(excess, by: market.mark * lot) * lot
        return size - quantity < lot ? size : quantity
    }

    /// The price at which nothing would be left, to the tick in the account's favour.
    private func bankruptcyPrice(_ liquidation: ReferenceLiquidation, _ holding: ReferenceHolding) -> Units {
        let market = markets[holding.market]
        let size = accounts[liquidation.account].position(holding).size
        let equity = equity(liquidation, in: market.asset)
        let filter = market.instrument.filters.price
        let tick = filter.tickSize.units
        let ticks = size * market.mark - equity * unit
        let price = roundedUp(ticks, by: size * tick, isUp: size > 0) * tick
        return min(max(price, filter.minimum.units), filter.maximum.units)
    }

    /// Towards positive infinity, or negative infinity.
    private func roundedUp(_ numerator: Units, by denominator: Units, isUp: Bool) -> Units {
        let quotient = numerator / denominator
        if quotient * denominator == numerator { return quotient }
        let isBelow = (numerator < 0) != (denominator < 0)
        if isUp { return isBelow ? quotient : quotient + 1 }
        return isBelow ? quotient - 1 : quotient
    }

    /// An order of the engine that closes a part of a position. Takes the next id of its market.
    mutating func closingOrder(
        _ account: Int, _ holding: ReferenceHolding, _ quantity: Units, _ price: Price, _ origin: OrderOrigin
    ) -> Order {
        markets[holding.market].lastOrder += 1
        let id = markets[holding.market].lastOrder
        let name =
            switch origin {
            case .liquidation: "autoclose-\(id)"
            case .autoDeleveraging: "adl_autoclose"
            case .settlement: "settlement_autoclose-\(id)"
            case .client, .insuranceFund: ""
            }
        return Order(
            id: OrderID(id), clientID: ShortText(name) ?? .empty, account: AccountID(UInt32(account)),
            instrument: InstrumentID(UInt16(holding.market)),
            side: accounts[account].position(holding).size > 0 ? .sell : .buy, positionSide: holding.side,
            kind: .limit(price: price, timeInForce: origin == .autoDeleveraging ? .goodTillCancel : .immediateOrCancel),
            reduceOnly: false, selfTradePrevention: .none, status: .new, quantity: Quantity(units: quantity), filled: .zero,
            filledNotional: .zero, amendments: 0, createdAt: time, updatedAt: time, origin: origin)
    }

    /// A part of what was traded goes to the insurance fund, as far as there is something left.
    private mutating func payClearance(_ order: Order, _ account: Int, within left: Units) {
        let market = markets[Int(order.instrument.index)]
        let due = cut(order.filledNotional.units * market.instrument.contract.liquidationFee.units, by: unit)
        let paid = min(due, left)
        accounts[account].wallets[market.asset, default: 0] -= paid
        insurance[market.asset] += paid
    }

    /// What an isolated position lost beyond its wallet.
    private mutating func coverLoss(_ account: Int, _ asset: Int, _ result: Units) {
        if result >= 0 { return }
        accounts[account].wallets[asset, default: 0] -= result
        insurance[asset] += result
    }
}
