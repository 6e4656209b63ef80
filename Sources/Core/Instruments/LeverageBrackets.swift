public import Primitives

/// One step of the maintenance margin table (supplement §8.1, §8.3).
public struct LeverageBracket: Hashable, Sendable {
    /// The highest leverage a position of this size may be opened with.
    public var maxLeverage: Leverage
    public var notionalFloor: Money
    public var notionalCap: Money
    public var maintenanceMarginRate: Rate
    /// What makes the table continuous: `cum(n) = cum(n−1) + floor(n) × (rate(n) − rate(n−1))`.
    public var cumulative: Money

    public init(
        maxLeverage: Leverage, notionalFloor: Money, notionalCap: Money, maintenanceMarginRate: Rate, cumulative: Money
    ) {
        self.maxLeverage = maxLeverage
        self.notionalFloor = notionalFloor
        self.notionalCap = notionalCap
        self.maintenanceMarginRate = maintenanceMarginRate
        self.cumulative = cumulative
    }
}

/// The maintenance margin table of an instrument, lowest notional first.
public struct LeverageBrackets: Hashable, Sendable {
    public let steps: [LeverageBracket]

    /// A row of the published table: highest leverage, notional cap, maintenance margin rate.
    public typealias Row = (maxLeverage: Int32, notionalCap: Money, maintenanceMarginRate: Rate)

    /// No table grants more; keeps every product with a leverage far inside 64 bits.
    public static var leverageMax: Int32 { 1_000 }

    /// Nil when the rows are no table: empty, caps not rising, leverage not falling or beyond all bounds, rates not rising.
    public init?(rows: [Row]) {
        var steps: [LeverageBracket] = []
        var floor = Money.zero
        var rate = Rate.zero
        var cumulative = Money.zero
        for row in rows {
            guard (1...Self.leverageMax).contains(row.maxLeverage), row.notionalCap > floor, row.maintenanceMarginRate > rate else {
                return nil
            }
            if let last = steps.last, last.maxLeverage.times <= row.maxLeverage { return nil }
            if !steps.isEmpty {
                let rise = Rate(raw: row.maintenanceMarginRate.raw - rate.raw)
                guard let growth = try? floor.multiplied(by: rise, rounding: .down), let sum = try? cumulative.adding(growth) else {
                    return nil
                }
                cumulative = sum
            }
            steps.append(
                LeverageBracket(
                    maxLeverage: Leverage(row.maxLeverage), notionalFloor: floor, notionalCap: row.notionalCap,
                    maintenanceMarginRate: row.maintenanceMarginRate, cumulative: cumulative))
            floor = row.notionalCap
            rate = row.maintenanceMarginRate
        }
        if steps.isEmpty { return nil }
        self.steps = steps
    }

    public var maxLeverage: Leverage { steps[0].maxLeverage }

    /// The step of a notional: floor < notional ≤ cap; beyond the last cap, the last. O(steps).
    @inlinable
    public func step(for notional: Money) -> LeverageBracket {
        var place = 0
        while place + 1 < steps.count && notional > steps[place].notionalCap { place += 1 }
        return steps[place]
    }

    /// The largest notional a position may reach at this leverage.
    public func maxNotional(at leverage: Leverage) -> Money {
        for step in steps.reversed() where step.maxLeverage >= leverage { return step.notionalCap }
        return .zero
    }

    /// Maintenance margin of a position worth `notional` at the mark price, cut to 10⁻⁸ as document 001 shows it (supplement §8.1).
    @inlinable
    public func maintenanceMargin(of notional: Money) throws(ArithmeticOverflow) -> Money {
        let magnitude = notional.magnitude
        let step = step(for: magnitude)
        let margin = try magnitude.multiplied(by: step.maintenanceMarginRate, rounding: .down)
        return try margin.subtracting(step.cumulative)
    }
}
