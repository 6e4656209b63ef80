import Testing

import Primitives
import Risk

@Suite("Positions")
struct PositionTests {
    /// Bought (positive) or sold quantity, price, commission rate; then what is expected.
    struct Step {
        var quantity: StaticString
        var price: StaticString
        var rate: StaticString = "0"
        var realized: StaticString = "0"
        var size: StaticString
        var entry: StaticString
    }

    static let stories: [[Step]] = [
        // Opened, added to, reduced, closed.
        [
            Step(quantity: "1", price: "100", size: "1", entry: "100"), Step(quantity: "1", price: "110", size: "2", entry: "105"),
            Step(quantity: "-0.5", price: "125", realized: "10", size: "1.5", entry: "105"),
            Step(quantity: "-1.5", price: "95", realized: "-15", size: "0", entry: "0"),
        ],
        // A short, flipped to a long at the price of the flipping fill.
        [
            Step(quantity: "-2", price: "50", size: "-2", entry: "50"),
            Step(quantity: "-2", price: "60", size: "-4", entry: "55"),
            Step(quantity: "5", price: "45", realized: "40", size: "1", entry: "45"),
            Step(quantity: "-3", price: "46", realized: "1", size: "-2", entry: "46"),
        ],
    ]

    @Test("fills open, add, reduce and flip", arguments: stories)
    func fills(story: [Step]) throws {
        var position = Position()
        var realizedInAll = Money.zero
        for step in story {
            let quantity = Quantity.of(step.quantity)
            let notional = try Price.of(step.price).multiplied(by: quantity.magnitude, rounding: .down)
            let realized = try position.fill(quantity, notional: notional, commission: .zero)
            realizedInAll += realized
            #expect(realized == .of(step.realized))
            #expect(position.quantity == .of(step.size))
            #expect(position.entryPrice == .of(step.entry))
            #expect(position.accumulatedRealized == realizedInAll)
        }
    }

    @Test("the documents' break-even prices: commissions of the opening are counted in")
    func breakEven() throws {
        var long = Position()
        _ = try long.fill(.of("100"), notional: .of("38.5"), commission: .of("0.0077"))
        #expect(long.breakEvenPrice == .of("0.385077"))
        var short = Position()
        let notional = Money.of("709.2841")
        _ = try short.fill(.of("-10"), notional: notional, commission: notional.multiplied(by: Rate.of("0.0004"), rounding: .down))
        #expect(short.breakEvenPrice == .of("70.90003863"))
    }

    @Test("reducing counts its proceeds and its commission into the break-even price; closing clears it")
    func breakEvenAfterReducing() throws {
        var position = Position()
        _ = try position.fill(.of("2"), notional: .of("200"), commission: .of("0.2"))
        _ = try position.fill(.of("-1"), notional: .of("110"), commission: .of("0.1"))
        #expect(position.breakEvenPrice == .of("90.3"))
        #expect(position.entryPrice == .of("100"))
        _ = try position.fill(.of("-1"), notional: .of("90"), commission: .of("0.1"))
        #expect(position.breakEvenCost == .zero && position.cost == .zero)
    }

    @Test("what is realised and what stays open add up exactly, whatever the fractions")
    func exact() throws {
        var position = Position()
        var paid = Money.zero
        var realized = Money.zero
        for (index, raw) in [3, 7, -5, -11, 13, -1, 1, -7].enumerated() {
            let quantity = Quantity(raw: Int64(raw) * 1_000_003)
            let notional = try Price(raw: 10_000_000_019 + Int64(index) * 7).multiplied(by: quantity.magnitude, rounding: .down)
            paid += quantity.isNegative ? -notional : notional
            realized += try position.fill(quantity, notional: notional, commission: .zero)
            #expect(position.cost - realized == paid)
        }
        #expect(position.isFlat)
    }
}
