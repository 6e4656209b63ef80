import CommandsAndEvents
import Primitives

/// One side of a ladder compared with where it belongs.
struct LadderPlan {
    let shape: LadderShape
    let side: Side
    /// The fair price in ticks.
    let fair: Int64
    /// The orders that stand in a band of their own, from the touch outward.
    private(set) var standing: [(band: Int, order: Order)] = []
    /// The bands without an order, from the touch outward.
    private(set) var missing: [Int] = []
    /// The orders that belong nowhere: off the ladder, then second in their band.
    private(set) var displaced: [Order] = []
    /// How many of those cannot wait: they stand where others would trade with them, or off the ladder.
    private(set) var urgent = 0

    init(shape: LadderShape, side: Side, fair: Int64, orders: [Order], rules: MarketRules) {
        self.shape = shape
        self.side = side
        self.fair = fair
        var taken = [Bool](repeating: false, count: shape.count)
        // By id within a price, so that the same orders always give the same plan.
        let own = orders.filter { $0.side == side }.sorted { first, second in
            if first.price != second.price { return side == .buy ? first.price > second.price : first.price < second.price }
            return first.id < second.id
        }
        for order in own {
            let distance = side.sign * (fair - order.price.raw / rules.tick)
            guard let band = shape.band(of: distance) else {
                displaced.insert(order, at: urgent)
                urgent += 1
                continue
            }
            if taken[band] {
                displaced.append(order)
            } else {
                taken[band] = true
                standing.append((band, order))
            }
        }
        missing = taken.indices.filter { !taken[$0] }
    }
}
