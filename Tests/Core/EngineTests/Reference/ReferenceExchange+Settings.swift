import CommandsAndEvents
import Instruments
import Primitives

/// Leverage, margin, modes and what blocks changing them (supplement §8.2, §8.5, §8.6).
extension ReferenceExchange {
    private func hasOrders(_ account: Int, on market: Int? = nil) -> Bool {
        orders.contains { Int($0.account.index) == account && (market == nil || Int($0.instrument.index) == market) }
    }

    private func hasPosition(_ account: Int, on market: Int? = nil) -> Bool {
        holdings(account).contains { (market == nil || $0.market == market) && accounts[account].position($0).size != 0 }
    }

    mutating func setLeverage(_ request: SetLeverage) throws(Rejection) -> Receipt {
        let account = try account(request.account)
        let market = try market(request.instrument)
        if markets[market].isClosed { throw .marketClosed }
        let brackets = markets[market].instrument.contract.brackets
        let times = request.leverage.times
        if times > brackets.maxLeverage.times { throw .leverageNotPermitted(request.leverage) }
        let before = accounts[account].leverages[market, default: 20]
        let maxNotional = brackets.maxNotional(at: request.leverage)
        if times > before {
            for side in accounts[account].sides {
                let holding = ReferenceHolding(market: market, side: side)
                let present = presentNotional(account, holding, openNotionals(account, holding))
                if present > maxNotional.units { throw .exceedsMaxNotional }
            }
        }
        if times < before {
            if accounts[account].isolated.contains(market) && hasPosition(account, on: market) {
                throw .isolatedLeverageWithPosition
            }
        }
        let spare = available(account, markets[market].asset)
        let held = initialMargins(account, market)
        accounts[account].leverages[market] = times
        let growth = initialMargins(account, market) - held
        if growth > 0 && growth > spare { throw .leverageNeedsMoreMargin }
        return .leverage(request.leverage, maxNotional: maxNotional)
    }

    private func initialMargins(_ account: Int, _ market: Int) -> Units {
        accounts[account].sides.map { margins(account, ReferenceHolding(market: market, side: $0)) }
            .reduce(0) { $0 + $1.positionInitial + $1.ordersInitial }
    }

    mutating func setMarginType(_ request: SetMarginType) throws(Rejection) -> Receipt {
        let account = try account(request.account)
        let market = try market(request.instrument)
        if markets[market].isClosed { throw .marketClosed }
        let isIsolated = accounts[account].isolated.contains(market)
        if isIsolated == (request.marginType == .isolated) { throw .sameMarginType }
        if request.marginType == .isolated && accounts[account].multiAssets { throw .isolatedInMultiAssets }
        if hasOrders(account, on: market) { throw .marginTypeWithOpenOrders }
        if hasPosition(account, on: market) { throw .marginTypeWithPosition }
        if isIsolated { accounts[account].isolated.remove(market) } else { accounts[account].isolated.insert(market) }
        return .done
    }

    mutating func setPositionMode(_ request: SetPositionMode) throws(Rejection) -> Receipt {
        let account = try account(request.account)
        if accounts[account].hedgeMode == request.hedge { throw .samePositionMode }
        if hasOrders(account) { throw .positionModeWithOpenOrders }
        if hasPosition(account) { throw .positionModeWithPosition }
        accounts[account].hedgeMode = request.hedge
        return .done
    }

    mutating func setMultiAssets(_ request: SetMultiAssets) throws(Rejection) -> Receipt {
        let account = try account(request.account)
        if accounts[account].multiAssets == request.enabled { throw .sameMultiAssets }
        if liquidations.contains(where: { $0.account == account }) { throw .inLiquidation }
        if hasOrders(account) { throw .multiAssetsWithOpenOrders }
        if request.enabled && !accounts[account].isolated.isEmpty { throw .multiAssetsWithIsolatedSymbol }
        if assets.indices.contains(where: { assets[$0].marginAvailable && accounts[account].wallet($0) < 0 }) {
            throw .multiAssetsWithNegativeBalance
        }
        accounts[account].multiAssets = request.enabled
        if request.enabled {
            let isValued = markets.allSatisfy { assets[$0.asset].marginAvailable && assetPrices[$0.asset] > 0 }
            if !isValued || joint(account).free < 0 { throw .multiAssetsNeedsMoreMargin }
        } else if assets.indices.contains(where: { free(account, $0) < 0 }) {
            throw .multiAssetsNeedsMoreMargin
        }
        return .done
    }

    mutating func setFeeBurn(_ request: SetFeeBurn) throws(Rejection) -> Receipt {
        accounts[try account(request.account)].feeBurn = request.enabled
        return .done
    }

    mutating func adjustMargin(_ request: AdjustMargin) throws(Rejection) -> Receipt {
        let account = try account(request.account)
        let market = try market(request.instrument)
        let amount = request.amount.units
        if !accounts[account].sides.contains(request.side) { throw .positionSideMismatch }
        if amount == 0 { throw .amountNotPositive }
        if !accounts[account].isolated.contains(market) { throw .marginOfCrossPosition }
        let holding = ReferenceHolding(market: market, side: request.side)
        var position = accounts[account].position(holding)
        if position.size == 0 { throw .marginOfNoPosition }
        let asset = markets[market].asset
        if amount > 0 {
            let cross = cross(account, asset)
            let spare = min(cross.wallet - cross.isolatedOrders - cross.maintenance, available(account, asset))
            if amount > max(0, spare) { throw .crossBalanceInsufficient }
        } else {
            let margins = margins(account, holding)
            let spare = min(
                position.isolatedWallet - margins.maintenance, position.isolatedWallet + margins.profit - margins.positionInitial)
            if -amount > max(0, spare) { throw .isolatedBalanceInsufficient }
        }
        position.isolatedWallet += amount
        accounts[account].positions[holding] = position
        return .done
    }
}
