import CommandsAndEvents
import Primitives
import Risk

extension ExchangeState {
    /// Margin into or out of an isolated position (supplement §8.5).
    mutating func adjustMargin(_ request: AdjustMargin) throws(Rejection) -> Receipt {
        try requireAccount(request.account)
        try requireInstrument(request.instrument)
        if (request.side == .both) == accounts[Int(request.account.index)].hedgeMode { throw .positionSideMismatch }
        if request.amount.isZero { throw .amountNotPositive }
        guard let record = positionIndex(request.account, request.instrument, request.side),
            positions[record].marginType == .isolated
        else {
            let holder = positionIndex(request.account, request.instrument).map { positions[$0].marginType }
            throw holder == .isolated ? .marginOfNoPosition : .marginOfCrossPosition
        }
        if positions[record].position.isFlat { throw .marginOfNoPosition }
        let amount = request.amount
        if amount.isNegative {
            let spare = try checked { () throws(ArithmeticOverflow) in try spareIsolatedMargin(positions[record]) }
            if amount < -spare { throw .isolatedBalanceInsufficient }
        } else {
            let asset = markets[Int(request.instrument.index)].marginAsset
            let cross = try checked { () throws(ArithmeticOverflow) in try crossAccount(request.account, asset) }
            if amount > max(.zero, min(cross.spareWallet, cross.availableBalance)) { throw .crossBalanceInsufficient }
        }
        isolate(amount, record)
        positions[record].updatedAt = time
        let asset = markets[Int(request.instrument.index)].marginAsset
        emitBalance(request.account, asset, change: .zero, reason: .marginTransfer, instrument: request.instrument)
        emitPosition(record, reason: .marginTransfer)
        return .done
    }

    /// What an isolated position can spare: it keeps its maintenance margin, and with its profit its initial margin.
    private func spareIsolatedMargin(_ record: PositionRecord) throws(ArithmeticOverflow) -> Money {
        let figures = try marginFigures(of: record)
        let aboveMaintenance = try record.isolatedWallet.subtracting(figures.maintenanceMargin)
        let aboveInitial = try record.isolatedWallet.adding(figures.unrealizedProfit).subtracting(figures.positionInitialMargin)
        return max(.zero, min(aboveMaintenance, aboveInitial))
    }
}
