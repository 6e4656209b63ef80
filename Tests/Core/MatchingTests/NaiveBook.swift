import Matching
import Primitives

/// The order book as one would explain it: two lists sorted by price, then by time. Slow and obvious, it is the oracle
/// that `OrderBook` is compared with. Orders are named by their `order` number, which must be unique here.
struct NaiveBook {
    private(set) var bids: [Resting] = []
    private(set) var asks: [Resting] = []

    var orderCount: Int { bids.count + asks.count }
    var bestBid: Price? { bids.first?.price }
    var bestAsk: Price? { asks.first?.price }

    func orders(_ side: BookSide) -> [Resting] { side == .bid ? bids : asks }

    mutating func rest(_ order: Resting) -> LevelChange {
        var list = take(order.side)
        let position = list.firstIndex { Self.isBetter(order.price, than: $0.price, order.side) } ?? list.count
        list.insert(order, at: position)
        put(list, order.side)
        return level(order.side, order.price)
    }

    mutating func remove(side: BookSide, order: UInt32) -> Removal? {
        var list = take(side)
        defer { put(list, side) }
        guard let position = list.firstIndex(where: { $0.order == order }) else { return nil }
        let removed = list.remove(at: position)
        let total = Self.total(list, removed.price)
        return Removal(remaining: removed.remaining, level: LevelChange(price: removed.price, total: total))
    }

    mutating func setRemaining(side: BookSide, order: UInt32, to remaining: Quantity) -> LevelChange? {
        var list = take(side)
        defer { put(list, side) }
        guard let position = list.firstIndex(where: { $0.order == order }) else { return nil }
        list[position] = list[position].with(remaining: remaining)
        return LevelChange(price: list[position].price, total: Self.total(list, list[position].price))
    }

    mutating func match(
        side: BookSide, limit: Price?, quantity: Quantity, owner: UInt32, rule: SelfTradeRule
    ) -> (outcome: MatchOutcome, fills: [Fill]) {
        var makers = take(side.opposite)
        var fills: [Fill] = []
        var left = quantity
        var expired = false
        while left.isPositive && !expired, let maker = makers.first, Self.accepts(limit, side, maker.price) {
            if maker.owner == owner && rule != .none {
                if rule != .expireMaker { expired = true }
                if rule == .expireTaker { break }
                makers.removeFirst()
                fills.append(Self.fill(.selfTradeExpired, maker, maker.remaining, .zero, makers))
                continue
            }
            let traded = min(left, maker.remaining)
            left -= traded
            makers[0] = maker.with(remaining: maker.remaining - traded)
            if makers[0].remaining.isZero { makers.removeFirst() }
            fills.append(Self.fill(.trade, maker, traded, maker.remaining - traded, makers))
        }
        put(makers, side.opposite)
        return (MatchOutcome(remaining: left, selfTradeExpired: expired), fills)
    }

    func fillable(side: BookSide, limit: Price?, quantity: Quantity, excludingOwner: UInt32?) -> Quantity {
        var sum = Quantity.zero
        for maker in orders(side.opposite) where Self.accepts(limit, side, maker.price) && maker.owner != excludingOwner {
            sum += maker.remaining
        }
        return min(sum, quantity)
    }

    func wouldCross(side: BookSide, price: Price) -> Bool {
        orders(side.opposite).first.map { Self.accepts(price, side, $0.price) } ?? false
    }

    func levelQuantity(side: BookSide, price: Price) -> Quantity { Self.total(orders(side), price) }

    func levels(_ side: BookSide) -> [LevelChange] {
        var levels: [LevelChange] = []
        for order in orders(side) where levels.last?.price != order.price { levels.append(level(side, order.price)) }
        return levels
    }

    private func level(_ side: BookSide, _ price: Price) -> LevelChange {
        LevelChange(price: price, total: levelQuantity(side: side, price: price))
    }

    private static func isBetter(_ price: Price, than other: Price, _ side: BookSide) -> Bool {
        side == .bid ? price > other : price < other
    }

    private static func accepts(_ limit: Price?, _ taker: BookSide, _ price: Price) -> Bool {
        guard let limit else { return true }
        return taker == .bid ? price <= limit : price >= limit
    }

    private static func total(_ list: [Resting], _ price: Price) -> Quantity {
        var total = Quantity.zero
        for order in list where order.price == price { total += order.remaining }
        return total
    }

    private static func fill(
        _ kind: Fill.Kind, _ maker: Resting, _ quantity: Quantity, _ makerRemaining: Quantity, _ after: [Resting]
    ) -> Fill {
        Fill(
            kind: kind, makerOrder: maker.order, price: maker.price, quantity: quantity, makerRemaining: makerRemaining,
            levelRemaining: total(after, maker.price))
    }

    /// Hands out a side's list for changing, so that it is not copied.
    private mutating func take(_ side: BookSide) -> [Resting] {
        var list: [Resting] = []
        if side == .bid { swap(&list, &bids) } else { swap(&list, &asks) }
        return list
    }

    private mutating func put(_ list: [Resting], _ side: BookSide) {
        if side == .bid { bids = list } else { asks = list }
    }
}

extension Resting {
    fileprivate func with(remaining: Quantity) -> Resting {
        Resting(order: order, owner: owner, side: side, price: price, remaining: remaining)
    }
}
