import CommandsAndEvents
import ExchangePorts
import Primitives
import WireKit

extension OperatorVerb {
    static let transfers = [
        OperatorVerb(.post, "/deposits", fields: transferFields, deposit),
        OperatorVerb(.post, "/withdrawals", fields: transferFields, withdraw),
    ]

    private static let transferFields: [OperatorField] = ["account", "wallet", "asset", "amount"]

    private static func deposit(_ call: OperatorCall) async throws(OperatorError) -> OperatorReply {
        try await carryOut(.deposit(try transfer(of: call)), call)
    }

    private static func withdraw(_ call: OperatorCall) async throws(OperatorError) -> OperatorReply {
        let transfer = try transfer(of: call)
        let spare = try await call.read { state in
            state.balances(of: transfer.account).first { $0.asset == transfer.asset }?.maxWithdrawAmount ?? .zero
        }
        // The exchange would refuse it just so; asking before keeps the refusal out of the journal.
        if transfer.amount > spare { throw .impossible("the account can spare \(spare), not \(transfer.amount)") }
        return try await carryOut(.withdraw(transfer), call)
    }

    private static func transfer(of call: OperatorCall) throws(OperatorError) -> Transfer {
        let account = try call.account()
        try requireFuturesWallet(call.body)
        return Transfer(account: account, asset: try call.asset(), amount: try call.body.positive("amount"))
    }

    private static func requireFuturesWallet(_ body: OperatorBody) throws(OperatorError) {
        let wallet = try body.text("wallet")
        switch wallet {
        case "usdm": return
        case "spot", "options": throw .impossible("the \(wallet) wallet is not there yet; usdm is")
        default: throw .impossible("'wallet' is usdm, spot or options")
        }
    }

    private static func carryOut(_ command: Command, _ call: OperatorCall) async throws(OperatorError) -> OperatorReply {
        let (receipt, sequence) = try await call.submit(command)
        guard case .balance(let balance) = receipt else { preconditionFailure("a transfer is answered with the balance") }
        return OperatorReply {
            $0.field("balance", balance, digits: nil)
            $0.field("sequence", sequence.value)
        }
    }
}
