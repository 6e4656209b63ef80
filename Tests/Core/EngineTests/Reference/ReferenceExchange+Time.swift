import CommandsAndEvents
import Instruments
import Primitives

/// What happens because time passed (supplement §1, §8.10, §9.3).
extension ReferenceExchange {
    /// Takes in the marks and settlements that came with a command: they were there before it did anything.
    mutating func hear(_ events: [Event]) {
        for event in events {
            switch event {
            case .mark(let update): markets[Int(update.instrument.index)].mark = update.mark.units
            case .funding(let settlement): fund(settlement)
            case .delivered(let delivery): settle(delivery)
            default: break
            }
        }
    }

    /// What the prices of the command triggered, in the order in which it was told.
    mutating func follow(_ events: ArraySlice<Event>) {
        for case .order(let update) in events where update.execution == .triggered { trigger(update.order) }
    }

    mutating func passTime() {
        meetDeadlines()
        let second = time.milliseconds / 1_000
        if second > lookedAtDebts && accounts.contains(where: \.multiAssets) {
            lookedAtDebts = second
            for account in accounts.indices where accounts[account].multiAssets {
                for asset in assets.indices { payDebt(account, asset) }
            }
        }
        clearNegativeWallets()
        let day = time.milliseconds / 86_400_000
        if day > lookedAtAges {
            lookedAtAges = day
            expireAged()
        }
    }

    /// Orders without a fill live a year (§1).
    private mutating func expireAged() {
        let oldest = time.milliseconds - 365 * 86_400_000
        for order in orders where order.createdAt.milliseconds <= oldest && order.filled.isZero { end(order, .expired) }
        for account in accounts.indices { fit(account) }
    }

    /// Auto-exchange (§8.10): a debt beyond 10 000 dollars, or of an idle account that owns no more than it owes, is paid.
    private mutating func payDebt(_ account: Int, _ asset: Int) {
        let debt = -accounts[account].wallet(asset)
        if debt <= 0 || assetPrices[asset] == 0 { return }
        let isLarge = cut(debt * assetPrices[asset], by: unit) > 10_000 * unit
        let isIdle =
            !orders.contains { Int($0.account.index) == account }
            && holdings(account).allSatisfy { accounts[account].position($0).size == 0 }
        if isLarge || (isIdle && joint(account).equity <= 0) { exchangeDebt(account, asset) }
    }

    /// The account's other assets pay a debt, each in proportion to what it fetches.
    mutating func exchangeDebt(_ account: Int, _ asset: Int) {
        let debt = -accounts[account].wallet(asset)
        if debt <= 0 || assetPrices[asset] == 0 { return }
        let askRate = cut(assetPrices[asset] * (unit + assets[asset].buffers.autoExchangeAsk.units), by: unit)
        let owned = assets.indices.filter { isCollateral($0) && accounts[account].wallet($0) > 0 }
        let worths = owned.map { owned in
            let rate = cut(assetPrices[owned] * (unit - assets[owned].buffers.autoExchangeBid.units), by: unit)
            return cut(accounts[account].wallet(owned) * rate, by: unit)
        }
        let total = worths.reduce(0, +)
        if total == 0 { return }
        let cost = raised(debt * askRate, by: unit)
        for payer in owned {
            let wallet = accounts[account].wallet(payer)
            let payment = min(wallet, raised(wallet * min(cost, total), by: total))
            accounts[account].wallets[payer, default: 0] -= payment
            insurance[payer] += payment
        }
        let paid = cost <= total ? debt : min(debt, cut(total * unit, by: askRate))
        accounts[account].wallets[asset, default: 0] += paid
        insurance[asset] -= paid
    }
}
