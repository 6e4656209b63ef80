public import Primitives

/// What became of a command: the numbers its sender needs to be answered.
@frozen public enum Receipt: Hashable, Sendable {
    case order(Order)
    /// The orders that `cancelAllOrders` ended.
    case canceled(count: Int)
    case account(AccountID)
    case asset(AssetID)
    case underlying(UnderlyingID)
    case instrument(InstrumentID)
    /// Wallet balance after a deposit or withdrawal.
    case balance(Money)
    /// Leverage now in force and the largest notional it permits.
    case leverage(Leverage, maxNotional: Money)
    case done
}

/// A receipt or a reason, with the command's place in the journal.
public struct Outcome: Sendable {
    public var sequence: SequenceNumber
    public var time: Timestamp
    public var result: Result<Receipt, Rejection>

    public init(sequence: SequenceNumber, time: Timestamp, result: Result<Receipt, Rejection>) {
        self.sequence = sequence
        self.time = time
        self.result = result
    }

    /// The receipt, or the rejection thrown.
    public func get() throws(Rejection) -> Receipt { try result.get() }
}
