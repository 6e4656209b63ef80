import CommandsAndEvents
import Instruments
public import Primitives
import Risk

/// What an account has of one asset, or altogether, with the margin figures that hang on it (supplement §8.4, §8.10).
public struct AssetFigures: Hashable, Sendable {
    public var walletBalance = Money.zero
    public var crossWalletBalance = Money.zero
    public var unrealizedProfit = Money.zero
    public var crossUnrealizedProfit = Money.zero
    public var positionInitialMargin = Money.zero
    public var openOrderInitialMargin = Money.zero
    public var maintenanceMargin = Money.zero
    public var availableBalance = Money.zero
    public var maxWithdrawAmount = Money.zero

    public init() {}
}

extension ExchangeState {
    /// Figures that leave 64 bits, which only absurd prices make, are zero but for the wallets.
    public func assetFigures(_ account: AccountID, _ asset: AssetID) -> AssetFigures {
        let wallet = accounts[Int(account.index)].wallet(asset)
        var wallets = AssetFigures()
        wallets.walletBalance = wallet.balance
        wallets.crossWalletBalance = wallet.cross
        var figures = wallets
        do throws(ArithmeticOverflow) {
            for index in accounts[Int(account.index)].positions {
                let record = positions[Int(index)]
                guard markets[Int(record.instrument.index)].marginAsset == asset else { continue }
                try figures.add(marginFigures(of: record), isCross: record.marginType == .cross)
            }
            figures.availableBalance = try availableBalance(account, asset)
            figures.maxWithdrawAmount = try maxWithdrawAmount(account, asset)
            return figures
        } catch {
            return wallets
        }
    }

    /// Over all assets in US dollars in multi-assets mode; otherwise of USDT alone.
    public func totals(of account: AccountID) -> AssetFigures {
        if accounts[Int(account.index)].multiAssets { return (try? jointTotals(of: account)) ?? AssetFigures() }
        guard let index = assets.firstIndex(where: { $0.name == "USDT" }) else { return AssetFigures() }
        return assetFigures(account, AssetID(UInt16(index)))
    }

    private func jointTotals(of account: AccountID) throws(ArithmeticOverflow) -> AssetFigures {
        var totals = AssetFigures()
        for index in assets.indices where assets[index].marginAvailable && assetPrices[index].price.isPositive {
            try totals.add(assetFigures(account, AssetID(UInt16(index))), at: assetPrices[index].price)
        }
        let joint = try jointAccount(account)
        totals.availableBalance = max(.zero, joint.free)
        totals.maxWithdrawAmount = joint.withdrawable
        return totals
    }
}

extension AssetFigures {
    fileprivate mutating func add(
        _ position: ExchangeState.MarginFigures, isCross: Bool
    ) throws(ArithmeticOverflow) {
        unrealizedProfit = try unrealizedProfit.adding(position.unrealizedProfit)
        if isCross { crossUnrealizedProfit = try crossUnrealizedProfit.adding(position.unrealizedProfit) }
        positionInitialMargin = try positionInitialMargin.adding(position.positionInitialMargin)
        openOrderInitialMargin = try openOrderInitialMargin.adding(position.openOrderInitialMargin)
        maintenanceMargin = try maintenanceMargin.adding(position.maintenanceMargin)
    }

    /// Adds what an asset's figures are worth. What is available and may leave is no sum.
    fileprivate mutating func add(_ asset: AssetFigures, at price: Price) throws(ArithmeticOverflow) {
        walletBalance = try walletBalance.adding(asset.walletBalance.valued(at: price, rounding: .down))
        crossWalletBalance = try crossWalletBalance.adding(asset.crossWalletBalance.valued(at: price, rounding: .down))
        unrealizedProfit = try unrealizedProfit.adding(asset.unrealizedProfit.valued(at: price, rounding: .down))
        crossUnrealizedProfit = try crossUnrealizedProfit.adding(asset.crossUnrealizedProfit.valued(at: price, rounding: .down))
        positionInitialMargin = try positionInitialMargin.adding(asset.positionInitialMargin.valued(at: price, rounding: .down))
        openOrderInitialMargin = try openOrderInitialMargin.adding(asset.openOrderInitialMargin.valued(at: price, rounding: .down))
        maintenanceMargin = try maintenanceMargin.adding(asset.maintenanceMargin.valued(at: price, rounding: .down))
    }
}
