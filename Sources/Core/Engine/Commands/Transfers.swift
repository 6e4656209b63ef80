import CommandsAndEvents
import Primitives
import Risk

extension ExchangeState {
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
