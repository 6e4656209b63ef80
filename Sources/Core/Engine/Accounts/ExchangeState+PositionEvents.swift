import CommandsAndEvents
import Primitives
import Risk

/// Which position entries are told when something changed (document 004): of the instrument the entry `both`, the changed
/// side, and every isolated side that ever held a position.
extension ExchangeState {
    mutating func emitPosition(_ record: Int, reason: BalanceReason) {
        if !accounts[Int(positions[record].account.index)].hasSides {
            output.emit(.position(update(of: positions[record], reason: reason)))
            return
        }
        for index in recordIndices(positions[record].account, positions[record].instrument) {
            let entry = positions[index]
            guard entry.side == .both || index == record || (entry.isInitialised && entry.marginType == .isolated) else { continue }
            output.emit(.position(update(of: entry, reason: reason)))
        }
    }

    /// All entries of an instrument whose margin type changed: `both`, and the sides that ever held a position.
    mutating func emitPositions(_ account: AccountID, _ instrument: InstrumentID, reason: BalanceReason) {
        for index in recordIndices(account, instrument) where positions[index].side == .both || positions[index].isInitialised {
            output.emit(.position(update(of: positions[index], reason: reason)))
        }
    }

    /// One entry alone: what an isolated position paid.
    mutating func emitOnlyPosition(_ record: Int, reason: BalanceReason) {
        output.emit(.position(update(of: positions[record], reason: reason)))
    }

    func update(of entry: PositionRecord, reason: BalanceReason) -> PositionUpdate {
        let mark = markets[Int(entry.instrument.index)].prices.mark
        return PositionUpdate(
            account: entry.account, instrument: entry.instrument, side: entry.side, quantity: entry.position.quantity,
            entryPrice: entry.position.entryPrice, breakEvenPrice: entry.position.breakEvenPrice,
            accumulatedRealized: entry.position.accumulatedRealized,
            unrealizedProfit: bounded { () throws(ArithmeticOverflow) in try entry.position.unrealizedProfit(at: mark) },
            marginType: entry.marginType, isolatedWallet: entry.isolatedWallet, reason: reason)
    }
}
