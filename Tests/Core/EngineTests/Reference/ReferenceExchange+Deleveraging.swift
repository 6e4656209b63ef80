import CommandsAndEvents
import Instruments
import Primitives

/// Who takes what a liquidation could not trade: the insurance fund, or holders of the other side (supplement §8.8, §8.9).
extension ReferenceExchange {
    /// Opened when it is first needed.
    mutating func insuranceFund() -> Int {
        if let fund = accounts.firstIndex(where: \.isInsuranceFund) { return fund }
        if let name = ShortText("insurance-fund") { names.insert(name) }
        var fund = ReferenceAccount()
        fund.isInsuranceFund = true
        accounts.append(fund)
        return accounts.count - 1
    }

    /// The remainder at the bankruptcy price, if the fund can carry it.
    mutating func takeOver(_ order: inout Order, _ price: Price) {
        let market = Int(order.instrument.index)
        let asset = markets[market].asset
        let holding = ReferenceHolding(market: market, side: .both)
        let held = accounts.first(where: \.isInsuranceFund)?.position(holding).size ?? 0
        let after = held - order.remaining.units * Units(order.side.sign)
        let worth = cut(magnitude(after) * markets[market].mark, by: unit)
        if magnitude(after) < magnitude(held) || (insurance[asset] >= 0 && worth <= insurance[asset]) {
            giveToFund(&order, price)
        }
    }

    private mutating func giveToFund(_ order: inout Order, _ price: Price) {
        let fund = insuranceFund()
        let quantity = order.remaining.units
        var counter = order
        counter.account = AccountID(UInt32(fund))
        counter.side = order.side.opposite
        counter.positionSide = .both
        counter.origin = .insuranceFund
        handOver(&order, &counter, quantity, price)
    }

    /// Two orders of the engine meet without the book.
    private mutating func handOver(_ order: inout Order, _ counter: inout Order, _ quantity: Units, _ price: Price) {
        fill(&counter, quantity, price, isMaker: false)
        fill(&order, quantity, price, isMaker: false)
    }

    /// Holders of the other side give up their positions, the highest rank first, those in liquidation last; then the fund.
    mutating func deleverage(_ order: inout Order, _ price: Price) {
        for inLiquidation in [false, true] {
            for holder in ranking(against: order, inLiquidation: inLiquidation) where order.remaining.isPositive {
                reduce(holder.account, holder.holding, &order, price)
            }
        }
        if order.remaining.isPositive { giveToFund(&order, price) }
    }

    private struct Holder {
        var account: Int
        var holding: ReferenceHolding
        var rank: Units
    }

    private func ranking(against order: Order, inLiquidation: Bool) -> [Holder] {
        var holders: [Holder] = []
        for account in accounts.indices where !accounts[account].isInsuranceFund {
            for side in accounts[account].sides {
                let holding = ReferenceHolding(market: Int(order.instrument.index), side: side)
                if accounts[account].position(holding).size * Units(order.side.sign) <= 0 { continue }
                if liquidations.contains(group(account, holding)) != inLiquidation { continue }
                holders.append(Holder(account: account, holding: holding, rank: rank(account, holding)))
            }
        }
        return holders.enumerated().sorted {
            $0.element.rank == $1.element.rank ? $0.offset < $1.offset : $0.element.rank > $1.element.rank
        }.map(\.element)
    }

    /// What a position stands and falls with.
    private func group(_ account: Int, _ holding: ReferenceHolding) -> ReferenceLiquidation {
        let isIsolated = accounts[account].isolated.contains(holding.market)
        let whole: ReferenceLiquidation.Scope =
            accounts[account].multiAssets ? .joint : .cross(asset: markets[holding.market].asset)
        return ReferenceLiquidation(account: account, scope: isIsolated ? .isolated(holding) : whole)
    }

    /// The higher, the earlier: PNL% × leverage of a position that earns, PNL% ÷ leverage of one that loses (supplement §8.9), cut
    /// to 10⁻⁸ after each division.
    private func rank(_ account: Int, _ holding: ReferenceHolding) -> Units {
        let own = margins(account, holding)
        let cover = equity(group(account, holding), in: markets[holding.market].asset)
        if cover <= 0 { return .max }
        // profit ÷ notional × notional ÷ cover
        if own.profit >= 0 { return cut(own.profit * unit, by: cover) }
        // profit ÷ notional ÷ (notional ÷ cover)
        let notional = magnitude(own.notional)
        if notional == 0 { return .min }
        return cut(cut(own.profit * unit, by: notional) * cover, by: notional)
    }

    private mutating func reduce(_ account: Int, _ holding: ReferenceHolding, _ order: inout Order, _ price: Price) {
        let instrument = order.instrument
        for other in orders where Int(other.account.index) == account && other.instrument == instrument { end(other, .expired) }
        let quantity = min(order.remaining.units, magnitude(accounts[account].position(holding).size))
        var counter = closingOrder(account, holding, quantity, price, .autoDeleveraging)
        handOver(&order, &counter, quantity, price)
        ended.append(counter)
    }
}
