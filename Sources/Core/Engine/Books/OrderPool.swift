import CommandsAndEvents
import Matching
import Primitives

/// Where an open order is in the pool.
struct OrderSlot: Hashable {
    let index: UInt32
    init(_ index: UInt32) { self.index = index }
    static let none = OrderSlot(.max)
}

/// An open order with its links: to its node in the book and to its neighbours among its account's orders.
struct OrderRecord {
    var order: Order
    /// Nil while the order is armed, or between two places of the book.
    var node: BookNode?
    /// Nil unless the order is armed.
    var trigger: TriggerNode?
    /// Into `ExchangeState.positions`.
    var position: UInt32
    var next = OrderSlot.none
    var previous = OrderSlot.none
}

/// The open orders of the exchange. Slots are reused; which slot an order has changes nothing it does.
struct OrderPool {
    private var records: ContiguousArray<OrderRecord> = []
    private var free: ContiguousArray<UInt32> = []

    var count: Int { records.count - free.count }

    mutating func add(_ record: OrderRecord) -> OrderSlot {
        if let index = free.popLast() {
            records[Int(index)] = record
            return OrderSlot(index)
        }
        records.append(record)
        return OrderSlot(UInt32(records.count - 1))
    }

    mutating func remove(_ slot: OrderSlot) { free.append(slot.index) }

    /// Whether the order there has this client id.
    func holds(_ text: ShortText, _ account: AccountID, _ instrument: InstrumentID, at slot: OrderSlot) -> Bool {
        let index = Int(slot.index)
        return records[index].order.clientID == text && records[index].order.account == account
            && records[index].order.instrument == instrument
    }

    subscript(_ slot: OrderSlot) -> OrderRecord {
        _read { yield records[Int(slot.index)] }
        _modify { yield &records[Int(slot.index)] }
    }
}
