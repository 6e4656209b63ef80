import Matching
import Primitives

/// Runs the same random operations on `OrderBook` and `NaiveBook` and says where they first differ.
struct BookComparison: ~Copyable {
    private struct Live {
        var order: UInt32
        var side: BookSide
        var node: BookNode
    }

    private static let tick: Int64 = 250
    private static let liveTarget = 120

    private let scenery: Scenery
    private var random: WorkloadRandom
    private var middle: Int64
    private var book: OrderBook
    private var oracle = NaiveBook()
    private var fills = FillBuffer(expectedFills: 4)
    private var live: [Live] = []
    private var positions: [UInt32: Int] = [:]
    private var orders: UInt32 = 0

    init(_ scenery: Scenery, seed: UInt64) {
        self.scenery = scenery
        random = WorkloadRandom(seed: seed)
        middle = scenery == .penny ? 20 : 3_000_000_000
        book = OrderBook(tick: Price(raw: Self.tick), expectedOrders: 8)
    }

    /// One operation; the first difference in words, or nil.
    mutating func step(full: Bool) -> String? {
        moveMiddle()
        let draw = random.bounded(100)
        let mayShrink = !live.isEmpty
        let wantsMore = live.count < Self.liveTarget
        let difference: String? =
            switch draw {
            case ..<55 where wantsMore || !mayShrink: place()
            case ..<85 where mayShrink: cancel()
            case ..<92 where mayShrink: setRemaining()
            case ..<95 where mayShrink: amend()
            case ..<98: askFillable()
            default: place()
            }
        return difference ?? compareTouch() ?? (full ? compareAll() : nil)
    }

    private mutating func moveMiddle() {
        switch (scenery, random.bounded(64)) {
        case (.drifting, _): middle += Int64(random.bounded(9)) - 3
        case (.wild, 0): middle = 1 + Int64(random.next() >> 24)
        case (.penny, 0): middle = 1 + Int64(random.bounded(60))
        case (_, 1): middle += Int64(random.bounded(7)) - 3
        default: break
        }
        middle = max(1, middle)
    }

    private mutating func randomPrice(_ side: BookSide) -> Int64 {
        let scale = random.bounded(4) == 0 ? scenery.spread : max(4, scenery.spread >> (3 * random.bounded(8)))
        let away = Int64(random.bounded(scale)) - Int64(scale / 6)
        return max(1, side == .bid ? middle - away : middle + away) * Self.tick
    }

    private mutating func place() -> String? {
        let side = BookSide.allCases[random.bounded(2)]
        return place(side, price: randomPrice(side), quantity: 1 + Int64(random.bounded(30)))
    }

    private mutating func place(_ side: BookSide, price: Int64, quantity: Int64) -> String? {
        orders += 1
        let owner = UInt32(random.bounded(4))
        let rule = SelfTradeRule.allCases[random.bounded(4)]
        let limit = random.bounded(12) == 0 ? nil : Price(raw: price + (random.bounded(8) == 0 ? 1 : 0))
        fills.removeAll()
        let outcome = book.match(
            side: side, limit: limit, quantity: Quantity(raw: quantity), owner: owner, rule: rule, into: &fills)
        let expected = oracle.match(side: side, limit: limit, quantity: Quantity(raw: quantity), owner: owner, rule: rule)
        if outcome != expected.outcome { return "match gave \(outcome), not \(expected.outcome)" }
        if fills.count != expected.fills.count { return "\(fills.count) fills, not \(expected.fills.count)" }
        for index in 0..<fills.count {
            if fills[index] != expected.fills[index] { return "fill \(fills[index]), not \(expected.fills[index])" }
            if fills[index].makerRemaining.isZero { forget(fills[index].makerOrder) }
        }
        guard limit == Price(raw: price), !outcome.selfTradeExpired, outcome.remaining.isPositive else { return nil }
        return rest(Resting(order: orders, owner: owner, side: side, price: Price(raw: price), remaining: outcome.remaining))
    }

    private mutating func rest(_ order: Resting) -> String? {
        if !book.hasRoom(side: order.side, price: order.price, quantity: order.remaining) { return "no room for \(order)" }
        let outcome = book.rest(order)
        let expected = oracle.rest(order)
        positions[order.order] = live.count
        live.append(Live(order: order.order, side: order.side, node: outcome.node))
        return outcome.level == expected ? nil : "rest gave \(outcome.level), not \(expected)"
    }

    private mutating func cancel() -> String? {
        let chosen = live[random.bounded(live.count)]
        forget(chosen.order)
        let removal = book.remove(chosen.node)
        let expected = oracle.remove(side: chosen.side, order: chosen.order)
        return removal == expected ? nil : "remove gave \(removal), not \(String(describing: expected))"
    }

    private mutating func setRemaining() -> String? {
        let chosen = live[random.bounded(live.count)]
        let remaining = Quantity(raw: 1 + Int64(random.bounded(40)))
        let change = book.setRemaining(chosen.node, to: remaining)
        let expected = oracle.setRemaining(side: chosen.side, order: chosen.order, to: remaining)
        return change == expected ? nil : "setRemaining gave \(change), not \(String(describing: expected))"
    }

    /// An amendment as the engine makes it: out, and in again at the end of another level.
    private mutating func amend() -> String? {
        let chosen = live[random.bounded(live.count)]
        let side = chosen.side
        let quantity = book.resting(chosen.node).remaining.raw
        forget(chosen.order)
        let removal = book.remove(chosen.node)
        if removal != oracle.remove(side: side, order: chosen.order) { return "remove differs" }
        return place(side, price: randomPrice(side), quantity: quantity)
    }

    private mutating func askFillable() -> String? {
        let side = BookSide.allCases[random.bounded(2)]
        let limit = random.bounded(4) == 0 ? nil : Price(raw: randomPrice(side))
        let quantity = Quantity(raw: Int64(random.bounded(600)))
        let owner = random.bounded(2) == 0 ? nil : UInt32(random.bounded(4))
        let found = book.fillable(side: side, limit: limit, quantity: quantity, excludingOwner: owner)
        let expected = oracle.fillable(side: side, limit: limit, quantity: quantity, excludingOwner: owner)
        return found == expected ? nil : "fillable gave \(found), not \(expected)"
    }

    private mutating func compareTouch() -> String? {
        if book.bestBid != oracle.bestBid { return "best bid differs" }
        if book.bestAsk != oracle.bestAsk { return "best ask differs" }
        if book.orderCount != oracle.orderCount || live.count != oracle.orderCount { return "order counts differ" }
        let side = BookSide.allCases[random.bounded(2)]
        let price = Price(raw: randomPrice(side))
        if book.wouldCross(side: side, price: price) != oracle.wouldCross(side: side, price: price) { return "crossing differs" }
        return nil
    }

    private func compareAll() -> String? {
        book.checkInvariants()
        for side in BookSide.allCases {
            var levels: [LevelChange] = []
            book.forEachLevel(side: side, limit: .max) { levels.append(LevelChange(price: $0, total: $1)) }
            if levels != oracle.levels(side) { return "levels differ" }
            for level in levels where book.levelQuantity(side: side, price: level.price) != level.total {
                return "the quantity at \(level.price) differs"
            }
            var orders: [Resting] = []
            book.forEachOrder(side: side) { orders.append($1) }
            if orders != oracle.orders(side) { return "orders differ" }
        }
        return nil
    }

    private mutating func forget(_ order: UInt32) {
        guard let position = positions.removeValue(forKey: order) else { return }
        let last = live.removeLast()
        if last.order == order { return }
        live[position] = last
        positions[last.order] = position
    }
}
