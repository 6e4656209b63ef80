import BasicContainers
import CommandsAndEvents
public import Primitives
public import Risk

extension ExchangeState {
    /// The cross-margin figures of an asset, at the mark prices of now. O(positions of the account).
    public func crossAccount(_ account: AccountID, _ asset: AssetID) throws(ArithmeticOverflow) -> CrossAccount {
        let holder = Int(account.index)
        var cross = CrossAccount(walletBalance: accounts[holder].wallet(asset).cross)
        for place in 0..<accounts[holder].positions.count {
            let record = positions[Int(accounts[holder].positions[place])]
            let market = Int(record.instrument.index)
            guard markets[market].marginAsset == asset else { continue }
            let figures = try marginFigures(of: record)
            switch record.marginType {
            case .isolated:
                cross.isolatedOrderMargin = try cross.isolatedOrderMargin.adding(figures.openOrderInitialMargin)
            case .cross:
                cross.unrealizedProfit = try cross.unrealizedProfit.adding(figures.unrealizedProfit)
                cross.positionInitialMargin = try cross.positionInitialMargin.adding(figures.positionInitialMargin)
                cross.openOrderInitialMargin = try cross.openOrderInitialMargin.adding(figures.openOrderInitialMargin)
                cross.maintenanceMargin = try cross.maintenanceMargin.adding(figures.maintenanceMargin)
            }
        }
        return cross
    }

    /// What a position and its orders need and earn at the mark price of now.
    struct MarginFigures {
        var notional: Money
        var unrealizedProfit: Money
        var positionInitialMargin: Money
        var openOrderInitialMargin: Money
        var maintenanceMargin: Money
    }

    func marginFigures(of record: PositionRecord) throws(ArithmeticOverflow) -> MarginFigures {
        let market = Int(record.instrument.index)
        let mark = markets[market].prices.mark
        let notional = try mark.multiplied(by: record.position.quantity, rounding: .down)
        return MarginFigures(
            notional: notional, unrealizedProfit: try record.position.unrealizedProfit(at: mark),
            positionInitialMargin: notional.magnitude.divided(by: record.leverage, rounding: .down),
            openOrderInitialMargin: try record.exposure.openOrderInitialMargin(position: notional, leverage: record.leverage),
            maintenanceMargin: notional.isZero ? .zero : try markets[market].brackets.maintenanceMargin(of: notional))
    }

    /// What new orders may use of an asset; in multi-assets mode all collateral together, told in this asset.
    func availableBalance(_ account: AccountID, _ asset: AssetID) throws(ArithmeticOverflow) -> Money {
        if accounts[Int(account.index)].multiAssets { return try jointAvailableBalance(account, asset) }
        return try separateAvailableBalance(account, asset)
    }

    /// `crossAccount(_:_:).availableBalance` without the figures that it does not need.
    ///
    /// Position and order margin of a cross record add up to its present notional over its leverage.
    func separateAvailableBalance(_ account: AccountID, _ asset: AssetID) throws(ArithmeticOverflow) -> Money {
        let holder = Int(account.index)
        var free = accounts[holder].wallet(asset).cross
        for place in 0..<accounts[holder].positions.count {
            let index = Int(accounts[holder].positions[place])
            let market = Int(positions[index].instrument.index)
            guard markets[market].marginAsset == asset else { continue }
            let notional = try markets[market].prices.mark.multiplied(by: positions[index].position.quantity, rounding: .down)
            switch positions[index].marginType {
            case .cross:
                let present = try positions[index].exposure.presentNotional(position: notional)
                free = try free.adding(notional.subtracting(positions[index].position.cost))
                    .subtracting(present.divided(by: positions[index].leverage, rounding: .down))
            case .isolated:
                free = try free.subtracting(
                    positions[index].exposure.openOrderInitialMargin(position: notional, leverage: positions[index].leverage))
            }
        }
        return max(.zero, free)
    }

    /// What one more order would need: the growth of the instrument's requirement and the loss it opens with (supplement §8.4).
    /// An amended order gives back what it needed itself, `replacing`.
    ///
    /// Throws when the account cannot afford it or the position could outgrow its leverage.
    func checkAffordable(
        _ record: PositionRecord, buying: Bool, quantity: Quantity, price: Price, replacing old: Order? = nil
    ) throws(Rejection) {
        let market = Int(record.instrument.index)
        let mark = markets[market].prices.mark
        let needs = try checked { () throws(ArithmeticOverflow) -> (present: Money, growth: Money, loss: Money) in
            let position = try mark.multiplied(by: record.position.quantity, rounding: .down)
            var base = record.exposure
            var oldLoss = Money.zero
            if let old {
                let notional = try old.price.multiplied(by: old.remaining, rounding: .down)
                base = try base.adding(buying: buying, quantity: -old.remaining, notional: -notional)
                oldLoss = try openLoss(of: old.remaining, over: base, record, buying: buying, at: old.price, mark: mark)
            }
            let notional = try price.multiplied(by: quantity, rounding: .up)
            let after = try base.adding(buying: buying, quantity: quantity, notional: notional)
            let presentBefore = try record.exposure.presentNotional(position: position)
            let present = try after.presentNotional(position: position)
            let growth =
                present.divided(by: record.leverage, rounding: .down) - presentBefore.divided(by: record.leverage, rounding: .down)
            let loss = try openLoss(of: quantity, over: base, record, buying: buying, at: price, mark: mark)
            return (present > presentBefore ? present : .zero, max(.zero, growth), max(.zero, loss - oldLoss))
        }
        if needs.present > record.maxNotional { throw .exceedsMaxNotional }
        let required = try checked { () throws(ArithmeticOverflow) in try needs.growth.adding(needs.loss) }
        if required.isZero { return }
        let available = try checked { () throws(ArithmeticOverflow) in
            try availableBalance(record.account, markets[market].marginAsset)
        }
        if required > available { throw .insufficientMargin }
    }

    /// The open loss of the part of an order that does not net against the position.
    private func openLoss(
        of quantity: Quantity, over base: OpenExposure, _ record: PositionRecord, buying: Bool, at price: Price, mark: Price
    ) throws(ArithmeticOverflow) -> Money {
        if buying ? price <= mark : price >= mark { return .zero }
        let increasing = try base.increasingPart(of: quantity, buying: buying, position: record.position.quantity)
        return try Risk.openLoss(of: increasing, buying: buying, at: price, mark: mark)
    }
}
