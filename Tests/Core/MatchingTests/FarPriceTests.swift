import Matching
import Primitives
import Testing

@Suite("Prices far from the market")
struct FarPriceTests {
    @Test("the lowest price, one tick, rests and trades")
    func oneTick() throws {
        let book = TestBook(tick: 1)
        book.rest(1, .bid, 1, 5)
        book.rest(2, .ask, 2, 5)
        #expect(book.bestBid == Price(raw: 1) && book.bestAsk == Price(raw: 2))
        #expect(book.match(.ask, 1, 2) == ["trade 1 @ 1 x 2, left 3, level 3", "remaining 0"])
        #expect(try book.remove(1).remaining.raw == 3)
        #expect(book.bestBid == nil)
    }

    @Test("the highest prices that fit rest and trade")
    func highest() {
        let book = TestBook(tick: 1)
        let top = Int64.max - 1
        #expect(!book.hasRoom(.ask, raw: .max, 1))
        #expect(book.hasRoom(.ask, raw: top, 1))
        book.rest(1, .ask, top, 5)
        book.rest(2, .bid, 1, 5)
        book.rest(3, .bid, top - 1, 5)
        #expect(book.levels(.bid) == [[top - 1, 5], [1, 5]])
        #expect(book.match(.bid, nil, 5) == ["trade 1 @ \(top) x 5, left 0, level 0", "remaining 0"])
        #expect(book.match(.ask, nil, 6).last == "remaining 0")
    }

    @Test("a taker sweeps through near and far levels in order")
    func sweep() {
        let book = TestBook()
        let ticks: [Int64] = [1_000, 1_001, 5_000, 900_000, 7_000_000_000]
        for (order, price) in ticks.enumerated().reversed() { book.rest(UInt32(order), .ask, price, 1) }
        #expect(book.orders(.ask) == [0, 1, 2, 3, 4])
        #expect(
            book.match(.bid, nil, 6) == ticks.enumerated().map { "trade \($0) @ \($1) x 1, left 0, level 0" } + ["remaining 1"])
        #expect(book.bestAsk == nil && book.orderCount == 0)
    }

    @Test("the window follows a market that jumps, and every order keeps its place")
    func jumps() {
        let book = TestBook()
        var order: UInt32 = 0
        var expected: [[Int64]] = []
        for step in Int64(0)..<40 {
            let ticks = 1_000 + step * 50_000
            for _ in 0..<20 {
                order += 1
                book.rest(order, .bid, ticks + Int64(order % 3), Int64(order))
            }
        }
        for level in book.levels(.bid) { expected.append(level) }
        #expect(expected.count == 120)
        #expect(expected.map { $0[0] } == expected.map { $0[0] }.sorted(by: >))
        #expect(book.bestBid == book.price(1_000 + 39 * 50_000 + 2))
        var filled = 0
        while filled < 800 {
            let lines = book.match(.ask, nil, 1_000_000)
            #expect(lines.count > 1)
            filled += lines.count - 1
        }
        #expect(book.orderCount == 0)
    }

    @Test("a market that falls back finds its old levels again")
    func fallsBack() throws {
        let book = TestBook()
        for order in UInt32(1)...30 { book.rest(order, .ask, 10_000 + Int64(order), 1) }
        for order in UInt32(31)...90 { book.rest(order, .ask, 9_000_000 + Int64(order), 1) }
        for order in UInt32(91)...200 { book.rest(order, .ask, 200 + Int64(order), 1) }
        #expect(book.orders(.ask) == Array(91...200) + Array(1...90))
        for order in UInt32(91)...200 { #expect(try book.remove(order).remaining.raw == 1) }
        for order in UInt32(1)...30 { #expect(try book.remove(order).level.total.isZero) }
        #expect(book.bestAsk == book.price(9_000_031))
    }

    @Test("many far levels stay in order while they come and go")
    func manyFarLevels() throws {
        var book = OrderBook(tick: Price(raw: 1), expectedOrders: 1)
        var random = WorkloadRandom()
        var expected: [Int64: BookNode] = [:]
        for order in UInt32(0)..<3_000 {
            let price = Int64(random.next() >> 3) + 1
            let outcome = book.rest(
                Resting(order: order, owner: 0, side: .ask, price: Price(raw: price), remaining: Quantity(raw: 1)))
            expected[price] = outcome.node
        }
        book.checkInvariants()
        for price in expected.keys.sorted() where price % 3 != 0 {
            let node = try #require(expected[price])
            expected[price] = nil
            let removal = book.remove(node)
            #expect(removal.level.price.raw == price)
        }
        book.checkInvariants()
        var prices: [Int64] = []
        book.forEachLevel(side: .ask, limit: .max) { price, _ in prices.append(price.raw) }
        #expect(prices == expected.keys.sorted())
    }
}
