import Matching
import Primitives

/// An order book in whole ticks and lots, which remembers the handles of its orders and checks itself after every call.
///
/// A class, because expectations cannot look into values that are not copyable.
final class TestBook {
    private var book: OrderBook
    private var nodes: [UInt32: BookNode] = [:]
    private let tick: Int64

    init(tick: Int64 = 10, expectedOrders: Int = 16) {
        self.tick = tick
        book = OrderBook(tick: Price(raw: tick), expectedOrders: expectedOrders)
    }

    var bestBid: Price? { book.bestBid }
    var bestAsk: Price? { book.bestAsk }
    var orderCount: Int { book.orderCount }

    func price(_ ticks: Int64) -> Price { Price(raw: ticks * tick) }

    @discardableResult
    func rest(_ order: UInt32, _ side: BookSide, _ ticks: Int64, _ quantity: Int64, owner: UInt32 = 0) -> Int64 {
        let outcome = book.rest(
            Resting(order: order, owner: owner, side: side, price: price(ticks), remaining: Quantity(raw: quantity)))
        nodes[order] = outcome.node
        book.checkInvariants()
        return outcome.level.total.raw
    }

    func remove(_ order: UInt32) throws -> Removal {
        let removal = book.remove(try node(order))
        nodes[order] = nil
        book.checkInvariants()
        return removal
    }

    func setRemaining(_ order: UInt32, _ quantity: Int64) throws -> LevelChange {
        let change = book.setRemaining(try node(order), to: Quantity(raw: quantity))
        book.checkInvariants()
        return change
    }

    func resting(_ order: UInt32) throws -> Resting { book.resting(try node(order)) }

    /// Lines like `trade 3 @ 101 x 5, left 2, level 9`, and one for the outcome.
    func match(
        _ side: BookSide, _ limit: Int64?, _ quantity: Int64, owner: UInt32 = 99, rule: SelfTradeRule = .none
    ) -> [String] {
        var fills = FillBuffer(expectedFills: 1)
        let outcome = book.match(
            side: side, limit: limit.map { Price(raw: $0 * tick) }, quantity: Quantity(raw: quantity), owner: owner, rule: rule,
            into: &fills)
        book.checkInvariants()
        var lines: [String] = []
        for index in 0..<fills.count {
            let fill = fills[index]
            let kind = fill.kind == .trade ? "trade" : "expire"
            lines.append(
                "\(kind) \(fill.makerOrder) @ \(fill.price.raw / tick) x \(fill.quantity.raw), "
                    + "left \(fill.makerRemaining.raw), level \(fill.levelRemaining.raw)")
        }
        return lines + ["\(outcome.selfTradeExpired ? "expired" : "remaining") \(outcome.remaining.raw)"]
    }

    /// The quantity at a raw price, which may stand off the grid.
    func total(_ side: BookSide, raw: Int64) -> Int64 { book.levelQuantity(side: side, price: Price(raw: raw)).raw }

    func crosses(_ side: BookSide, raw: Int64) -> Bool { book.wouldCross(side: side, price: Price(raw: raw)) }

    func hasRoom(_ side: BookSide, raw: Int64, _ quantity: Int64) -> Bool {
        book.hasRoom(side: side, price: Price(raw: raw), quantity: Quantity(raw: quantity))
    }

    func fillable(_ side: BookSide, _ limit: Int64?, _ quantity: Int64, excluding owner: UInt32? = nil) -> Int64 {
        book.fillable(
            side: side, limit: limit.map { Price(raw: $0 * tick) }, quantity: Quantity(raw: quantity), excludingOwner: owner
        ).raw
    }

    func levels(_ side: BookSide, limit: Int = .max) -> [[Int64]] {
        var levels: [[Int64]] = []
        book.forEachLevel(side: side, limit: limit) { levels.append([$0.raw / tick, $1.raw]) }
        return levels
    }

    func orders(_ side: BookSide) -> [UInt32] {
        var orders: [UInt32] = []
        book.forEachOrder(side: side) { orders.append($1.order) }
        return orders
    }

    private struct UnknownOrder: Error {}

    private func node(_ order: UInt32) throws -> BookNode {
        guard let node = nodes[order] else { throw UnknownOrder() }
        return node
    }
}
