import CommandsAndEvents
import HeapModule
import Primitives

/// The armed conditional orders of one market, by what they wait for (supplement §2.2).
///
/// Arming, disarming and triggering cost O(log n), a price that nothing waits for O(1). Disarmed orders leave their heap
/// when they come to its front, or all together once they outnumber the others.
///
/// Of several orders that one price triggers, those that waited for a rise come first, the lowest trigger price first; then
/// those that waited for a fall, the highest first; at one trigger price the one that was armed first. What a trailing
/// order triggers at is its extreme with the callback.
struct TriggerBook {
    /// Those that look at the same kind of price.
    struct Watch {
        /// Wait for a price at or above.
        var rising = Heap<TriggerEntry>()
        /// Wait for a price at or below; keys are negated prices.
        var falling = Heap<TriggerEntry>()
        /// The same for orders with price protection.
        var protectedRising = Heap<TriggerEntry>()
        var protectedFalling = Heap<TriggerEntry>()
        var trailingBuys = TrailingStack(.buy)
        var trailingSells = TrailingStack(.sell)
    }

    private(set) var nodes = TriggerNodes()
    private(set) var last = Watch()
    private(set) var mark = Watch()
    /// Of the next order that is armed.
    var nextSerial: UInt64 = 1
    private var removedSinceCompaction = 0
    /// Trades at prices from `quietFrom` to `quietTo` concern nobody.
    private var quietFrom = Int64.min
    private var quietTo = Int64.max

    var count: Int { nodes.count }

    @inline(__always)
    func isQuiet(at price: Price) -> Bool { price.raw >= quietFrom && price.raw <= quietTo }

    /// From here on every trade matters, until `settleQuiet`.
    mutating func listen() { (quietFrom, quietTo) = (.max, .min) }

    // MARK: - Orders come and go

    /// - Parameter extreme: the price at which a trailing order begins to trail at once; nil when it waits for that, too.
    mutating func arm(_ slot: OrderSlot, _ condition: Condition, _ side: Side, extreme: Price?) -> TriggerNode {
        defer { nextSerial += 1 }
        return arm(slot, condition, side, serial: nextSerial, extreme: extreme)
    }

    /// Arms an order again as it was. Orders that trail come in order of their extremes.
    mutating func rearm(
        _ slot: OrderSlot, _ condition: Condition, _ side: Side, serial: UInt64, extreme: Price?
    ) -> TriggerNode {
        arm(slot, condition, side, serial: serial, extreme: extreme)
    }

    private mutating func arm(
        _ slot: OrderSlot, _ condition: Condition, _ side: Side, serial: UInt64, extreme: Price?
    ) -> TriggerNode {
        let waits = condition.kind == .trailing && extreme == nil
        let node = nodes.add(slot, serial: serial, callback: waits ? condition.callback.raw * side.sign : 0)
        let entry = TriggerEntry(key: condition.key(side), serial: serial, node: node)
        let protected = condition.priceProtect && condition.kind != .trailing
        withWatch(condition.workingPrice) { watch, nodes in
            if let extreme {
                watch.trail(TriggerEntry(key: condition.callback.raw, serial: serial, node: node), side, at: extreme, nodes)
            } else {
                watch.wait(entry, rising: condition.waitsForRise(side), protected: protected)
            }
        }
        return node
    }

    mutating func disarm(_ node: TriggerNode) {
        nodes.remove(node)
        removedSinceCompaction += 1
        if removedSinceCompaction > 64 + 2 * count { compact() }
    }

    private mutating func compact() {
        removedSinceCompaction = 0
        last.compact(nodes)
        mark.compact(nodes)
    }

    // MARK: - Prices

    /// A price was there. Comes before `next` at that price.
    mutating func advance(_ working: WorkingPrice, to price: Price) {
        withWatch(working) { watch, _ in
            watch.trailingBuys.advance(to: price.raw)
            watch.trailingSells.advance(to: -price.raw)
        }
    }

    /// Takes out the next order that a price triggers; trailing orders that it only lets begin do so on the way.
    ///
    /// - Parameters:
    ///   - plain: whether orders without price protection are meant, too.
    ///   - protected: whether mark and last price stand close enough for those with it.
    mutating func next(_ working: WorkingPrice, at price: Price, plain: Bool, protected: Bool) -> OrderSlot? {
        withWatch(working) { watch, nodes in
            while let entry = watch.take(at: price.raw, plain: plain, protected: protected, nodes) {
                let record = nodes[entry.node]
                if record.callback == 0 { return record.slot }
                let order = TriggerEntry(key: abs(record.callback), serial: entry.serial, node: entry.node)
                watch.trail(order, record.callback > 0 ? .buy : .sell, at: price, nodes)
                nodes.beganToTrail(entry.node)
            }
            return nil
        }
    }

    /// Works out anew which trades concern nobody. Knowing the mark price, because protected orders that it has reached wait
    /// for any trade.
    mutating func settleQuiet(mark price: Price) {
        (quietFrom, quietTo) = (.min, .max)
        if count == 0 { return }
        if mark.isHeldBack(at: price.raw, nodes) { return listen() }
        (quietFrom, quietTo) = last.quiet(nodes)
    }

    @inline(__always)
    private mutating func withWatch<Value>(_ working: WorkingPrice, _ body: (inout Watch, inout TriggerNodes) -> Value) -> Value {
        working == .last ? body(&last, &nodes) : body(&mark, &nodes)
    }
}

extension TriggerBook.Watch {
    mutating func wait(_ entry: TriggerEntry, rising isRising: Bool, protected: Bool) {
        switch (isRising, protected) {
        case (true, false): rising.insert(entry)
        case (false, false): falling.insert(entry)
        case (true, true): protectedRising.insert(entry)
        case (false, true): protectedFalling.insert(entry)
        }
    }

    /// - Parameter order: its key is the callback.
    mutating func trail(_ order: TriggerEntry, _ side: Side, at price: Price, _ nodes: TriggerNodes) {
        if side == .buy {
            trailingBuys.advance(to: price.raw)
            trailingBuys.add(order, at: price.raw, nodes)
        } else {
            trailingSells.advance(to: -price.raw)
            trailingSells.add(order, at: -price.raw, nodes)
        }
    }

    /// Takes out the first entry whose price is reached.
    mutating func take(at price: Int64, plain: Bool, protected: Bool, _ nodes: TriggerNodes) -> TriggerEntry? {
        Self.take(
            &rising, &protectedRising, &trailingBuys, at: price, plain: plain, protected: protected, nodes)
            ?? Self.take(
                &falling, &protectedFalling, &trailingSells, at: -price, plain: plain, protected: protected, nodes)
    }

    /// One direction; a price as its heaps count.
    private static func take(
        _ waiting: inout Heap<TriggerEntry>, _ protectedWaiting: inout Heap<TriggerEntry>, _ trailing: inout TrailingStack,
        at price: Int64, plain: Bool, protected: Bool, _ nodes: TriggerNodes
    ) -> TriggerEntry? {
        let candidates = (
            plain ? nodes.first(of: &waiting) : nil, protected ? nodes.first(of: &protectedWaiting) : nil,
            plain ? trailing.first(nodes) : nil
        )
        let first = earlier(candidates.0, earlier(candidates.1, candidates.2))
        guard let first, first.key <= price else { return nil }
        if first == candidates.0 {
            waiting.removeMin()
        } else if first == candidates.1 {
            protectedWaiting.removeMin()
        } else {
            trailing.removeFirst(nodes)
        }
        return first
    }

    private static func earlier(_ one: TriggerEntry?, _ other: TriggerEntry?) -> TriggerEntry? {
        guard let one, let other else { return one ?? other }
        return min(one, other)
    }

    /// Whether a protected order waits although its price is reached.
    mutating func isHeldBack(at price: Int64, _ nodes: TriggerNodes) -> Bool {
        if let entry = nodes.first(of: &protectedRising), entry.key <= price { return true }
        if let entry = nodes.first(of: &protectedFalling), entry.key <= -price { return true }
        return false
    }

    /// The prices that reach no order and are no new extreme.
    mutating func quiet(_ nodes: TriggerNodes) -> (from: Int64, to: Int64) {
        var above = Int64.max
        for entry in [nodes.first(of: &rising), nodes.first(of: &protectedRising), trailingBuys.first(nodes)] {
            if let entry { above = min(above, entry.key - 1) }
        }
        if let extreme = trailingSells.extreme { above = min(above, -extreme) }
        var below = Int64.min
        for entry in [nodes.first(of: &falling), nodes.first(of: &protectedFalling), trailingSells.first(nodes)] {
            if let entry { below = max(below, -entry.key + 1) }
        }
        if let extreme = trailingBuys.extreme { below = max(below, extreme) }
        return (below, above)
    }

    mutating func compact(_ nodes: TriggerNodes) {
        rising = nodes.withoutDisarmed(rising)
        falling = nodes.withoutDisarmed(falling)
        protectedRising = nodes.withoutDisarmed(protectedRising)
        protectedFalling = nodes.withoutDisarmed(protectedFalling)
        trailingBuys.compact(nodes)
        trailingSells.compact(nodes)
    }
}

extension TriggerBook {
    /// An armed order with what it has seen so far.
    struct Armed {
        var slot: OrderSlot
        var serial: UInt64
        /// The lowest or highest price since it began to trail; nil for those that do not.
        var extreme: Price?
    }

    /// The armed orders in the order in which they were armed. O(n log n).
    func armed() -> [Armed] {
        var found: [Armed] = []
        for watch in [last, mark] {
            for heap in [watch.rising, watch.falling, watch.protectedRising, watch.protectedFalling] {
                for entry in heap.unordered where nodes.holds(entry) {
                    found.append(Armed(slot: nodes[entry.node].slot, serial: entry.serial, extreme: nil))
                }
            }
            for stack in [watch.trailingBuys, watch.trailingSells] {
                for group in stack.groups {
                    let extreme = Price(raw: group.extreme * stack.side.sign)
                    for entry in group.orders.unordered where nodes.holds(entry) {
                        found.append(Armed(slot: nodes[entry.node].slot, serial: entry.serial, extreme: extreme))
                    }
                }
            }
        }
        return found.sorted { $0.serial < $1.serial }
    }
}

extension Condition {
    /// Whether it waits for a price at or above its own, not at or below. A trailing order: until it begins to trail.
    func waitsForRise(_ side: Side) -> Bool {
        switch kind {
        case .stop: side == .buy
        case .takeProfit, .trailing: side == .sell
        }
    }

    /// Whether a price is what it waits for.
    func isReached(at current: Price, _ side: Side) -> Bool { waitsForRise(side) ? current >= price : current <= price }

    fileprivate func key(_ side: Side) -> Int64 { waitsForRise(side) ? price.raw : -price.raw }
}
