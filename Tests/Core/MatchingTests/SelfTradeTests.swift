import Matching
import Primitives
import Testing

@Suite("Self-trade rules")
struct SelfTradeTests {
    /// Owner 1 sells 3 at 100, owner 2 sells 4 at 100, owner 1 sells 5 at 101, owner 3 sells 6 at 102.
    private func book() -> TestBook {
        let book = TestBook()
        book.rest(1, .ask, 100, 3, owner: 1)
        book.rest(2, .ask, 100, 4, owner: 2)
        book.rest(3, .ask, 101, 5, owner: 1)
        book.rest(4, .ask, 102, 6, owner: 3)
        return book
    }

    @Test("none: they trade")
    func none() {
        let book = book()
        #expect(
            book.match(.bid, 100, 5, owner: 1, rule: .none) == [
                "trade 1 @ 100 x 3, left 0, level 4", "trade 2 @ 100 x 2, left 2, level 2", "remaining 0",
            ])
    }

    @Test("expire taker: what is left of the incoming order expires at its own order, which stays first")
    func expireTaker() {
        let book = book()
        #expect(
            book.match(.bid, nil, 9, owner: 2, rule: .expireTaker) == ["trade 1 @ 100 x 3, left 0, level 4", "expired 6"])
        #expect(book.orders(.ask) == [2, 3, 4])
        #expect(book.levels(.ask) == [[100, 4], [101, 5], [102, 6]])
    }

    @Test("expire maker: own orders leave, the incoming order goes on across levels")
    func expireMaker() {
        let book = book()
        #expect(
            book.match(.bid, nil, 9, owner: 1, rule: .expireMaker) == [
                "expire 1 @ 100 x 3, left 0, level 4", "trade 2 @ 100 x 4, left 0, level 0",
                "expire 3 @ 101 x 5, left 0, level 0", "trade 4 @ 102 x 5, left 1, level 1", "remaining 0",
            ])
        #expect(book.orders(.ask) == [4])
    }

    @Test("expire both: the first own order and the incoming one end together")
    func expireBoth() {
        let book = book()
        #expect(
            book.match(.bid, nil, 9, owner: 2, rule: .expireBoth) == [
                "trade 1 @ 100 x 3, left 0, level 4", "expire 2 @ 100 x 4, left 0, level 0", "expired 6",
            ])
        #expect(book.orders(.ask) == [3, 4])
    }

    @Test("an order filled in front of its own is not a self-trade", arguments: SelfTradeRule.allCases)
    func filledBefore(rule: SelfTradeRule) {
        let book = book()
        #expect(book.match(.bid, nil, 3, owner: 2, rule: rule) == ["trade 1 @ 100 x 3, left 0, level 4", "remaining 0"])
        #expect(book.orders(.ask) == [2, 3, 4])
    }

    @Test("own orders beyond the limit are left alone", arguments: SelfTradeRule.allCases)
    func beyondLimit(rule: SelfTradeRule) {
        let book = book()
        #expect(book.match(.bid, 99, 9, owner: 1, rule: rule) == ["remaining 9"])
        #expect(book.orders(.ask) == [1, 2, 3, 4])
    }

    @Test("what a fill-or-kill could get stops at the limit, at enough, and leaves out own orders")
    func fillable() {
        let book = book()
        func fillable(_ limit: Int64?, _ quantity: Int64, excluding owner: UInt32? = nil) -> Int64 {
            book.fillable(.bid, limit, quantity, excluding: owner)
        }
        #expect(fillable(nil, 100) == 18)
        #expect(fillable(nil, 18) == 18 && fillable(nil, 17) == 17 && fillable(nil, 0) == 0)
        #expect(fillable(101, 100) == 12 && fillable(99, 100) == 0)
        #expect(fillable(nil, 100, excluding: 1) == 10)
        #expect(fillable(101, 3, excluding: 1) == 3 && fillable(101, 5, excluding: 1) == 4)
        #expect(book.orders(.ask) == [1, 2, 3, 4])
    }
}
