public import CommandsAndEvents
import Instruments
public import Primitives

/// The first binary form of commands: what format 1 of the journal holds.
///
/// A command that an old journal holds must read back the same for ever, so what a tag once meant never changes. New
/// commands get new tags, and so do old commands once they say more than their first tag can: with the defaults of their
/// later fields they keep the bytes they always had. `docs/journal-format.md` has the layout field by field, and the tests
/// compare every case with literal bytes.
///
/// Every command has exactly one encoding: bytes that decode are the bytes that encoding gives back.
public enum CommandCodecV1 {
    /// The first byte of a command.
    enum Tag: UInt8 {
        case listAsset = 1
        case listInstrument = 2
        case openAccount = 3
        case deposit = 4
        case withdraw = 5
        case placeOrder = 6
        case amendOrder = 7
        case cancelOrder = 8
        case cancelAllOrders = 9
        case setLeverage = 10
        case updateIndex = 11
        case pinIndex = 12
        case pinMark = 13
        case enableMakers = 14
        case passTime = 15
        case placeOrderWithExtras = 16
        case amendOrderByPriceMatch = 17
        case cancelAllOrdersInScope = 18
        case listAssetWithBuffers = 19
        case setMarginType = 20
        case setPositionMode = 21
        case setMultiAssets = 22
        case setFeeBurn = 23
        case adjustMargin = 24
        case setCountdown = 25
        case updateAssetIndex = 26
        case listUnderlying = 27
        case updateVenue = 28
        case setInsurance = 29
        case delist = 30
        case updateVenues = 31
    }

    public static func encode(_ command: Command, into writer: inout ByteWriter) {
        switch command {
        case .listAsset(let asset):
            let isPlain = asset.buffers == CollateralBuffers()
            writer.write((isPlain ? Tag.listAsset : .listAssetWithBuffers).rawValue)
            encode(asset, into: &writer)
            if !isPlain { encode(asset.buffers, into: &writer) }
        case .listInstrument(let instrument):
            writer.write(Tag.listInstrument.rawValue)
            encode(instrument, into: &writer)
        case .openAccount(let account):
            writer.write(Tag.openAccount.rawValue)
            writer.write(compact: account.name)
            writer.write(account.kind.rawValue)
        case .deposit(let transfer):
            writer.write(Tag.deposit.rawValue)
            encode(transfer, into: &writer)
        case .withdraw(let transfer):
            writer.write(Tag.withdraw.rawValue)
            encode(transfer, into: &writer)
        case .placeOrder(let order):
            let extras = extras(of: order)
            writer.write((extras == 0 ? Tag.placeOrder : .placeOrderWithExtras).rawValue)
            encode(order, into: &writer)
            if extras != 0 { encode(extras: extras, of: order, into: &writer) }
        case .amendOrder(let amendment):
            let isPlain = amendment.priceMatch == .none
            writer.write((isPlain ? Tag.amendOrder : .amendOrderByPriceMatch).rawValue)
            encode(amendment, into: &writer)
            if !isPlain { writer.write(amendment.priceMatch.rawValue) }
        case .cancelOrder(let cancel):
            writer.write(Tag.cancelOrder.rawValue)
            writer.write(cancel.account.index)
            writer.write(cancel.instrument.index)
            encode(cancel.order, into: &writer)
        case .cancelAllOrders(let cancel):
            let isPlain = cancel.scope == .everything
            writer.write((isPlain ? Tag.cancelAllOrders : .cancelAllOrdersInScope).rawValue)
            writer.write(cancel.account.index)
            writer.write(cancel.instrument.index)
            if !isPlain { writer.write(cancel.scope.rawValue) }
        case .setLeverage(let setting):
            writer.write(Tag.setLeverage.rawValue)
            writer.write(setting.account.index)
            writer.write(setting.instrument.index)
            writer.write(setting.leverage.times)
        case .updateIndex(let update):
            writer.write(Tag.updateIndex.rawValue)
            writer.write(update.instrument.index)
            writer.write(update.price)
        case .pinIndex(let pin):
            writer.write(Tag.pinIndex.rawValue)
            writer.write(pin.instrument.index)
            encode(pin.price, into: &writer)
        case .pinMark(let pin):
            writer.write(Tag.pinMark.rawValue)
            writer.write(pin.instrument.index)
            encode(pin.price, into: &writer)
        case .enableMakers(let setting):
            writer.write(Tag.enableMakers.rawValue)
            writer.write(setting.instrument.index)
            writer.write(setting.enabled)
        case .passTime:
            writer.write(Tag.passTime.rawValue)
        case .setMarginType(let setting):
            writer.write(Tag.setMarginType.rawValue)
            writer.write(setting.account.index)
            writer.write(setting.instrument.index)
            writer.write(setting.marginType.rawValue)
        case .setPositionMode(let setting):
            encode(.setPositionMode, setting.account, setting.hedge, into: &writer)
        case .setMultiAssets(let setting):
            encode(.setMultiAssets, setting.account, setting.enabled, into: &writer)
        case .setFeeBurn(let setting):
            encode(.setFeeBurn, setting.account, setting.enabled, into: &writer)
        case .adjustMargin(let adjustment):
            writer.write(Tag.adjustMargin.rawValue)
            writer.write(adjustment.account.index)
            writer.write(adjustment.instrument.index)
            writer.write(adjustment.side.rawValue)
            writer.write(adjustment.amount)
        case .setCountdown(let countdown):
            writer.write(Tag.setCountdown.rawValue)
            writer.write(countdown.account.index)
            writer.write(countdown.instrument.index)
            writer.write(countdown.milliseconds)
        case .updateAssetIndex(let update):
            writer.write(Tag.updateAssetIndex.rawValue)
            writer.write(update.asset.index)
            writer.write(update.price)
        case .listUnderlying(let underlying):
            writer.write(Tag.listUnderlying.rawValue)
            encode(underlying, into: &writer)
        case .updateVenue(let update):
            writer.write(Tag.updateVenue.rawValue)
            writer.write(update.underlying.index)
            writer.write(update.venue)
            writer.write(update.price)
        case .updateVenues(let update):
            writer.write(Tag.updateVenues.rawValue)
            writer.write(update.underlying.index)
            writer.write(UInt8(clamping: update.prices.count))
            for quote in update.prices.prefix(Int(UInt8.max)) {
                writer.write(quote.venue)
                writer.write(quote.price)
            }
        case .setInsurance(let setting):
            writer.write(Tag.setInsurance.rawValue)
            writer.write(setting.asset.index)
            writer.write(setting.balance)
        case .delist(let instrument):
            writer.write(Tag.delist.rawValue)
            writer.write(instrument.index)
        }
    }

    public static func decode(_ reader: inout ByteReader) throws(MalformedBytes) -> Command {
        let byte = try reader.read(UInt8.self)
        guard let tag = Tag(rawValue: byte) else { throw MalformedBytes("no command has tag \(byte)") }
        switch tag {
        case .listAsset: return .listAsset(try decodeAsset(&reader))
        case .listInstrument: return .listInstrument(try decodeInstrument(&reader))
        case .openAccount:
            return .openAccount(OpenAccount(name: try reader.readCompactText(), kind: try reader.readCase()))
        case .deposit: return .deposit(try decodeTransfer(&reader))
        case .withdraw: return .withdraw(try decodeTransfer(&reader))
        case .placeOrder: return .placeOrder(try decodePlaceOrder(&reader))
        case .amendOrder: return .amendOrder(try decodeAmendOrder(&reader))
        case .cancelOrder:
            return .cancelOrder(
                CancelOrder(account: try reader.readID(), instrument: try reader.readID(), order: try decodeReference(&reader)))
        case .cancelAllOrders:
            return .cancelAllOrders(CancelAllOrders(account: try reader.readID(), instrument: try reader.readID()))
        case .setLeverage:
            return .setLeverage(
                SetLeverage(account: try reader.readID(), instrument: try reader.readID(), leverage: try decodeLeverage(&reader)))
        case .updateIndex:
            return .updateIndex(UpdateIndex(instrument: try reader.readID(), price: try reader.read(Price.self)))
        case .pinIndex: return .pinIndex(PinIndex(instrument: try reader.readID(), price: try decodePin(&reader)))
        case .pinMark: return .pinMark(PinMark(instrument: try reader.readID(), price: try decodePin(&reader)))
        case .enableMakers:
            return .enableMakers(EnableMakers(instrument: try reader.readID(), enabled: try reader.read(Bool.self)))
        case .passTime: return .passTime
        case .placeOrderWithExtras: return .placeOrder(try decodePlaceOrderWithExtras(&reader))
        case .amendOrderByPriceMatch: return .amendOrder(try decodeAmendOrderByPriceMatch(&reader))
        case .cancelAllOrdersInScope: return .cancelAllOrders(try decodeCancelAllInScope(&reader))
        case .listAssetWithBuffers: return .listAsset(try decodeAssetWithBuffers(&reader))
        case .setMarginType:
            return .setMarginType(
                SetMarginType(account: try reader.readID(), instrument: try reader.readID(), marginType: try reader.readCase()))
        case .setPositionMode:
            return .setPositionMode(SetPositionMode(account: try reader.readID(), hedge: try reader.read(Bool.self)))
        case .setMultiAssets:
            return .setMultiAssets(SetMultiAssets(account: try reader.readID(), enabled: try reader.read(Bool.self)))
        case .setFeeBurn:
            return .setFeeBurn(SetFeeBurn(account: try reader.readID(), enabled: try reader.read(Bool.self)))
        case .adjustMargin:
            return .adjustMargin(
                AdjustMargin(
                    account: try reader.readID(), instrument: try reader.readID(), side: try reader.readCase(),
                    amount: try reader.read(Money.self)))
        case .setCountdown:
            return .setCountdown(
                SetCountdown(
                    account: try reader.readID(), instrument: try reader.readID(), milliseconds: try reader.read(Int64.self)))
        case .updateAssetIndex:
            return .updateAssetIndex(UpdateAssetIndex(asset: try reader.readID(), price: try reader.read(Price.self)))
        case .listUnderlying: return .listUnderlying(try decodeUnderlying(&reader))
        case .updateVenue:
            return .updateVenue(
                UpdateVenue(
                    underlying: try reader.readID(), venue: try reader.read(UInt8.self), price: try reader.read(Price.self)))
        case .updateVenues:
            let underlying: UnderlyingID = try reader.readID()
            var prices: [VenueQuote] = []
            for _ in 0..<(try reader.read(UInt8.self)) {
                prices.append(VenueQuote(venue: try reader.read(UInt8.self), price: try reader.read(Price.self)))
            }
            return .updateVenues(UpdateVenues(underlying: underlying, prices: prices))
        case .setInsurance:
            return .setInsurance(SetInsurance(asset: try reader.readID(), balance: try reader.read(Money.self)))
        case .delist: return .delist(try reader.readID())
        }
    }

    // MARK: Parts

    private static func encode(_ transfer: Transfer, into writer: inout ByteWriter) {
        writer.write(transfer.account.index)
        writer.write(transfer.asset.index)
        writer.write(transfer.amount)
    }

    private static func decodeTransfer(_ reader: inout ByteReader) throws(MalformedBytes) -> Transfer {
        Transfer(account: try reader.readID(), asset: try reader.readID(), amount: try reader.read(Money.self))
    }

    private static func encode(_ tag: Tag, _ account: AccountID, _ isOn: Bool, into writer: inout ByteWriter) {
        writer.write(tag.rawValue)
        writer.write(account.index)
        writer.write(isOn)
    }

    private static func encode(_ pin: Price?, into writer: inout ByteWriter) {
        writer.write(pin != nil)
        if let pin { writer.write(pin) }
    }

    private static func decodePin(_ reader: inout ByteReader) throws(MalformedBytes) -> Price? {
        try reader.read(Bool.self) ? try reader.read(Price.self) : nil
    }

    static func decodeLeverage(_ reader: inout ByteReader) throws(MalformedBytes) -> Leverage {
        let times = try reader.read(Int32.self)
        guard times > 0 else { throw MalformedBytes("leverage starts at 1") }
        return Leverage(times)
    }
}
