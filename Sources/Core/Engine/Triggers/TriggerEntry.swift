import HeapModule

/// Where an armed order is in the trigger book of its market.
struct TriggerNode: Hashable {
    let index: UInt32
    init(_ index: UInt32) { self.index = index }
}

/// An armed order in a heap of those that wait alike: what comes first, and at one key who was armed first.
struct TriggerEntry: Comparable {
    /// A price, turned so that the smallest comes first, or a callback rate.
    var key: Int64
    /// Counts the armings of the market; tells an entry of a disarmed order from its successor at the same node.
    var serial: UInt64
    var node: TriggerNode

    @inline(__always)
    static func < (left: TriggerEntry, right: TriggerEntry) -> Bool {
        left.key != right.key ? left.key < right.key : left.serial < right.serial
    }
}

/// The armed orders of a market. Nodes are reused.
struct TriggerNodes {
    struct Record {
        var slot: OrderSlot
        /// Zero while the node is free.
        var serial: UInt64
        /// Of an order that has yet to begin to trail, negative for a sell; zero for all others.
        var callback: Int64
    }

    private var records: ContiguousArray<Record> = []
    private var free: ContiguousArray<UInt32> = []

    var count: Int { records.count - free.count }

    mutating func add(_ slot: OrderSlot, serial: UInt64, callback: Int64) -> TriggerNode {
        let record = Record(slot: slot, serial: serial, callback: callback)
        if let index = free.popLast() {
            records[Int(index)] = record
            return TriggerNode(index)
        }
        records.append(record)
        return TriggerNode(UInt32(records.count - 1))
    }

    mutating func remove(_ node: TriggerNode) {
        precondition(records[Int(node.index)].serial != 0, "an order is disarmed once")
        records[Int(node.index)].serial = 0
        free.append(node.index)
    }

    mutating func beganToTrail(_ node: TriggerNode) { records[Int(node.index)].callback = 0 }

    subscript(_ node: TriggerNode) -> Record { records[Int(node.index)] }

    func holds(_ entry: TriggerEntry) -> Bool { records[Int(entry.node.index)].serial == entry.serial }

    /// Drops entries of disarmed orders from the front of a heap, and returns its first.
    func first(of heap: inout Heap<TriggerEntry>) -> TriggerEntry? {
        while let entry = heap.min {
            if holds(entry) { return entry }
            heap.removeMin()
        }
        return nil
    }

    func withoutDisarmed(_ heap: Heap<TriggerEntry>) -> Heap<TriggerEntry> { Heap(heap.unordered.filter(holds)) }
}
