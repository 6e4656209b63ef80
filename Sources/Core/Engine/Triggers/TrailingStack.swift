import CommandsAndEvents
import HeapModule
import Primitives

/// The trailing orders of one side that have begun to trail, in groups that share one extreme price.
///
/// Prices are turned here so that the extreme is always the lowest: as they are for buys, negated for sells. Who began
/// later has seen fewer prices, so the groups stand in order of their extremes, the newest and highest on top. A price
/// below some of them is the new extreme of all of those: they become one group. Each order changes its group only when
/// that at least doubles, so that all prices together cost O(log² n) for each order; a price that is no new extreme and
/// reaches no threshold costs O(1).
struct TrailingStack {
    struct Group {
        var extreme: Int64
        /// Grows up the stack; groups that became one have a new one.
        var id: UInt64
        /// By callback.
        var orders: Heap<TriggerEntry>
    }

    /// The first order of a group below the top, at the price that triggers it.
    private struct Covered: Comparable {
        var entry: TriggerEntry
        var group: UInt64
        static func < (left: Covered, right: Covered) -> Bool { left.entry < right.entry }
    }

    let side: Side
    private(set) var groups: ContiguousArray<Group> = []
    /// Groups below the top by what triggers first in them. May hold entries of groups and orders that are gone.
    private var covered = Heap<Covered>()
    private var nextGroup: UInt64 = 0

    init(_ side: Side) { self.side = side }

    /// A price as the stack counts.
    func turned(_ price: Price) -> Int64 { price.raw * side.sign }

    /// The lowest price of the orders on top: a new extreme lies below. Nil when nothing trails.
    var extreme: Int64? { groups.last?.extreme }

    /// Where an order triggers: at or above, as the stack counts.
    func threshold(_ extreme: Int64, callback: Int64) -> Int64 {
        let unit = Int128(fixedPointUnit)
        let exact = Int128(extreme) * (unit + Int128(side.sign * callback))
        let (quotient, remainder) = exact.quotientAndRemainder(dividingBy: unit)
        return Int64(clamping: remainder > 0 ? quotient + 1 : quotient)
    }

    /// A price was there: it is the new extreme of every group that stood above it.
    mutating func advance(to price: Int64) {
        guard let highest = extreme, price < highest else { return }
        var merged = groups.removeLast()
        merged.extreme = price
        while let next = extreme, next >= price {
            var below = groups.removeLast()
            Self.meld(&merged.orders, &below.orders)
            merged.id = takeGroup()
        }
        groups.append(merged)
    }

    /// An order begins to trail at a price; `advance` has seen it already.
    mutating func add(_ order: TriggerEntry, at price: Int64, _ nodes: TriggerNodes) {
        if extreme == price {
            groups[groups.count - 1].orders.insert(order)
            return
        }
        if !groups.isEmpty { cover(groups.count - 1, nodes) }
        groups.append(Group(extreme: price, id: takeGroup(), orders: [order]))
    }

    /// What triggers first, its key the price that triggers it.
    mutating func first(_ nodes: TriggerNodes) -> TriggerEntry? {
        let below = firstCovered(nodes)?.entry
        guard let top = firstOnTop(nodes) else { return below }
        return below.map { min($0, top) } ?? top
    }

    /// Takes out what `first` returned.
    mutating func removeFirst(_ nodes: TriggerNodes) {
        let top = firstOnTop(nodes)
        if let below = firstCovered(nodes), top.map({ below.entry < $0 }) ?? true {
            covered.removeMin()
            if let index = index(of: below.group) {
                groups[index].orders.removeMin()
                cover(index, nodes)
            }
        } else {
            groups[groups.count - 1].orders.removeMin()
        }
    }

    /// Forgets the disarmed and the empty.
    mutating func compact(_ nodes: TriggerNodes) {
        let old = groups
        groups = []
        covered = []
        for group in old {
            let orders = nodes.withoutDisarmed(group.orders)
            if orders.isEmpty { continue }
            if !groups.isEmpty { cover(groups.count - 1, nodes) }
            groups.append(Group(extreme: group.extreme, id: group.id, orders: orders))
        }
    }

    private mutating func firstOnTop(_ nodes: TriggerNodes) -> TriggerEntry? {
        guard !groups.isEmpty else { return nil }
        return first(ofGroup: groups.count - 1, nodes)
    }

    private mutating func firstCovered(_ nodes: TriggerNodes) -> Covered? {
        while let candidate = covered.min {
            guard let index = index(of: candidate.group) else {
                covered.removeMin()
                continue
            }
            if first(ofGroup: index, nodes) == candidate.entry { return candidate }
            covered.removeMin()
            cover(index, nodes)
        }
        return nil
    }

    /// Enters a group's first order among the covered.
    private mutating func cover(_ index: Int, _ nodes: TriggerNodes) {
        if let entry = first(ofGroup: index, nodes) { covered.insert(Covered(entry: entry, group: groups[index].id)) }
    }

    private mutating func first(ofGroup index: Int, _ nodes: TriggerNodes) -> TriggerEntry? {
        guard var entry = nodes.first(of: &groups[index].orders) else { return nil }
        entry.key = threshold(groups[index].extreme, callback: entry.key)
        return entry
    }

    /// By halving: ids grow up the stack.
    private func index(of group: UInt64) -> Int? {
        var low = 0
        var high = groups.count
        while low < high {
            let middle = (low + high) / 2
            if groups[middle].id < group { low = middle + 1 } else { high = middle }
        }
        return low < groups.count && groups[low].id == group ? low : nil
    }

    private mutating func takeGroup() -> UInt64 {
        nextGroup += 1
        return nextGroup
    }

    /// Empties the smaller of two heaps into the other, which becomes `one`.
    private static func meld(_ one: inout Heap<TriggerEntry>, _ other: inout Heap<TriggerEntry>) {
        if one.count < other.count { swap(&one, &other) }
        for entry in other.unordered { one.insert(entry) }
    }
}
