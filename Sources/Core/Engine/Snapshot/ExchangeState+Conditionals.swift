import BasicContainers
import CommandsAndEvents
import Matching
import Primitives

/// Armed orders, dead-man switches and good-till-dates in snapshots. Heaps are not written: they follow from the orders.
extension ExchangeState {
    /// The armed orders of a market in the order in which they were armed.
    func encodeArmed(_ market: Int, into writer: inout ByteWriter) {
        writer.write(markets[market].triggers.nextSerial)
        let armed = markets[market].triggers.armed()
        writer.write(UInt32(armed.count))
        for entry in armed {
            orders[entry.slot].order.encode(into: &writer)
            writer.write(entry.serial)
            writer.write(entry.extreme ?? .zero)
        }
    }

    /// Expects the market to have been appended.
    mutating func decodeArmed(_ market: Int, from reader: inout ByteReader) throws(MalformedBytes) {
        let nextSerial: UInt64 = try reader.read()
        var trailing: [TriggerBook.Armed] = []
        var previous: UInt64 = 0
        for _ in 0..<(try reader.read(UInt32.self)) {
            let order = try Order(from: &reader)
            let serial: UInt64 = try reader.read()
            let extreme: Price = try reader.read()
            guard serial > previous, serial < nextSerial else { throw MalformedBytes("armed orders out of line") }
            previous = serial
            try requireArmed(order, in: market, extreme: extreme)
            let slot = orders.add(OrderRecord(order: order, node: nil, position: .max))
            index(slot)
            keepDeadline(of: order)
            let armed = TriggerBook.Armed(slot: slot, serial: serial, extreme: extreme.isZero ? nil : extreme)
            if extreme.isZero { rearm(armed, market) } else { trailing.append(armed) }
        }
        for armed in trailing.sorted(by: { turnedExtreme($0) < turnedExtreme($1) }) { rearm(armed, market) }
        markets[market].triggers.nextSerial = nextSerial
        markets[market].triggers.settleQuiet(mark: markets[market].prices.mark)
    }

    private mutating func rearm(_ armed: TriggerBook.Armed, _ market: Int) {
        guard let condition = orders[armed.slot].order.condition else { preconditionFailure("was looked at") }
        orders[armed.slot].trigger = markets[market].triggers.rearm(
            armed.slot, condition, orders[armed.slot].order.side, serial: armed.serial, extreme: armed.extreme)
    }

    /// Groups of a trailing stack are made in this order.
    private func turnedExtreme(_ armed: TriggerBook.Armed) -> Int64 {
        (armed.extreme?.raw ?? 0) * orders[armed.slot].order.side.sign
    }

    private func requireArmed(_ order: Order, in market: Int, extreme: Price) throws(MalformedBytes) {
        guard order.isArmed, let condition = order.condition, condition.price.isPositive else {
            throw MalformedBytes("an armed order that waits for nothing")
        }
        if condition.kind == .trailing {
            guard Self.callbackRange.contains(condition.callback), !extreme.isNegative else {
                throw MalformedBytes("an order that cannot trail")
            }
        } else if !extreme.isZero {
            throw MalformedBytes("an extreme price of an order that does not trail")
        }
        guard order.filled.isZero, condition.closesPosition ? order.quantity.isZero : order.quantity.isPositive else {
            throw MalformedBytes("an armed order of an impossible quantity")
        }
        if order.isInAlgoList {
            guard order.algo.value > 0, order.algo.value < nextAlgo, algoOrders.find(OrderID(order.algo.value)) == nil else {
                throw MalformedBytes("an algo id that was not given")
            }
        }
        try requireIdentity(order, in: market)
    }

    /// What every open order must be for the indexes to take it in.
    func requireIdentity(_ order: Order, in market: Int) throws(MalformedBytes) {
        guard has(order.account), Int(order.instrument.index) == market, order.status.isOpen else {
            throw MalformedBytes("an open order of nobody")
        }
        guard order.isInAlgoList && order.isArmed || order.id.value > 0 && order.id.value < markets[market].nextOrder,
            order.id == .none || markets[market].orders.find(order.id) == nil,
            clientOrderIDs.find(order.clientID, of: order.account, on: order.instrument, in: orders) == nil
        else { throw MalformedBytes("an order whose ids were not given, or twice") }
    }

    func encodeCountdowns(into writer: inout ByteWriter) {
        let running = countdowns.sorted()
        writer.write(UInt32(running.count))
        for countdown in running {
            writer.write(countdown.key.account.index)
            writer.write(countdown.key.instrument.index)
            writer.write(countdown.due.milliseconds)
        }
    }

    mutating func decodeCountdowns(from reader: inout ByteReader) throws(MalformedBytes) {
        var previous: Countdowns.Key?
        for _ in 0..<(try reader.read(UInt32.self)) {
            let key = Countdowns.Key(account: AccountID(try reader.read()), instrument: InstrumentID(try reader.read()))
            guard has(key.account), has(key.instrument), previous.map({ $0 < key }) ?? true else {
                throw MalformedBytes("a dead-man switch of nobody, or out of line")
            }
            countdowns.set(key, due: Timestamp(milliseconds: try reader.read()))
            previous = key
        }
    }
}

extension Condition {
    func encode(into writer: inout ByteWriter) {
        writer.write(kind.rawValue)
        writer.write(price)
        writer.write(callback)
        writer.write(workingPrice.rawValue)
        writer.write(priceProtect)
        writer.write(closesPosition)
        writer.write(triggeredAt.milliseconds)
    }

    init(from reader: inout ByteReader) throws(MalformedBytes) {
        self.init(
            try reader.readEnum(), price: try reader.read(), callback: try reader.read(), workingPrice: try reader.readEnum(),
            priceProtect: try reader.read(Bool.self), closesPosition: try reader.read(Bool.self),
            triggeredAt: Timestamp(milliseconds: try reader.read()))
    }
}
