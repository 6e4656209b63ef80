import BasicContainers

extension OrderBook {
    /// The head of a level that is known to have orders.
    @inline(__always)
    func existingHead(ofLevel key: Int64, _ side: BookSide) -> Int {
        let slot = ladders[side.index].slot(of: key)
        if slot < UInt64(windowTicks) { return side.index &* windowTicks &+ Int(slot) }
        return farLevels.existingLevel(at: key)
    }

    /// The head of a level, when there is one for it.
    func head(ofLevel key: Int64, _ side: BookSide) -> Int? {
        let slot = ladders[side.index].slot(of: key)
        if slot < UInt64(windowTicks) { return side.index &* windowTicks &+ Int(slot) }
        return farLevels.level(at: key).map(Int.init)
    }

    /// The first occupied key at or after this one, or `Ladder.noKey`.
    ///
    /// Inlined like all of the hot path that reads the book: lending a value of this size to a function copies it.
    @inline(__always)
    func firstKey(from key: Int64, _ side: BookSide) -> Int64 {
        let first = firstKeyInWindow(from: key, side)
        if ladders[side.index].bestFar > first { return first }
        return min(first, farLevels.firstKey(from: key, side))
    }

    @inline(__always)
    mutating func openedInWindow(_ key: Int64, _ side: BookSide, head: Int) {
        occupancy.insert(head)
        ladders[side.index].levelsInWindow &+= 1
        if key < ladders[side.index].best { ladders[side.index].best = key }
    }

    /// The last order of a level has gone.
    @inline(__always)
    mutating func closeLevel(_ key: Int64, _ side: BookSide, head: Int) {
        if head < 2 &* windowTicks {
            occupancy.remove(head)
            ladders[side.index].levelsInWindow &-= 1
        } else {
            closeFarLevel(key, side, head: head)
        }
        if key == ladders[side.index].best { ladders[side.index].best = firstKey(from: key &+ 1, side) }
    }

    @inline(__always)
    private func firstKeyInWindow(from key: Int64, _ side: BookSide) -> Int64 {
        let base = ladders[side.index].base
        let slot = key > base ? key &- base : 0
        guard slot < Int64(windowTicks) else { return Ladder.noKey }
        let start = side.index &* windowTicks
        guard let position = occupancy.first(from: start &+ Int(slot)), position < start &+ windowTicks else {
            return Ladder.noKey
        }
        return base &+ Int64(position &- start)
    }
}

// MARK: - Outside the windows

extension OrderBook {
    /// The head of a far level, which begins to exist if it did not.
    @inline(never)
    mutating func farHead(opening key: Int64, _ side: BookSide) -> Int {
        if let head = farLevels.level(at: key) { return Int(head) }
        let head = takeEntry()
        entries[head] = .empty
        links[head] = BookLink(alone: head)
        farLevels.insert(key, level: UInt32(head))
        ladders[side.index].bestFar = min(ladders[side.index].bestFar, key)
        ladders[side.index].best = min(ladders[side.index].best, key)
        return head
    }

    @inline(never)
    private mutating func closeFarLevel(_ key: Int64, _ side: BookSide, head: Int) {
        let removed = farLevels.remove(key)
        precondition(removed == UInt32(head), "a far level is not where it belongs")
        release(head)
        if key == ladders[side.index].bestFar { ladders[side.index].bestFar = farLevels.firstKey(from: key + 1, side) }
    }
}
