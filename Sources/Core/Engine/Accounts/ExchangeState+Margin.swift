import BasicContainers
import CommandsAndEvents
public import Primitives
public import Risk

extension ExchangeState {
    /// The cross-margin figures of an asset, at the mark prices of now. O(positions of the account).
    public func crossAccount(_ account: AccountID, _ asset: AssetID) throws(ArithmeticOverflow) -> CrossAccount {
        let holder = accounts[Int(account.index)]
        var cross = CrossAccount(walletBalance: holder.wallet(asset).balance)
        for index in holder.positions {
            let record = positions[Int(index)]
            let market = Int(record.instrument.index)
            guard markets[market].marginAsset == asset else { continue }
            let mark = markets[market].prices.mark
            let notional = try mark.multiplied(by: record.position.quantity, rounding: .down)
            cross.unrealizedProfit = try cross.unrealizedProfit.adding(record.position.unrealizedProfit(at: mark))
            cross.positionInitialMargin = try cross.positionInitialMargin.adding(
                notional.magnitude.divided(by: record.leverage, rounding: .down))
            cross.openOrderInitialMargin = try cross.openOrderInitialMargin.adding(
                record.exposure.openOrderInitialMargin(position: notional, leverage: record.leverage))
            if !notional.isZero {
                cross.maintenanceMargin = try cross.maintenanceMargin.adding(
                    markets[market].brackets.maintenanceMargin(of: notional))
            }
        }
        return cross
    }

    /// What one more order would need: the growth of the instrument's requirement and the loss it opens with (supplement §8.4, §8.6).
    ///
    /// Throws when the account cannot afford it or the position could outgrow its leverage.
    func checkAffordable(
        _ record: PositionRecord, buying: Bool, quantity: Quantity, price: Price, replacing current: OpenExposure? = nil
    ) throws(Rejection) {
        let market = Int(record.instrument.index)
        let mark = markets[market].prices.mark
        let before = record.exposure
        let base = current ?? before
        let needs = try checked { () throws(ArithmeticOverflow) -> (growth: Money, present: Money, grows: Bool, loss: Money) in
            let notional = try price.multiplied(by: quantity, rounding: .up)
            let after = try base.adding(buying: buying, quantity: quantity, notional: notional)
            let position = try mark.multiplied(by: record.position.quantity, rounding: .down)
            let presentBefore = try before.presentNotional(position: position)
            let presentAfter = try after.presentNotional(position: position)
            let growth =
                try after.openOrderInitialMargin(position: position, leverage: record.leverage)
                - before.openOrderInitialMargin(position: position, leverage: record.leverage)
            let increasing = try base.increasingPart(of: quantity, buying: buying, position: record.position.quantity)
            let loss = try openLoss(of: increasing, buying: buying, at: price, mark: mark)
            return (growth, presentAfter, presentAfter > presentBefore, loss)
        }
        if !needs.grows { return }
        if needs.present > record.maxNotional { throw .exceedsMaxNotional }
        let available = try checked { () throws(ArithmeticOverflow) in
            try crossAccount(record.account, markets[market].marginAsset).availableBalance
        }
        if try checked({ () throws(ArithmeticOverflow) in try needs.growth.adding(needs.loss) }) > available {
            throw .insufficientMargin
        }
    }
}
