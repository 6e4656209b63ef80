import BasicContainers

extension OrderBook {
    /// Called when an order has come to rest outside the window: moves the window once that has happened about as
    /// often as there are levels to carry, so that moving stays cheap on average whatever the market does.
    @inline(never)
    mutating func followMarket(_ key: Int64, _ side: BookSide) {
        guard ladders[side.index].isNearMarket(key) else { return }
        ladders[side.index].missesNearMarket += 1
        if ladders[side.index].missesNearMarket > ladders[side.index].levelsInWindow { moveWindow(side) }
    }

    private mutating func moveWindow(_ side: BookSide) {
        moveLevelsOut(side)
        ladders[side.index].moveWindow()
        moveLevelsIn(side)
        ladders[side.index].bestFar = farLevels.firstKey(from: Ladder.firstKey(side), side)
    }

    /// Every level of the window becomes a far level. Those that the new window covers come back at once.
    private mutating func moveLevelsOut(_ side: BookSide) {
        let start = side.index * windowTicks
        var position = occupancy.first(from: start)
        while let head = position, head < start + windowTicks {
            let key = ladders[side.index].base + Int64(head - start)
            let far = takeEntry()
            moveHead(from: head, to: far)
            entries[head] = .empty
            links[head] = BookLink(alone: head)
            farLevels.insert(key, level: UInt32(far))
            occupancy.remove(head)
            position = occupancy.first(from: head)
        }
    }

    private mutating func moveLevelsIn(_ side: BookSide) {
        let base = ladders[side.index].base
        var key = farLevels.firstKey(from: base, side)
        while key < base + Int64(windowTicks), let far = farLevels.remove(key) {
            let head = side.index * windowTicks + Int(key - base)
            moveHead(from: Int(far), to: head)
            release(Int(far))
            occupancy.insert(head)
            ladders[side.index].levelsInWindow += 1
            key = farLevels.firstKey(from: key, side)
        }
    }

    /// Lets the ring of a level pass through another head.
    private mutating func moveHead(from old: Int, to new: Int) {
        let link = links[old]
        entries[new] = entries[old]
        links[new] = link
        links[Int(link.next)].previous = UInt32(new)
        links[Int(link.previous)].next = UInt32(new)
    }
}
