import CommandsAndEvents
import Primitives

// Orders are nearly all of a busy journal, so their small choices share one byte and what is usually absent takes no room.
extension CommandCodecV1 {
    /// Bits of the terms byte of an order: side, position side (two bits), reduce-only, self-trade prevention (two bits),
    /// whether it has a limit price, whether it has a time it is valid until.
    private enum Terms {
        static let sell: UInt8 = 1 << 0
        static let positionSideShift: UInt8 = 1
        static let reduceOnly: UInt8 = 1 << 3
        static let selfTradeShift: UInt8 = 4
        static let limit: UInt8 = 1 << 6
        static let validUntil: UInt8 = 1 << 7
    }

    private static var unlimited: Timestamp { Timestamp(milliseconds: .max) }

    static func encode(_ order: PlaceOrder, into writer: inout ByteWriter) {
        writer.write(order.account.index)
        writer.write(order.instrument.index)
        writer.write(terms(of: order))
        if case .limit(let price, let timeInForce) = order.kind {
            writer.write(timeInForce.rawValue)
            writer.write(price)
        }
        writer.write(order.quantity)
        writer.write(compact: order.clientID)
        if order.validUntil != unlimited { writer.write(order.validUntil.milliseconds) }
    }

    private static func terms(of order: PlaceOrder) -> UInt8 {
        var terms = order.positionSide.rawValue << Terms.positionSideShift
        terms |= order.selfTradePrevention.rawValue << Terms.selfTradeShift
        if order.side == .sell { terms |= Terms.sell }
        if order.reduceOnly { terms |= Terms.reduceOnly }
        if case .limit = order.kind { terms |= Terms.limit }
        if order.validUntil != unlimited { terms |= Terms.validUntil }
        return terms
    }

    static func decodePlaceOrder(_ reader: inout ByteReader) throws(MalformedBytes) -> PlaceOrder {
        let account: AccountID = try reader.readID()
        let instrument: InstrumentID = try reader.readID()
        let terms = try reader.read(UInt8.self)
        guard let positionSide = PositionSide(rawValue: (terms >> Terms.positionSideShift) & 3),
            let selfTradePrevention = SelfTradePrevention(rawValue: (terms >> Terms.selfTradeShift) & 3)
        else { throw MalformedBytes("order terms") }
        return PlaceOrder(
            account: account, instrument: instrument, side: terms & Terms.sell == 0 ? .buy : .sell, positionSide: positionSide,
            kind: try decodeKind(&reader, isLimit: terms & Terms.limit != 0), quantity: try reader.read(Quantity.self),
            reduceOnly: terms & Terms.reduceOnly != 0, selfTradePrevention: selfTradePrevention,
            clientID: try reader.readCompactText(), validUntil: try decodeLimit(&reader, present: terms & Terms.validUntil != 0))
    }

    private static func decodeKind(_ reader: inout ByteReader, isLimit: Bool) throws(MalformedBytes) -> OrderKind {
        guard isLimit else { return .market }
        let timeInForce: TimeInForce = try reader.readCase()
        return .limit(price: try reader.read(Price.self), timeInForce: timeInForce)
    }

    private static func decodeLimit(_ reader: inout ByteReader, present: Bool) throws(MalformedBytes) -> Timestamp {
        guard present else { return unlimited }
        let limit = Timestamp(milliseconds: try reader.read(Int64.self))
        guard limit != unlimited else { throw MalformedBytes("no limit is written by leaving it out") }
        return limit
    }

    static func encode(_ amendment: AmendOrder, into writer: inout ByteWriter) {
        writer.write(amendment.account.index)
        writer.write(amendment.instrument.index)
        encode(amendment.order, into: &writer)
        writer.write(amendment.side.rawValue)
        writer.write(amendment.price)
        writer.write(amendment.quantity)
        let isLimited = amendment.validUntil != unlimited
        writer.write(isLimited)
        if isLimited { writer.write(amendment.validUntil.milliseconds) }
    }

    static func decodeAmendOrder(_ reader: inout ByteReader) throws(MalformedBytes) -> AmendOrder {
        AmendOrder(
            account: try reader.readID(), instrument: try reader.readID(), order: try decodeReference(&reader),
            side: try reader.readCase(), price: try reader.read(Price.self), quantity: try reader.read(Quantity.self),
            validUntil: try decodeLimit(&reader, present: try reader.read(Bool.self)))
    }

    static func decodeAmendOrderByPriceMatch(_ reader: inout ByteReader) throws(MalformedBytes) -> AmendOrder {
        var amendment = try decodeAmendOrder(&reader)
        amendment.priceMatch = try decodePriceMatch(&reader)
        return amendment
    }

    static func decodeCancelAllInScope(_ reader: inout ByteReader) throws(MalformedBytes) -> CancelAllOrders {
        let cancel = CancelAllOrders(
            account: try reader.readID(), instrument: try reader.readID(), scope: try reader.readCase())
        guard cancel.scope != .everything else { throw MalformedBytes("cancelling everything has a tag of its own") }
        return cancel
    }

    static func encode(_ reference: OrderReference, into writer: inout ByteWriter) {
        switch reference {
        case .id(let id):
            writer.write(UInt8(0))
            writer.write(id.value)
        case .clientID(let text):
            writer.write(UInt8(1))
            writer.write(compact: text)
        case .algo(let id):
            writer.write(UInt8(2))
            writer.write(id.value)
        case .algoClientID(let text):
            writer.write(UInt8(3))
            writer.write(compact: text)
        }
    }

    static func decodeReference(_ reader: inout ByteReader) throws(MalformedBytes) -> OrderReference {
        switch try reader.read(UInt8.self) {
        case 0: return .id(OrderID(try reader.read(Int64.self)))
        case 1: return .clientID(try reader.readCompactText())
        case 2: return .algo(AlgoID(try reader.read(Int64.self)))
        case 3: return .algoClientID(try reader.readCompactText())
        default: throw MalformedBytes("order reference")
        }
    }
}
