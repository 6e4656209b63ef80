import Matching
import Primitives
import Testing

@Suite("Order book")
struct OrderBookTests {
    @Test("an empty book has no prices and fills nothing")
    func empty() {
        let book = TestBook()
        #expect(book.bestBid == nil && book.bestAsk == nil && book.orderCount == 0)
        #expect(book.match(.bid, nil, 5) == ["remaining 5"])
        #expect(book.match(.ask, 1, 5) == ["remaining 5"])
        #expect(book.match(.ask, 1, 0) == ["remaining 0"])
        #expect(book.levels(.bid).isEmpty && book.orders(.ask).isEmpty)
    }

    @Test("the best price goes first, then the oldest order, each at the resting order's price")
    func priceTime() {
        let book = TestBook()
        book.rest(1, .ask, 102, 5)
        book.rest(2, .ask, 101, 3)
        book.rest(3, .ask, 101, 4)
        book.rest(4, .ask, 103, 9)
        #expect(book.orders(.ask) == [2, 3, 1, 4])
        #expect(
            book.match(.bid, 102, 13) == [
                "trade 2 @ 101 x 3, left 0, level 4", "trade 3 @ 101 x 4, left 0, level 0",
                "trade 1 @ 102 x 5, left 0, level 0", "remaining 1",
            ])
        #expect(book.bestAsk == book.price(103))
        #expect(book.orderCount == 1)
    }

    @Test("sells meet the highest bid first")
    func sells() {
        let book = TestBook()
        book.rest(1, .bid, 99, 5)
        book.rest(2, .bid, 100, 3)
        #expect(book.match(.ask, 100, 4) == ["trade 2 @ 100 x 3, left 0, level 0", "remaining 1"])
        #expect(book.match(.ask, nil, 4) == ["trade 1 @ 99 x 4, left 1, level 1", "remaining 0"])
    }

    @Test("a partly filled maker keeps its place")
    func partialKeepsPlace() {
        let book = TestBook()
        book.rest(1, .bid, 100, 5)
        book.rest(2, .bid, 100, 5)
        #expect(book.match(.ask, 100, 2) == ["trade 1 @ 100 x 2, left 3, level 8", "remaining 0"])
        book.rest(3, .bid, 100, 5)
        #expect(book.orders(.bid) == [1, 2, 3])
        #expect(
            book.match(.ask, 100, 4) == [
                "trade 1 @ 100 x 3, left 0, level 10", "trade 2 @ 100 x 1, left 4, level 9", "remaining 0",
            ])
    }

    @Test("removing from the front, the middle and the end keeps the others in order")
    func removal() throws {
        let book = TestBook()
        for order in UInt32(1)...4 { book.rest(order, .ask, 100, Int64(order)) }
        #expect(try book.remove(2) == Removal(remaining: Quantity(raw: 2), level: level(book.price(100), 8)))
        #expect(book.orders(.ask) == [1, 3, 4])
        #expect(try book.remove(1).level.total.raw == 7)
        #expect(try book.remove(4).level.total.raw == 3)
        #expect(book.orders(.ask) == [3])
        #expect(try book.remove(3).level.total.isZero)
        #expect(book.bestAsk == nil)
    }

    @Test("resting tells the level's new total, and the handle leads back to the order")
    func restingAndTotals() throws {
        let book = TestBook()
        #expect(book.rest(7, .bid, 50, 4, owner: 3) == 4)
        #expect(book.rest(8, .bid, 50, 6) == 10)
        #expect(
            try book.resting(7) == Resting(order: 7, owner: 3, side: .bid, price: book.price(50), remaining: Quantity(raw: 4)))
        #expect(book.total(.bid, raw: 500) == 10)
        #expect(book.total(.bid, raw: 501) == 0)
        #expect(book.total(.ask, raw: 500) == 0)
    }

    @Test("changing what remains of an order keeps its place")
    func setRemaining() throws {
        let book = TestBook()
        book.rest(1, .ask, 100, 5)
        book.rest(2, .ask, 100, 5)
        #expect(try book.setRemaining(1, 2) == level(book.price(100), 7))
        #expect(
            book.match(.bid, nil, 3) == [
                "trade 1 @ 100 x 2, left 0, level 5", "trade 2 @ 100 x 1, left 4, level 4", "remaining 0",
            ])
        #expect(try book.setRemaining(2, 9).total.raw == 9)
    }

    @Test("levels come best first and stop at the limit")
    func levels() {
        let book = TestBook()
        for (order, ticks) in [Int64(100), 98, 99, 5, 98].enumerated() { book.rest(UInt32(order), .bid, ticks, 1) }
        #expect(book.levels(.bid) == [[100, 1], [99, 1], [98, 2], [5, 1]])
        #expect(book.levels(.bid, limit: 2) == [[100, 1], [99, 1]])
        #expect(book.levels(.bid, limit: 0).isEmpty)
    }

    @Test("an order would cross exactly when it would trade at once")
    func wouldCross() {
        let book = TestBook()
        book.rest(1, .bid, 99, 1)
        book.rest(2, .ask, 101, 1)
        #expect(!book.crosses(.bid, raw: 1000))
        #expect(book.crosses(.bid, raw: 1010))
        #expect(!book.crosses(.ask, raw: 1000))
        #expect(book.crosses(.ask, raw: 990))
    }

    @Test("limits off the tick grid reach the prices they allow, and no further")
    func limitsOffGrid() {
        let book = TestBook()
        book.rest(1, .bid, 99, 1)
        book.rest(2, .ask, 101, 1)
        #expect(!book.crosses(.bid, raw: 1_009))
        #expect(book.crosses(.bid, raw: 1_011))
        #expect(book.crosses(.ask, raw: 989))
        #expect(!book.crosses(.ask, raw: 991))
        for limit in [Int64.min, -1, 0] {
            #expect(!book.crosses(.bid, raw: limit))
            #expect(book.crosses(.ask, raw: limit))
        }
        #expect(book.crosses(.bid, raw: .max))
        #expect(!book.crosses(.ask, raw: .max))
    }

    @Test("there is room only for positive quantities at positive prices on the grid, as long as totals fit")
    func room() {
        let book = TestBook()
        func hasRoom(_ raw: Int64, _ quantity: Int64) -> Bool { book.hasRoom(.bid, raw: raw, quantity) }
        #expect(hasRoom(100, 1) && hasRoom(10, 1) && hasRoom(100, .max))
        #expect(!hasRoom(105, 1) && !hasRoom(0, 1) && !hasRoom(-100, 1) && !hasRoom(100, 0) && !hasRoom(100, -1))
        book.rest(1, .bid, 10, .max - 5)
        #expect(hasRoom(100, 5))
        #expect(!hasRoom(100, 6))
    }

    @Test("fills are appended: a second match keeps those of the first")
    func fillsAppend() {
        var book = OrderBook(tick: Price(raw: 1), expectedOrders: 1)
        var fills = FillBuffer(expectedFills: 1)
        for order in UInt32(1)...2 {
            _ = book.rest(
                Resting(order: order, owner: 0, side: .ask, price: Price(raw: 5), remaining: Quantity(raw: 1)))
        }
        for _ in 0..<2 {
            _ = book.match(side: .bid, limit: nil, quantity: Quantity(raw: 1), owner: 1, rule: .none, into: &fills)
        }
        let makers = (0..<fills.count).map { fills[$0].makerOrder }
        #expect(makers == [1, 2])
        fills.removeAll()
        let count = fills.count
        #expect(count == 0)
    }

    private func level(_ price: Price, _ total: Int64) -> LevelChange {
        LevelChange(price: price, total: Quantity(raw: total))
    }
}
