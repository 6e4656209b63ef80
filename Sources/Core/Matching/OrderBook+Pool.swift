import BasicContainers

extension OrderBook {
    /// The number of an entry to use: the one freed last, which is the warmest, or a new one.
    @inline(__always)
    mutating func takeEntry() -> Int {
        let index = Int(firstFreeEntry)
        if firstFreeEntry == BookLink.none { return addEntry() }
        firstFreeEntry = links[index].next
        return index
    }

    @inline(__always)
    mutating func release(_ index: Int) {
        entries[index].quantity = 0
        links[index].next = firstFreeEntry
        firstFreeEntry = UInt32(truncatingIfNeeded: index)
    }

    /// The entry of a handle, which must be an order that rests.
    @inline(__always)
    func checked(_ node: BookNode) -> Int {
        let index = Int(node.index)
        precondition(index >= 2 &* windowTicks && entries[index].quantity > 0, "a handle of no resting order")
        return index
    }

    @inline(never)
    private mutating func addEntry() -> Int {
        entries.append(.empty)
        links.append(BookLink(alone: entries.count - 1))
        return entries.count - 1
    }
}
