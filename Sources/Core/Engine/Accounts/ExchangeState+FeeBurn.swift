import CommandsAndEvents
import Primitives
import Risk

/// What a fill costs, and in which asset it is paid.
struct Commission {
    var asset: AssetID
    var amount: Money
    /// The same in the margin asset of the instrument.
    var worth: Money
}

extension ExchangeState {
    /// The asset that commissions may be paid in, at a tenth less (supplement §8.1).
    static var burnAsset: String { "BNB" }
    private static var burnDiscount: Rate { Rate(raw: fixedPointUnit / 10) }

    /// A fee in the margin asset, or in BNB when the account wants that and has enough of it.
    func commission(_ fee: Money, in asset: AssetID, of account: AccountID) -> Commission {
        let plain = Commission(asset: asset, amount: fee, worth: fee)
        guard accounts[Int(account.index)].feeBurn, fee.isPositive, let burn = burnAssetID, burn != asset,
            assetPrices[Int(burn.index)].price.isPositive, assetPrices[Int(asset.index)].price.isPositive
        else { return plain }
        guard let discount = try? fee.multiplied(by: Self.burnDiscount, rounding: .down),
            let dollars = try? (fee - discount).valued(at: assetPrices[Int(asset.index)].price, rounding: .up),
            let amount = try? dollars.amount(at: assetPrices[Int(burn.index)].price, rounding: .up),
            accounts[Int(account.index)].wallet(burn).cross >= amount
        else { return plain }
        return Commission(asset: burn, amount: amount, worth: fee - discount)
    }
}
