public import CommandsAndEvents
public import Primitives

/// The first binary form of commands: what format 1 of the journal holds.
///
/// Frozen. A command that an old journal holds must read back the same for ever, so nothing here may change its bytes;
/// a new field or a new case with other bytes is a new codec with a number of its own. `docs/journal-format.md` has the
/// layout field by field, and the tests compare every case with literal bytes.
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
    }

    public static func encode(_ command: Command, into writer: inout ByteWriter) {
        switch command {
        case .listAsset(let asset):
            writer.write(Tag.listAsset.rawValue)
            encode(asset, into: &writer)
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
            writer.write(Tag.placeOrder.rawValue)
            encode(order, into: &writer)
        case .amendOrder(let amendment):
            writer.write(Tag.amendOrder.rawValue)
            encode(amendment, into: &writer)
        case .cancelOrder(let cancel):
            writer.write(Tag.cancelOrder.rawValue)
            writer.write(cancel.account.index)
            writer.write(cancel.instrument.index)
            encode(cancel.order, into: &writer)
        case .cancelAllOrders(let cancel):
            writer.write(Tag.cancelAllOrders.rawValue)
            writer.write(cancel.account.index)
            writer.write(cancel.instrument.index)
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
        case .setMarginType, .setPositionMode, .setMultiAssets, .setFeeBurn, .adjustMargin, .setCountdown, .updateAssetIndex:
            preconditionFailure("has no encoding yet")
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
