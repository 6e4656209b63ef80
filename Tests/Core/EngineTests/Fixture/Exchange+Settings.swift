import CommandsAndEvents
import Primitives

/// The settings of accounts, and what the last command said about them.
extension Exchange {
    func hedge(_ name: String, _ on: Bool) -> Result<Receipt, Rejection> {
        run(.setPositionMode(SetPositionMode(account: account(name), hedge: on)))
    }

    func marginType(_ name: String, _ type: MarginType) -> Result<Receipt, Rejection> {
        run(.setMarginType(SetMarginType(account: account(name), instrument: market, marginType: type)))
    }

    func adjustMargin(_ name: String, _ amount: StaticString, _ side: PositionSide = .both) -> Result<Receipt, Rejection> {
        run(.adjustMargin(AdjustMargin(account: account(name), instrument: market, side: side, amount: .of(amount))))
    }

    func multiAssets(_ name: String, _ on: Bool) -> Result<Receipt, Rejection> {
        run(.setMultiAssets(SetMultiAssets(account: account(name), enabled: on)))
    }

    func feeBurn(_ name: String, _ on: Bool) -> Result<Receipt, Rejection> {
        run(.setFeeBurn(SetFeeBurn(account: account(name), enabled: on)))
    }

    func value(_ asset: UInt16, _ price: StaticString) {
        run(.updateAssetIndex(UpdateAssetIndex(asset: AssetID(asset), price: .of(price))))
    }

    func deposit(_ name: String, _ amount: StaticString, asset: UInt16) {
        run(.deposit(Transfer(account: account(name), asset: AssetID(asset), amount: .of(amount))))
    }

    /// `side quantity` of each position entry that the last command told of an account.
    func lastPositions(of name: String) -> [String] {
        let id = account(name)
        return lastEvents.compactMap { event in
            guard case .position(let update) = event, update.account == id else { return nil }
            return "\(update.side) \(update.quantity)"
        }
    }

    /// Why the wallets of an account changed by the last command.
    func lastReasons(of name: String) -> [BalanceReason] {
        let id = account(name)
        return lastEvents.compactMap { event in
            guard case .balance(let update) = event, update.account == id else { return nil }
            return update.reason
        }
    }
}
