import CommandsAndEvents
import Instruments
public import Primitives
public import Risk

/// What an asset is worth in US dollars.
struct AssetPrice: Hashable {
    /// Zero before the first.
    var price = Price.zero
    var updatedAt = Timestamp.zero
}

/// Multi-assets mode: everything an account owns carries everything it holds (supplement §8.10).
extension ExchangeState {
    /// The account's figures over all assets, in US dollars. An asset without an index price counts nothing.
    public func jointAccount(_ account: AccountID) throws(ArithmeticOverflow) -> JointAccount {
        var joint = JointAccount()
        for index in assets.indices where assets[index].marginAvailable && assetPrices[index].price.isPositive {
            let cross = try crossAccount(account, AssetID(UInt16(index)))
            let price = assetPrices[index].price
            let buffers = assets[index].buffers
            let balance = try cross.walletBalance.adding(cross.unrealizedProfit)
            let secured = try cross.walletBalance.adding(min(.zero, cross.unrealizedProfit))
            joint.equity = try joint.equity.adding(buffers.value(of: balance, at: price))
            joint.securedEquity = try joint.securedEquity.adding(buffers.value(of: secured, at: price))
            joint.initialMargin = try joint.initialMargin.adding(cross.initialMargin.valued(at: price, rounding: .up))
            joint.maintenanceMargin = try joint.maintenanceMargin.adding(cross.maintenanceMargin.valued(at: price, rounding: .up))
        }
        return joint
    }

    /// What is free of all collateral, told in one asset.
    func jointAvailableBalance(_ account: AccountID, _ asset: AssetID) throws(ArithmeticOverflow) -> Money {
        let price = assetPrices[Int(asset.index)].price
        guard assets[Int(asset.index)].marginAvailable, price.isPositive else {
            return try separateAvailableBalance(account, asset)
        }
        return try max(.zero, jointAccount(account).free).amount(at: price, rounding: .down)
    }

    /// What may leave one wallet of an account in multi-assets mode.
    func jointMaxWithdrawAmount(_ account: AccountID, _ asset: AssetID) throws(ArithmeticOverflow) -> Money {
        let wallet = accounts[Int(account.index)].wallet(asset).balance
        let price = assetPrices[Int(asset.index)].price
        guard assets[Int(asset.index)].marginAvailable, price.isPositive else { return max(.zero, wallet) }
        let rate = try assets[Int(asset.index)].buffers.bidRate(at: price)
        guard rate.isPositive else { return .zero }
        return try max(.zero, min(wallet, jointAccount(account).withdrawable.amount(at: rate, rounding: .down)))
    }

    /// What an account may withdraw of an asset.
    func maxWithdrawAmount(_ account: AccountID, _ asset: AssetID) throws(ArithmeticOverflow) -> Money {
        if accounts[Int(account.index)].multiAssets { return try jointMaxWithdrawAmount(account, asset) }
        return try crossAccount(account, asset).maxWithdrawAmount
    }
}
