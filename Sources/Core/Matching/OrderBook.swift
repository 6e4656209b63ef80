import BasicContainers
public import Primitives

/// The resting orders of one instrument in strict price-time priority.
///
/// Each side is a ladder: an array with one entry per tick of a window around the market, a bitmap of the occupied
/// ones, and a first-in-first-out list of orders per level, all in one pool. Prices outside the window live in an
/// ordered map, and the window follows the market; what the book answers never depends on where it stands.
///
/// Resting, removing and each fill cost constant time inside the window and logarithmic time outside. Nothing is
/// allocated while the pool suffices; beyond `expectedOrders` it doubles.
///
/// The book knows nothing of money, and trusts its caller with what it says: check `hasRoom` before `rest`, match
/// before resting, and use a `BookNode` only while its order rests.
public struct OrderBook: ~Copyable {
    /// The most orders one book holds.
    public static let ordersMax = 1 << 26

    let grid: TickGrid
    /// Ticks in the window of each side: a power of two.
    let windowTicks: Int
    /// The pool: first one head per tick of both windows, then orders and heads of far levels, in no order.
    var entries: UniqueArray<BookEntry>
    /// The lists, place for place beside `entries`.
    var links: UniqueArray<BookLink>
    /// The first free place of the pool; `BookLink.none` when there is none.
    var firstFreeEntry = BookLink.none
    var ladders: RigidArray<Ladder>
    var occupancy: OccupancyBitmap
    var farLevels = FarLevels()
    public internal(set) var orderCount = 0

    /// - Parameter expectedOrders: How many orders the pool is made for; also widens the windows, within bounds.
    public init(tick: Price, expectedOrders: Int) {
        grid = TickGrid(tick: tick)
        windowTicks = Ladder.windowTicks(expectedOrders: expectedOrders)
        occupancy = OccupancyBitmap(capacity: 2 * windowTicks)
        let places = 2 * windowTicks + max(64, min(expectedOrders, Self.ordersMax))
        entries = UniqueArray(minimumCapacity: places)
        links = UniqueArray(minimumCapacity: places)
        for head in 0..<2 * windowTicks {
            entries.append(.empty)
            links.append(BookLink(alone: head))
        }
        ladders = RigidArray(capacity: 2)
        for side in BookSide.allCases { ladders.append(Ladder(side: side, windowTicks: windowTicks)) }
    }

    public var tick: Price { Price(raw: grid.tick) }
    public var bestBid: Price? { bestPrice(.bid) }
    public var bestAsk: Price? { bestPrice(.ask) }

    /// Whether an order like this can rest: its price stands on the grid, the pool has room, and the level's total
    /// still fits. Matching only ever makes more room on the order's own side.
    public func hasRoom(side: BookSide, price: Price, quantity: Quantity) -> Bool {
        guard orderCount < Self.ordersMax, quantity.isPositive, let key = grid.key(exactly: price, side) else { return false }
        guard let head = head(ofLevel: key, side) else { return true }
        return !entries[head].quantity.addingReportingOverflow(quantity.raw).overflow
    }

    /// Puts an order behind all others of its price.
    public mutating func rest(_ order: Resting) -> RestOutcome {
        guard let key = grid.key(exactly: order.price, order.side) else { preconditionFailure("a price off the grid") }
        precondition(order.remaining.isPositive && orderCount < Self.ordersMax, "no room, or nothing to rest")
        precondition(ladders[order.side.opposite.index].best > ~key, "an order that crosses must be matched first")
        let node = takeEntry()
        let slot = ladders[order.side.index].slot(of: key)
        let total: Int64
        if slot < UInt64(windowTicks) {
            let head = order.side.index &* windowTicks &+ Int(slot)
            total = append(node, order, key: key, toHead: head)
            if total == order.remaining.raw { openedInWindow(key, order.side, head: head) }
        } else {
            total = append(node, order, key: key, toHead: farHead(opening: key, order.side))
            followMarket(key, order.side)
        }
        orderCount &+= 1
        return RestOutcome(
            node: BookNode(index: UInt32(truncatingIfNeeded: node)),
            level: LevelChange(price: order.price, total: Quantity(raw: total)))
    }

    /// Takes an order out of the book.
    public mutating func remove(_ node: BookNode) -> Removal {
        let index = checked(node)
        let entry = entries[index]
        let link = links[index]
        links[Int(link.previous)].next = link.next
        links[Int(link.next)].previous = link.previous
        release(index)
        orderCount &-= 1
        let side: BookSide = entry.key < 0 ? .bid : .ask
        let head = existingHead(ofLevel: entry.key, side)
        let total = entries[head].quantity &- entry.quantity
        entries[head].quantity = total
        if total == 0 { closeLevel(entry.key, side, head: head) }
        return Removal(
            remaining: Quantity(raw: entry.quantity),
            level: LevelChange(price: grid.price(ofKey: entry.key), total: Quantity(raw: total)))
    }

    /// Changes what is left of an order, which keeps its place.
    ///
    /// The new quantity is positive: an order with nothing left is removed instead. Raising it needs room in the level.
    public mutating func setRemaining(_ node: BookNode, to remaining: Quantity) -> LevelChange {
        precondition(remaining.isPositive, "an order with nothing left is removed")
        let index = checked(node)
        let entry = entries[index]
        let head = existingHead(ofLevel: entry.key, entry.side)
        let total = entries[head].quantity - entry.quantity + remaining.raw
        entries[index].quantity = remaining.raw
        entries[head].quantity = total
        return LevelChange(price: grid.price(ofKey: entry.key), total: Quantity(raw: total))
    }

    /// The order behind a handle.
    public func resting(_ node: BookNode) -> Resting { resting(at: checked(node)) }

    func resting(at index: Int) -> Resting {
        let entry = entries[index]
        return Resting(
            order: entry.order, owner: entry.owner, side: entry.side, price: grid.price(ofKey: entry.key),
            remaining: Quantity(raw: entry.quantity))
    }

    private func bestPrice(_ side: BookSide) -> Price? {
        let key = ladders[side.index].best
        return key == Ladder.noKey ? nil : grid.price(ofKey: key)
    }

    /// Links a pool entry as the last of a level and returns the level's new total.
    @inline(__always)
    private mutating func append(_ node: Int, _ order: Resting, key: Int64, toHead head: Int) -> Int64 {
        let (total, overflow) = entries[head].quantity.addingReportingOverflow(order.remaining.raw)
        precondition(!overflow, "the level's total does not fit")
        entries[head].quantity = total
        entries[node] = BookEntry(order: order.order, owner: order.owner, key: key, quantity: order.remaining.raw)
        let last = links[head].previous
        links[node] = BookLink(next: UInt32(truncatingIfNeeded: head), previous: last)
        links[Int(last)].next = UInt32(truncatingIfNeeded: node)
        links[head].previous = UInt32(truncatingIfNeeded: node)
        return total
    }
}
