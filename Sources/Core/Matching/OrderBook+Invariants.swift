import BasicContainers

extension OrderBook {
    /// Stops the program unless the book is uncrossed and every part of it says the same: totals are the sums of their
    /// orders, the bitmap and the far map hold exactly the levels with orders, rings are closed, and no entry is lost.
    ///
    /// Costs time in proportion to the whole book.
    public func checkInvariants() {
        precondition(ladders[0].best == Ladder.noKey || ladders[1].best > ~ladders[0].best, "the book is crossed")
        var orders = 0
        for side in BookSide.allCases { orders += checkWindow(side) + checkFar(side) }
        precondition(orders == orderCount, "the count of orders is wrong")
        precondition(orders + farLevels.count + freeEntries() == entries.count - 2 * windowTicks, "an entry is lost")
        precondition(entries.count == links.count, "links and entries have parted")
    }

    private func checkWindow(_ side: BookSide) -> Int {
        let ladder = ladders[side.index]
        var orders = 0
        var levels = 0
        var best = min(Ladder.noKey, ladder.bestFar)
        for slot in 0..<windowTicks {
            let head = side.index * windowTicks + slot
            let inLevel = checkRing(head: head, key: ladder.base + Int64(slot))
            precondition(occupancy.contains(head) == (inLevel > 0), "the bitmap differs from the ladder")
            orders += inLevel
            if inLevel > 0 { levels += 1 }
            if inLevel > 0 { best = min(best, ladder.base + Int64(slot)) }
        }
        precondition(levels == ladder.levelsInWindow, "the count of levels is wrong")
        precondition(best == ladder.best, "the best price is wrong")
        return orders
    }

    private func checkFar(_ side: BookSide) -> Int {
        var orders = 0
        var key = farLevels.firstKey(from: Ladder.firstKey(side), side)
        precondition(key == ladders[side.index].bestFar, "the best far price is wrong")
        while key != Ladder.noKey {
            precondition(ladders[side.index].slot(of: key) >= UInt64(windowTicks), "a far level inside the window")
            let inLevel = checkRing(head: existingHead(ofLevel: key, side), key: key)
            precondition(inLevel > 0, "an empty far level")
            orders += inLevel
            key = farLevels.firstKey(from: key + 1, side)
        }
        return orders
    }

    /// The number of orders in a level, after looking at every link of it.
    private func checkRing(head: Int, key: Int64) -> Int {
        var orders = 0
        var total: Int64 = 0
        var index = head
        repeat {
            let next = Int(links[index].next)
            precondition(Int(links[next].previous) == index, "a broken link")
            index = next
            if index == head { break }
            precondition(entries[index].key == key && entries[index].quantity > 0, "an order in the wrong level")
            total += entries[index].quantity
            orders += 1
        } while orders <= orderCount
        precondition(index == head && total == entries[head].quantity, "a level's total is not its orders' sum")
        return orders
    }

    private func freeEntries() -> Int {
        var count = 0
        var index = firstFreeEntry
        while index != BookLink.none && count <= entries.count {
            count += 1
            index = links[Int(index)].next
        }
        return count
    }
}
