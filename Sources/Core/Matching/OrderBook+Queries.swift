import BasicContainers
public import Primitives

extension OrderBook {
    /// Whether an order of this side and price would trade at once.
    public func wouldCross(side: BookSide, price: Price) -> Bool {
        let makers = side.opposite
        return ladders[makers.index].best <= grid.limitKey(price, makers: makers)
    }

    /// What rests at a price; zero when nothing does.
    public func levelQuantity(side: BookSide, price: Price) -> Quantity {
        guard let key = grid.key(exactly: price, side), let head = head(ofLevel: key, side) else { return .zero }
        return Quantity(raw: entries[head].quantity)
    }

    /// How much of an incoming order could trade at once within its limit: at most `quantity`, and counting stops there.
    ///
    /// `excludingOwner` leaves out the orders of one owner, which the self-trade rule would not let trade.
    public func fillable(side: BookSide, limit: Price?, quantity: Quantity, excludingOwner: UInt32?) -> Quantity {
        let makers = side.opposite
        let limitKey = grid.limitKey(limit, makers: makers)
        var missing = max(0, quantity.raw)
        var key = ladders[makers.index].best
        while missing > 0 && key <= limitKey {
            missing -= fillable(atHead: existingHead(ofLevel: key, makers), atMost: missing, excludingOwner: excludingOwner)
            key = firstKey(from: key + 1, makers)
        }
        return Quantity(raw: max(0, quantity.raw) - missing)
    }

    /// Goes through the best `limit` levels of a side, best first: price and what rests there.
    public func forEachLevel(side: BookSide, limit: Int, _ body: (Price, Quantity) -> Void) {
        var left = limit
        var key = ladders[side.index].best
        while left > 0 && key != Ladder.noKey {
            body(grid.price(ofKey: key), Quantity(raw: entries[existingHead(ofLevel: key, side)].quantity))
            key = firstKey(from: key + 1, side)
            left -= 1
        }
    }

    /// Goes through the orders of a side in price-time order: resting them again in this order rebuilds the side.
    public func forEachOrder(side: BookSide, _ body: (BookNode, Resting) -> Void) {
        var key = ladders[side.index].best
        while key != Ladder.noKey {
            let head = existingHead(ofLevel: key, side)
            var index = Int(links[head].next)
            while index != head {
                body(BookNode(index: UInt32(index)), resting(at: index))
                index = Int(links[index].next)
            }
            key = firstKey(from: key + 1, side)
        }
    }

    private func fillable(atHead head: Int, atMost missing: Int64, excludingOwner: UInt32?) -> Int64 {
        guard let excludingOwner else { return min(missing, entries[head].quantity) }
        var found: Int64 = 0
        var index = Int(links[head].next)
        while index != head && found < missing {
            if entries[index].owner != excludingOwner { found += min(missing - found, entries[index].quantity) }
            index = Int(links[index].next)
        }
        return found
    }
}
