import BasicContainers
import CommandsAndEvents
import Primitives
import Risk

extension ExchangeState {
    /// Leverage of the account on one instrument (supplement §8.2).
    mutating func setLeverage(_ request: SetLeverage) throws(Rejection) -> Receipt {
        try requireAccount(request.account)
        try requireInstrument(request.instrument)
        let market = Int(request.instrument.index)
        let brackets = markets[market].brackets
        if request.leverage > brackets.maxLeverage { throw .leverageNotPermitted(request.leverage) }
        let maxNotional = brackets.maxNotional(at: request.leverage)
        if let index = positionIndex(request.account, request.instrument) {
            try checkLeverage(request.leverage, maxNotional: maxNotional, of: positions[index])
        }
        let record = ensurePosition(request.account, request.instrument)
        if positions[record].leverage != request.leverage {
            positions[record].leverage = request.leverage
            positions[record].maxNotional = maxNotional
            output.emit(
                .leverage(LeverageUpdate(account: request.account, instrument: request.instrument, leverage: request.leverage)))
        }
        return .leverage(request.leverage, maxNotional: maxNotional)
    }

    /// What is open must fit under a higher leverage, and lower leverage needs the margin to be there.
    private func checkLeverage(_ leverage: Leverage, maxNotional: Money, of record: PositionRecord) throws(Rejection) {
        let market = Int(record.instrument.index)
        let mark = markets[market].prices.mark
        let needs = try checked { () throws(ArithmeticOverflow) -> (present: Money, before: Money, after: Money) in
            let position = try mark.multiplied(by: record.position.quantity, rounding: .down)
            let present = try record.exposure.presentNotional(position: position)
            return (
                present, present.divided(by: record.leverage, rounding: .down), present.divided(by: leverage, rounding: .down)
            )
        }
        if leverage > record.leverage && needs.present > maxNotional { throw .exceedsMaxNotional }
        let growth = needs.after - needs.before
        if !growth.isPositive { return }
        let cross = try checked { () throws(ArithmeticOverflow) in try crossAccount(record.account, markets[market].marginAsset) }
        if growth > cross.availableBalance { throw .leverageNeedsMoreMargin }
    }
}
