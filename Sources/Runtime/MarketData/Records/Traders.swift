import CommandsAndEvents
import ExchangePorts
import Instruments
import Primitives

/// What every account has and holds, as the exchange's events tell it.
///
/// Names and accounts that are told again are known already. Following an event is constant time but for the few positions of its account. `standing` looks at all accounts.
struct Traders: Sendable {
    private struct Holding: Sendable {
        var instrument: InstrumentID
        var side: PositionSide
        var quantity: Quantity
        var entryPrice: Price
    }

    private struct Trader: Sendable {
        var kind: AccountKind
        /// By asset; those that were never told are missing.
        var wallets: [Money] = []
        /// Those that are not flat.
        var holdings: [Holding] = []
    }

    /// By account: accounts are opened in the order of their ids.
    private var traders: [Trader] = []
    /// By asset; zero when there is none.
    private var assetPrices: [Price] = []
    /// The assets that contracts settle in, by instrument.
    private var marginAssets: [AssetID] = []
    private var assets: [String: AssetID] = [:]

    mutating func list(_ listing: Listing) {
        switch listing {
        case .asset(let id, let asset):
            if Int(id.index) < assetPrices.count { return }
            assets[asset.name] = id
            assetPrices.append(.zero)
        case .instrument(let id, let instrument):
            if Int(id.index) < marginAssets.count { return }
            guard let asset = assets[instrument.contract.marginAsset] else {
                preconditionFailure("an instrument settles in a listed asset")
            }
            marginAssets.append(asset)
        case .underlying: break
        }
    }

    mutating func open(_ opened: AccountOpened) {
        if Int(opened.account.index) < traders.count { return }
        precondition(Int(opened.account.index) == traders.count, "accounts are opened in the order of their ids")
        traders.append(Trader(kind: opened.kind))
    }

    mutating func take(_ update: UpdateAssetIndex) { assetPrices[Int(update.asset.index)] = update.price }

    mutating func take(_ update: BalanceUpdate) {
        let account = Int(update.account.index)
        let asset = Int(update.asset.index)
        while traders[account].wallets.count <= asset { traders[account].wallets.append(.zero) }
        traders[account].wallets[asset] = update.walletBalance
    }

    mutating func take(_ update: PositionUpdate) {
        let account = Int(update.account.index)
        let place = traders[account].holdings.firstIndex { $0.instrument == update.instrument && $0.side == update.side }
        if let place, update.quantity.isZero {
            traders[account].holdings.remove(at: place)
        } else if let place {
            traders[account].holdings[place].quantity = update.quantity
            traders[account].holdings[place].entryPrice = update.entryPrice
        } else if !update.quantity.isZero {
            traders[account].holdings.append(
                Holding(
                    instrument: update.instrument, side: update.side, quantity: update.quantity, entryPrice: update.entryPrice))
        }
    }

    // MARK: How they stand

    /// Who is long and short on an instrument.
    struct Standing: Sendable {
        var openInterest: Int128 = 0
        var accounts = LongShort<Int64>(long: 0, short: 0)
        var topAccounts = LongShort<Int64>(long: 0, short: 0)
        var topPositions = LongShort<Int128>(long: 0, short: 0)

        fileprivate mutating func add(net: Int128, isTop: Bool) {
            if net > 0 {
                accounts.long += 1
                if isTop { topAccounts.long += 1 }
                if isTop { topPositions.long += net }
            } else if net < 0 {
                accounts.short += 1
                if isTop { topAccounts.short += 1 }
                if isTop { topPositions.short -= net }
            }
        }
    }

    /// By instrument, at these mark prices. O(accounts log accounts + positions).
    ///
    /// Accounts of clients and of bots are users. The top traders are the fifth of those with a positive margin balance that have
    /// the highest, rounded up; equal ones by id (document 001, "Top Trader Long/Short Ratio"; supplement §11).
    func standings(marks: [Price]) -> [Standing] {
        var standings = [Standing](repeating: Standing(), count: marks.count)
        let isTop = topTraders(marks: marks)
        for (account, trader) in traders.enumerated() {
            for holding in trader.holdings {
                standings[Int(holding.instrument.index)].openInterest += Int128(max(holding.quantity.raw, 0))
            }
            if trader.kind == .insuranceFund { continue }
            for (place, holding) in trader.holdings.enumerated() {
                let here = trader.holdings.indices.filter { trader.holdings[$0].instrument == holding.instrument }
                // Long and short positions of one account count once, as their sum.
                if here.first != place { continue }
                let net = here.reduce(Int128(0)) { $0 + Int128(trader.holdings[$1].quantity.raw) }
                standings[Int(holding.instrument.index)].add(net: net, isTop: isTop[account])
            }
        }
        return standings
    }

    private func topTraders(marks: [Price]) -> [Bool] {
        var ranking: [(balance: Int128, account: Int)] = []
        for (account, trader) in traders.enumerated() where trader.kind != .insuranceFund {
            let balance = marginBalance(of: trader, marks: marks)
            if balance > 0 { ranking.append((balance, account)) }
        }
        ranking.sort { ($1.balance, $0.account) < ($0.balance, $1.account) }
        var isTop = [Bool](repeating: false, count: traders.count)
        for entry in ranking.prefix((ranking.count + 4) / 5) { isTop[entry.account] = true }
        return isTop
    }

    /// Wallets and unrealised profit in US dollars, in units of 10⁻¹⁶. An asset without a price counts nothing.
    private func marginBalance(of trader: Trader, marks: [Price]) -> Int128 {
        var balance = Int128(0)
        for (asset, wallet) in trader.wallets.enumerated() { balance += Int128(wallet.raw) * Int128(assetPrices[asset].raw) }
        for holding in trader.holdings {
            let instrument = Int(holding.instrument.index)
            if marks[instrument].isZero { continue }
            let rise = Int128(marks[instrument].raw) - Int128(holding.entryPrice.raw)
            let profit = rise * Int128(holding.quantity.raw) / Int128(fixedPointUnit)
            // A profit that is no amount of money is no profit anyone could have.
            let money = Money.clamping(profit)
            balance += Int128(money.raw) * Int128(assetPrices[Int(marginAssets[instrument].index)].raw)
        }
        return balance
    }
}
