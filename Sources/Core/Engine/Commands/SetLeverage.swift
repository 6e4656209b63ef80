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
        try requireNotClosed(market)
        let brackets = markets[market].brackets
        if request.leverage > brackets.maxLeverage { throw .leverageNotPermitted(request.leverage) }
        let maxNotional = brackets.maxNotional(at: request.leverage)
        let records = recordIndices(request.account, request.instrument)
        try checkLeverage(request.leverage, maxNotional: maxNotional, of: records.map { positions[$0] })
        let record = ensurePosition(request.account, request.instrument)
        if positions[record].leverage != request.leverage {
            for index in recordIndices(request.account, request.instrument) {
                positions[index].leverage = request.leverage
                positions[index].maxNotional = maxNotional
            }
            output.emit(
                .leverage(LeverageUpdate(account: request.account, instrument: request.instrument, leverage: request.leverage)))
        }
        return .leverage(request.leverage, maxNotional: maxNotional)
    }

    /// What is open must fit under a higher leverage, and lower leverage needs the margin to be there. Isolated positions
    /// hold theirs already, so they keep their leverage or raise it.
    private func checkLeverage(_ leverage: Leverage, maxNotional: Money, of records: [PositionRecord]) throws(Rejection) {
        guard let first = records.first else { return }
        let market = Int(first.instrument.index)
        let mark = markets[market].prices.mark
        let isRaised = leverage > first.leverage
        var growth = Money.zero
        for record in records {
            if record.marginType == .isolated && leverage < record.leverage && !record.position.isFlat {
                throw .isolatedLeverageWithPosition
            }
            let present = try checked { () throws(ArithmeticOverflow) in
                try record.exposure.presentNotional(position: mark.multiplied(by: record.position.quantity, rounding: .down))
            }
            if isRaised && present > maxNotional { throw .exceedsMaxNotional }
            growth = try checked { () throws(ArithmeticOverflow) in
                try growth.adding(present.divided(by: leverage, rounding: .down))
                    .subtracting(present.divided(by: record.leverage, rounding: .down))
            }
        }
        if !growth.isPositive { return }
        let available = try checked { () throws(ArithmeticOverflow) in
            try availableBalance(first.account, markets[market].marginAsset)
        }
        if growth > available { throw .leverageNeedsMoreMargin }
    }
}
