public import CommandsAndEvents
public import Primitives
public import Risk

extension ExchangeState {
    /// An open position with how early it would be reduced by auto-deleveraging.
    public struct ScoredPosition: Hashable, Sendable {
        public var instrument: InstrumentID
        public var side: PositionSide
        public var isLong: Bool
        public var score: DeleveragingScore
    }

    /// The open positions of an account, none of the insurance fund's. O(its positions), squared.
    public func deleveragingScores(of account: AccountID) -> [ScoredPosition] {
        if account == liquidations.fund { return [] }
        return accounts[Int(account.index)].positions.compactMap { index in
            let record = positions[Int(index)]
            if record.position.isFlat { return nil }
            return ScoredPosition(
                instrument: record.instrument, side: record.side, isLong: record.position.quantity.isPositive,
                score: deleveragingScore(Int(index)))
        }
    }
}
