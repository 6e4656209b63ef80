import CommandsAndEvents
import Primitives
import Testing

@Suite("Hedge mode")
struct HedgeModeTests {
    private func hedged(_ names: String...) -> Exchange {
        let exchange = Exchange()
        for name in names { #expect(exchange.hedge(name, true).rejection == nil) }
        return exchange
    }

    @Test("a long and a short stand side by side, each with its own entry price and margin")
    func sideBySide() {
        let exchange = hedged("H")
        exchange.place("M", .sell, "3", at: "20000")
        exchange.place("M", .buy, "3", at: "19990")
        exchange.place("H", .buy, "2", on: .long)
        exchange.place("H", .sell, "1", on: .short)
        #expect(exchange.figures("H", .long).position.quantity == .of("2"))
        #expect(exchange.figures("H", .short).position.quantity == .of("-1"))
        #expect(exchange.figures("H", .both).position.isFlat)
        #expect(exchange.figures("H", .long).positionInitialMargin == .of("2000"))
        #expect(exchange.figures("H", .short).positionInitialMargin == .of("1000"))
        // 100 000 less commissions of 16 and 7.996, the margins of both, and 10 lost on the short.
        #expect(exchange.available("H") == .of("96966.004"))
        #expect(exchange.figures("H", .long).liquidationPrice == exchange.figures("H", .short).liquidationPrice)
    }

    @Test("a close never flips: it takes what the position holds, and no order may close more")
    func closes() {
        let exchange = hedged("H")
        exchange.place("M", .sell, "3", at: "20000")
        exchange.place("M", .buy, "5", at: "19990")
        exchange.place("H", .buy, "2", on: .long)
        #expect(exchange.place("H", .sell, "2.001", on: .long).rejection == .reduceOnlyRejected)
        #expect(exchange.place("H", .buy, "1", on: .short).rejection == .reduceOnlyRejected)
        #expect(exchange.place("H", .sell, "2", on: .long).rejection == nil)
        #expect(exchange.figures("H", .long).position.isFlat)
    }

    @Test("resting closes free margin, need none, and end with the position")
    func restingCloses() throws {
        let exchange = hedged("H")
        exchange.place("M", .sell, "3", at: "20000")
        exchange.place("H", .buy, "2", on: .long)
        let before = exchange.available("H")
        let close = try exchange.place("H", .sell, "2", at: "20500", on: .long).get()
        #expect(exchange.available("H") == before)
        exchange.place("M", .buy, "2", at: "20000")
        exchange.place("H", .sell, "2", at: "20000", on: .long)
        #expect(exchange.story(close) == ["new", "expired nothingToReduce"])
    }

    @Test("the position side must be one of the mode")
    func sides() {
        let exchange = hedged("H")
        #expect(exchange.place("H", .buy, "1", at: "19000").rejection == .positionSideMismatch)
        #expect(exchange.place("O", .buy, "1", at: "19000", on: .long).rejection == .positionSideMismatch)
    }

    @Test("the mode changes only without orders and positions, and not to what it is")
    func changing() throws {
        let exchange = hedged("H")
        #expect(exchange.hedge("H", true).rejection == .samePositionMode)
        let order = try exchange.place("H", .buy, "1", at: "19000", on: .long).get()
        #expect(exchange.hedge("H", false).rejection == .positionModeWithOpenOrders)
        exchange.cancel("H", order)
        exchange.place("M", .sell, "1", at: "20000")
        exchange.place("H", .buy, "1", on: .long)
        #expect(exchange.hedge("H", false).rejection == .positionModeWithPosition)
        exchange.place("M", .buy, "1", at: "20000")
        exchange.place("H", .sell, "1", on: .long)
        #expect(exchange.hedge("H", false).rejection == nil)
        #expect(exchange.place("H", .buy, "1", at: "19000").rejection == nil)
    }

    @Test("leverage and margin type belong to both sides")
    func sharedSettings() {
        let exchange = hedged("H")
        exchange.place("M", .sell, "1", at: "20000")
        exchange.place("H", .buy, "1", on: .long)
        #expect(exchange.leverage("H", 50).rejection == nil)
        #expect(exchange.figures("H", .long).leverage == exchange.figures("H", .short).leverage)
        #expect(exchange.figures("H", .short).leverage.times == 50)
    }

    @Test("what is told of positions: both first, then the side that changed")
    func told() {
        let exchange = hedged("H")
        exchange.place("M", .sell, "1", at: "20000")
        exchange.place("H", .buy, "1", on: .long)
        #expect(exchange.lastPositions(of: "H") == ["both 0", "long 1"])
    }

    @Test("a long buy meets the short sell of the same account")
    func selfTrade() {
        let exchange = hedged("H")
        exchange.place("H", .sell, "1", at: "20000", on: .short)
        exchange.place("H", .buy, "1", on: .long)
        #expect(exchange.figures("H", .long).position.quantity == .of("1"))
        #expect(exchange.figures("H", .short).position.quantity == .of("-1"))
        exchange.place("H", .sell, "1", at: "20000", on: .long)
        exchange.place("H", .buy, "1", on: .short)
        #expect(exchange.figures("H", .long).position.isFlat && exchange.figures("H", .short).position.isFlat)
    }
}
