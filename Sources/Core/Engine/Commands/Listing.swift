import CommandsAndEvents
import Instruments
import Primitives

extension ExchangeState {
    mutating func list(_ asset: Asset) throws(Rejection) -> Receipt {
        if assets.contains(where: { $0.name == asset.name }) { throw .duplicateAsset }
        guard assets.count < Int(UInt16.max) else { throw .overflow }
        let id = AssetID(UInt16(assets.count))
        assets.append(asset)
        ledgers.append(Ledger())
        assetPrices.append(AssetPrice())
        if asset.name == Self.burnAsset { burnAssetID = id }
        output.list(.asset(id, asset))
        output.emit(.assetListed(id))
        return .asset(id)
    }

    /// The symbol of a closed market is free again: it then means the new one.
    mutating func list(_ instrument: Instrument) throws(Rejection) -> Receipt {
        if let known = marketsBySymbol[instrument.symbol], !markets[Int(known.index)].isClosed { throw .duplicateInstrument }
        if let flaw = instrument.flaw() { throw .invalidInstrument(flaw) }
        if let delivery = instrument.deliveryDate, delivery <= time { throw .invalidInstrument(.deliveredBeforeListing) }
        guard markets.count < Int(UInt16.max) else { throw .overflow }
        guard let asset = assets.firstIndex(where: { $0.name == instrument.contract.marginAsset }) else { throw .unknownAsset }
        let id = InstrumentID(UInt16(markets.count))
        let underlying =
            underlyingID(instrument.pair) ?? add(Underlying(name: instrument.pair, composition: .venues([])))
        markets.append(
            Market(id: id, instrument: instrument, underlying: underlying, marginAsset: AssetID(UInt16(asset)), at: time))
        underlyings[Int(underlying.index)].markets.append(Int(id.index))
        marketsBySymbol[instrument.symbol] = id
        output.list(.instrument(id, instrument))
        output.emit(.instrumentListed(id))
        if markets[Int(id.index)].status != .trading { emitStatus(Int(id.index)) }
        markets[Int(id.index)].prices.index = underlyings[Int(underlying.index)].index
        refreshMark(Int(id.index))
        return .instrument(id)
    }
}
