import CommandsAndEvents
import Primitives

/// From order id to slot: open addressing with linear probing, nothing but two arrays.
///
/// Lookups and changes are O(1). Never iterated, so its layout decides nothing.
struct OrderIndex {
    private var keys: ContiguousArray<Int64>
    private var slots: ContiguousArray<UInt32>
    private var mask: Int
    private(set) var count = 0

    private static let vacant = Int64.min

    init(expected: Int = 64) {
        var size = 64
        while size < expected * 2 { size *= 2 }
        keys = ContiguousArray(repeating: Self.vacant, count: size)
        slots = ContiguousArray(repeating: 0, count: size)
        mask = size - 1
    }

    func find(_ id: OrderID) -> OrderSlot? {
        var position = home(of: id.value)
        while keys[position] != Self.vacant {
            if keys[position] == id.value { return OrderSlot(slots[position]) }
            position = (position + 1) & mask
        }
        return nil
    }

    mutating func insert(_ id: OrderID, _ slot: OrderSlot) {
        if (count + 1) * 2 > keys.count { grow() }
        var position = home(of: id.value)
        while keys[position] != Self.vacant {
            precondition(keys[position] != id.value, "an order id is given once")
            position = (position + 1) & mask
        }
        keys[position] = id.value
        slots[position] = slot.index
        count += 1
    }

    mutating func remove(_ id: OrderID) {
        var position = home(of: id.value)
        while keys[position] != id.value {
            precondition(keys[position] != Self.vacant, "only indexed orders are removed")
            position = (position + 1) & mask
        }
        closeGap(at: position)
        count -= 1
    }

    /// Moves later entries of the run forward, so that no lookup meets a hole.
    private mutating func closeGap(at start: Int) {
        var gap = start
        var position = (gap + 1) & mask
        while keys[position] != Self.vacant {
            let home = home(of: keys[position])
            if ((position &- home) & mask) >= ((position &- gap) & mask) {
                keys[gap] = keys[position]
                slots[gap] = slots[position]
                gap = position
            }
            position = (position + 1) & mask
        }
        keys[gap] = Self.vacant
    }

    private mutating func grow() {
        var larger = OrderIndex(expected: keys.count)
        for position in keys.indices where keys[position] != Self.vacant {
            larger.insert(OrderID(keys[position]), OrderSlot(slots[position]))
        }
        self = larger
    }

    private func home(of key: Int64) -> Int {
        Int(truncatingIfNeeded: (UInt64(bitPattern: key) &* 0x9E37_79B9_7F4A_7C15) >> 20) & mask
    }
}
