import CommandsAndEvents
import Primitives
import Risk

extension ExchangeState {
    /// The difference comes from outside, or leaves.
    mutating func setInsurance(_ setting: SetInsurance) throws(Rejection) -> Receipt {
        try requireAsset(setting.asset)
        let index = Int(setting.asset.index)
        if setting.balance.isNegative { throw .amountNotPositive }
        if setting.balance > Ledger.depositsMax { throw .overflow }
        let change = setting.balance - ledgers[index].insurance
        let deposits = try checked { () throws(ArithmeticOverflow) in try ledgers[index].deposits.adding(max(.zero, change)) }
        if deposits > Ledger.depositsMax { throw .overflow }
        let withdrawals = try checked { () throws(ArithmeticOverflow) in
            try ledgers[index].withdrawals.adding(max(.zero, -change))
        }
        ledgers[index].deposits = deposits
        ledgers[index].withdrawals = withdrawals
        ledgers[index].insurance = setting.balance
        if !change.isZero {
            output.emit(
                .insurance(
                    InsuranceUpdate(asset: setting.asset, balance: setting.balance, change: change, reason: .adjustment)))
        }
        return .balance(setting.balance)
    }

    mutating func deposit(_ request: Transfer) throws(Rejection) -> Receipt {
        try requireTransfer(request)
        let asset = Int(request.asset.index)
        let total = try checked { () throws(ArithmeticOverflow) in try ledgers[asset].deposits.adding(request.amount) }
        if total > Ledger.depositsMax { throw .overflow }
        ledgers[asset].deposits = total
        credit(request.account, request.asset, request.amount, change: request.amount, reason: .deposit, instrument: nil)
        return .balance(accounts[Int(request.account.index)].wallet(request.asset).balance)
    }

    /// Takes out what no position and no order needs (supplement §8.4).
    mutating func withdraw(_ request: Transfer) throws(Rejection) -> Receipt {
        try requireTransfer(request)
        let spare = try checked { () throws(ArithmeticOverflow) in try maxWithdrawAmount(request.account, request.asset) }
        if request.amount > spare { throw .insufficientBalance }
        let asset = Int(request.asset.index)
        ledgers[asset].withdrawals = try checked { () throws(ArithmeticOverflow) in
            try ledgers[asset].withdrawals.adding(request.amount)
        }
        credit(request.account, request.asset, -request.amount, change: -request.amount, reason: .withdraw, instrument: nil)
        return .balance(accounts[Int(request.account.index)].wallet(request.asset).balance)
    }

    private func requireTransfer(_ request: Transfer) throws(Rejection) {
        try requireAccount(request.account)
        try requireAsset(request.asset)
        if !request.amount.isPositive { throw .amountNotPositive }
    }
}
