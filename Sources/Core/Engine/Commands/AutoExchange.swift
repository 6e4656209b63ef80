import BasicContainers
import CommandsAndEvents
import Instruments
import Primitives
import Risk

/// Assets paying each other's debts in multi-assets mode (supplement §8.10).
///
/// The exchange's side of it is the insurance fund: it takes what is paid and gives what was owed.
extension ExchangeState {
    mutating func updateAssetIndex(_ update: UpdateAssetIndex) throws(Rejection) -> Receipt {
        try requireAsset(update.asset)
        if !update.price.isPositive { throw .priceNotPositive }
        if update.price > Self.assetPriceMax { throw .priceAboveMaximum }
        if assetPrices[Int(update.asset.index)].price != update.price { watch.hasMovedAssetPrices = true }
        assetPrices[Int(update.asset.index)] = AssetPrice(price: update.price, updatedAt: time)
        output.emit(.assetIndex(update))
        return .done
    }

    /// Keeps the worth of a wallet countable.
    private static var assetPriceMax: Price { Price(whole: 1_000_000) }

    /// Looked at once a second, by account.
    mutating func exchangeDebts() {
        guard time >= nextDebtCheck else { return }
        nextDebtCheck = time.floored(toMilliseconds: 1_000).advanced(byMilliseconds: 1_000)
        for account in jointAccounts.ids {
            for index in assets.indices { payDebt(account, AssetID(UInt16(index))) }
        }
    }

    private mutating func payDebt(_ account: AccountID, _ asset: AssetID) {
        let debt = -accounts[Int(account.index)].wallet(asset).balance
        let price = assetPrices[Int(asset.index)].price
        guard debt.isPositive, price.isPositive, let worth = try? debt.valued(at: price, rounding: .down),
            worth > Asset.debtMax || isIdleAndOverIndebted(account)
        else { return }
        exchangeDebt(account, asset)
    }

    /// Pays what an asset owes with the others, as far as they reach.
    mutating func exchangeDebt(_ account: AccountID, _ asset: AssetID) {
        let debt = -accounts[Int(account.index)].wallet(asset).balance
        guard debt.isPositive, assetPrices[Int(asset.index)].price.isPositive else { return }
        guard let plan = try? paymentPlan(account, asset, debt: debt) else { return }
        for payment in plan.payments {
            creditFund(payment.asset, payment.amount, .autoExchange)
            credit(
                account, payment.asset, -payment.amount, change: -payment.amount, reason: .autoExchange, instrument: nil)
        }
        if plan.paid.isPositive {
            creditFund(asset, -plan.paid, .autoExchange)
            credit(account, asset, plan.paid, change: plan.paid, reason: .autoExchange, instrument: nil)
        }
    }

    private struct PaymentPlan {
        /// What leaves the other wallets.
        var payments: [(asset: AssetID, amount: Money)]
        /// What of the debt that pays.
        var paid: Money
    }

    /// Every asset the account owns pays in proportion to what it fetches; together no more than the debt costs.
    private func paymentPlan(_ account: AccountID, _ owed: AssetID, debt: Money) throws(ArithmeticOverflow) -> PaymentPlan {
        let askRate = try assets[Int(owed.index)].buffers.autoExchangeAskRate(at: assetPrices[Int(owed.index)].price)
        let cost = try debt.valued(at: askRate, rounding: .up)
        var worths: [(asset: AssetID, balance: Money, worth: Money)] = []
        var total = Money.zero
        for index in assets.indices where assets[index].marginAvailable && assetPrices[index].price.isPositive {
            let asset = AssetID(UInt16(index))
            let balance = accounts[Int(account.index)].wallet(asset).balance
            guard balance.isPositive else { continue }
            let rate = try assets[index].buffers.autoExchangeBidRate(at: assetPrices[index].price)
            let worth = try balance.valued(at: rate, rounding: .down)
            worths.append((asset, balance, worth))
            total = try total.adding(worth)
        }
        guard total.isPositive else { return PaymentPlan(payments: [], paid: .zero) }
        let needed = min(cost, total)
        var payments: [(asset: AssetID, amount: Money)] = []
        for entry in worths {
            let raw = try scaledProduct(entry.balance.raw, needed.raw, dividedBy: total.raw, rounding: .up)
            payments.append((entry.asset, min(entry.balance, Money(raw: raw))))
        }
        let paid = cost <= total ? debt : try min(debt, total.amount(at: askRate, rounding: .down))
        return PaymentPlan(payments: payments, paid: paid)
    }

    /// Without positions and orders, owing at least as much as it owns.
    private func isIdleAndOverIndebted(_ account: AccountID) -> Bool {
        for index in accounts[Int(account.index)].positions {
            let record = positions[Int(index)]
            if !record.position.isFlat || record.openOrderCount > 0 { return false }
        }
        guard let joint = try? jointAccount(account) else { return false }
        return !joint.equity.isPositive
    }
}
