import CommandsAndEvents
import Primitives
import Risk

extension ExchangeState {
    /// Cross or isolated margin on one instrument (supplement §8.6).
    mutating func setMarginType(_ request: SetMarginType) throws(Rejection) -> Receipt {
        try requireAccount(request.account)
        try requireInstrument(request.instrument)
        try requireNotClosed(Int(request.instrument.index))
        let records = recordIndices(request.account, request.instrument)
        let present = records.first.map { positions[$0].marginType } ?? .cross
        if request.marginType == present { throw .sameMarginType }
        if accounts[Int(request.account.index)].multiAssets { throw .isolatedInMultiAssets }
        if openOrderCount(request.account, request.instrument) > 0 { throw .marginTypeWithOpenOrders }
        if records.contains(where: { !positions[$0].position.isFlat }) { throw .marginTypeWithPosition }
        _ = ensurePosition(request.account, request.instrument)
        for index in recordIndices(request.account, request.instrument) { positions[index].marginType = request.marginType }
        output.emit(
            .marginType(
                MarginTypeUpdate(account: request.account, instrument: request.instrument, marginType: request.marginType)))
        let asset = markets[Int(request.instrument.index)].marginAsset
        emitBalance(request.account, asset, change: .zero, reason: .marginTypeChange, instrument: request.instrument)
        emitPositions(request.account, request.instrument, reason: .marginTypeChange)
        return .done
    }
}
