import CommandsAndEvents
import Primitives

// What few orders have. An order without any of it keeps the bytes of its first tag.
extension CommandCodecV1 {
    /// Bits of the byte that says which extras of an order follow.
    private enum Extras {
        static let condition: UInt8 = 1 << 0
        static let goodTillDate: UInt8 = 1 << 1
        static let priceMatch: UInt8 = 1 << 2
        /// It came through the algo door: nothing follows.
        static let algo: UInt8 = 1 << 3
        static let all: UInt8 = condition | goodTillDate | priceMatch | algo
    }

    /// Zero for most orders.
    static func extras(of order: PlaceOrder) -> UInt8 {
        var extras: UInt8 = 0
        if order.condition != nil { extras |= Extras.condition }
        if order.goodTillDate != .zero { extras |= Extras.goodTillDate }
        if order.priceMatch != .none { extras |= Extras.priceMatch }
        if order.isAlgo { extras |= Extras.algo }
        return extras
    }

    static func encode(extras: UInt8, of order: PlaceOrder, into writer: inout ByteWriter) {
        writer.write(extras)
        if let condition = order.condition { encode(condition, into: &writer) }
        if extras & Extras.goodTillDate != 0 { writer.write(order.goodTillDate.milliseconds) }
        if extras & Extras.priceMatch != 0 { writer.write(order.priceMatch.rawValue) }
    }

    static func decodePlaceOrderWithExtras(_ reader: inout ByteReader) throws(MalformedBytes) -> PlaceOrder {
        var order = try decodePlaceOrder(&reader)
        let extras = try reader.read(UInt8.self)
        guard extras != 0, extras & ~Extras.all == 0 else { throw MalformedBytes("extras of an order") }
        if extras & Extras.condition != 0 { order.condition = try decodeCondition(&reader) }
        if extras & Extras.goodTillDate != 0 { order.goodTillDate = try decodeGoodTillDate(&reader) }
        if extras & Extras.priceMatch != 0 { order.priceMatch = try decodePriceMatch(&reader) }
        order.isAlgo = extras & Extras.algo != 0
        return order
    }

    static func decodePriceMatch(_ reader: inout ByteReader) throws(MalformedBytes) -> PriceMatch {
        let priceMatch: PriceMatch = try reader.readCase()
        guard priceMatch != .none else { throw MalformedBytes("no price match is written by leaving it out") }
        return priceMatch
    }

    private static func decodeGoodTillDate(_ reader: inout ByteReader) throws(MalformedBytes) -> Timestamp {
        let date = Timestamp(milliseconds: try reader.read(Int64.self))
        guard date != .zero else { throw MalformedBytes("no good-till-date is written by leaving it out") }
        return date
    }

    private static func encode(_ condition: Condition, into writer: inout ByteWriter) {
        writer.write(condition.kind.rawValue)
        writer.write(condition.price)
        writer.write(condition.callback)
        writer.write(condition.workingPrice.rawValue)
        writer.write(condition.priceProtect)
        writer.write(condition.closesPosition)
        writer.write(condition.triggeredAt.milliseconds)
    }

    private static func decodeCondition(_ reader: inout ByteReader) throws(MalformedBytes) -> Condition {
        Condition(
            try reader.readCase(), price: try reader.read(Price.self), callback: try reader.read(Rate.self),
            workingPrice: try reader.readCase(), priceProtect: try reader.read(Bool.self),
            closesPosition: try reader.read(Bool.self), triggeredAt: Timestamp(milliseconds: try reader.read(Int64.self)))
    }
}
