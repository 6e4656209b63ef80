import BasicContainers
import CommandsAndEvents
import Primitives
import Risk

/// The switches of an account (supplement §8.6).
extension ExchangeState {
    mutating func setPositionMode(_ request: SetPositionMode) throws(Rejection) -> Receipt {
        try requireAccount(request.account)
        let holder = Int(request.account.index)
        if accounts[holder].hedgeMode == request.hedge { throw .samePositionMode }
        if hasOpenOrders(request.account) { throw .positionModeWithOpenOrders }
        for index in accounts[holder].positions where !positions[Int(index)].position.isFlat { throw .positionModeWithPosition }
        accounts[holder].hedgeMode = request.hedge
        output.emit(.setting(AccountSettingUpdate(account: request.account, setting: .hedgeMode(request.hedge))))
        return .done
    }

    mutating func setMultiAssets(_ request: SetMultiAssets) throws(Rejection) -> Receipt {
        try requireAccount(request.account)
        let holder = Int(request.account.index)
        if accounts[holder].multiAssets == request.enabled { throw .sameMultiAssets }
        if liquidations.isRunning(of: request.account, where: { _ in true }) { throw .inLiquidation }
        if hasOpenOrders(request.account) { throw .multiAssetsWithOpenOrders }
        for index in accounts[holder].positions where request.enabled && positions[Int(index)].marginType == .isolated {
            throw .multiAssetsWithIsolatedSymbol
        }
        for index in assets.indices where assets[index].marginAvailable {
            let asset = AssetID(UInt16(index))
            if accounts[holder].wallet(asset).balance.isNegative { throw .multiAssetsWithNegativeBalance }
        }
        let fits = try checked { () throws(ArithmeticOverflow) in
            request.enabled ? try !jointAccount(request.account).free.isNegative : try fitsSeparately(request.account)
        }
        if !fits || (request.enabled && !knowsMarginAssets) { throw .multiAssetsNeedsMoreMargin }
        accounts[holder].multiAssets = request.enabled
        watch.touch(request.account)
        if request.enabled {
            jointAccounts.insert(request.account)
        } else {
            jointAccounts.remove(request.account)
        }
        output.emit(.setting(AccountSettingUpdate(account: request.account, setting: .multiAssets(request.enabled))))
        return .done
    }

    mutating func setFeeBurn(_ request: SetFeeBurn) throws(Rejection) -> Receipt {
        try requireAccount(request.account)
        if accounts[Int(request.account.index)].feeBurn != request.enabled {
            accounts[Int(request.account.index)].feeBurn = request.enabled
            output.emit(.setting(AccountSettingUpdate(account: request.account, setting: .feeBurn(request.enabled))))
        }
        return .done
    }

    private func hasOpenOrders(_ account: AccountID) -> Bool {
        accounts[Int(account.index)].positions.contains { positions[Int($0)].openOrderCount > 0 }
    }

    /// Whether each asset alone carries what settles in it.
    private func fitsSeparately(_ account: AccountID) throws(ArithmeticOverflow) -> Bool {
        for index in assets.indices {
            if try crossAccount(account, AssetID(UInt16(index))).free.isNegative { return false }
        }
        return true
    }

    /// Whether everything that positions settle in has an index price.
    private var knowsMarginAssets: Bool {
        for market in 0..<markets.count {
            let asset = Int(markets[market].marginAsset.index)
            if !assets[asset].marginAvailable || !assetPrices[asset].price.isPositive { return false }
        }
        return true
    }
}
