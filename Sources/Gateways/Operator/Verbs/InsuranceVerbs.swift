import CommandsAndEvents
import ExchangePorts
import Primitives
import WireKit

extension OperatorVerb {
    static let insurance = [OperatorVerb(.put, "/insurance/{asset}", fields: ["balance"], setInsurance)]

    private static func setInsurance(_ call: OperatorCall) async throws(OperatorError) -> OperatorReply {
        let name = try call.pathValue("asset")
        guard let asset = call.names.asset(name) else {
            throw .unknown("there is no asset '\(OperatorError.shortened(name))'")
        }
        let balance: Money = try call.body.decimal("balance")
        if balance.isNegative { throw .impossible("'balance' must not be below zero") }
        let (receipt, sequence) = try await call.submit(.setInsurance(SetInsurance(asset: asset, balance: balance)))
        guard case .balance(let set) = receipt else { preconditionFailure("a set fund is answered with its balance") }
        return OperatorReply {
            $0.field("balance", set, digits: nil)
            $0.field("sequence", sequence.value)
        }
    }
}
