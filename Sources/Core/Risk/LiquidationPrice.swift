public import Instruments
public import Primitives

/// The mark price at which positions that share their margin reach their maintenance margin (supplement §8.7).
///
/// - Parameters:
///   - positions: of one instrument, none flat: one, or the long and the short of hedge mode.
///   - cushion: the wallet with the profit of other positions, less their maintenance margin.
/// - Returns: zero when no positive price liquidates them. Otherwise exact: with every figure rounded as clients see it, the
///   positions are liquidated at this price and not 10⁻⁸ short of it.
///
/// The brackets are those of the notionals at the price itself, so brackets are tried until they are consistent.
/// O(brackets ^ positions).
public func liquidationPrice(of positions: [Position], cushion: Money, brackets: LeverageBrackets) -> Price {
    guard let estimate = estimatedLiquidation(of: positions, cushion: cushion, brackets: brackets) else { return .zero }
    return estimate.edge { price in
        var balance = Int128(cushion.raw)
        var maintenance: Int128 = 0
        for position in positions {
            guard let notional = try? price.multiplied(by: position.quantity, rounding: .down),
                let margin = try? brackets.maintenanceMargin(of: notional)
            else { return false }
            balance += Int128(notional.raw) - Int128(position.cost.raw)
            maintenance += Int128(margin.raw)
        }
        return maintenance >= balance
    }
}

/// A price near which positions begin to be liquidated: what the formula says, before rounding.
public struct LiquidationEstimate: Hashable, Sendable {
    public let price: Price
    /// Whether the positions are safe above it, and liquidated below.
    public let isSafeAbove: Bool

    /// Prices that are looked at on the way from the estimate are at most 2 to this power apart.
    private static let doublingsMax = 50

    /// The last price on the way from the safe side at which `isLiquidated` holds; zero when there is none.
    /// O(log of how far the estimate is off).
    public func edge(_ isLiquidated: (Price) -> Bool) -> Price {
        let away: Int64 = isSafeAbove ? 1 : -1
        let startsLiquidated = isLiquidated(price)
        var liquidated = price.raw
        var safe = price.raw
        for doubling in 0..<Self.doublingsMax {
            let step = (Int64(1) << Int64(doubling)) * (startsLiquidated ? away : -away)
            let (next, overflow) = price.raw.addingReportingOverflow(step)
            if overflow || next <= 0 { return startsLiquidated ? price : .zero }
            let isStillSame = isLiquidated(Price(raw: next)) == startsLiquidated
            if startsLiquidated == isStillSame { liquidated = next } else { safe = next }
            if !isStillSame { return Self.between(liquidated, safe, isLiquidated) }
        }
        return price
    }

    private static func between(_ liquidated: Int64, _ safe: Int64, _ isLiquidated: (Price) -> Bool) -> Price {
        var inside = liquidated
        var outside = safe
        while abs(outside - inside) > 1 {
            let middle = inside + (outside - inside) / 2
            if isLiquidated(Price(raw: middle)) { inside = middle } else { outside = middle }
        }
        return Price(raw: inside)
    }
}

/// The formula of supplement §8.7; nil when no positive price liquidates the positions.
public func estimatedLiquidation(of positions: [Position], cushion: Money, brackets: LeverageBrackets) -> LiquidationEstimate? {
    let steps = brackets.steps
    let choices: [[LeverageBracket]]
    switch positions.count {
    case 1: choices = steps.map { [$0] }
    case 2: choices = steps.flatMap { first in steps.map { [first, $0] } }
    default: return nil
    }
    for chosen in choices {
        guard let estimate = estimatedLiquidation(of: positions, cushion: cushion, at: chosen) else { continue }
        if zip(positions, chosen).allSatisfy({ holds(estimate.price, $0, $1, isLast: $1 == steps[steps.count - 1]) }) {
            return estimate
        }
    }
    return nil
}

/// mark × Σ (|Q| × rate − Q) = cushion − Σ cost + Σ cumulative, everything at 10⁻⁸.
private func estimatedLiquidation(of positions: [Position], cushion: Money, at steps: [LeverageBracket]) -> LiquidationEstimate? {
    let unit = Int128(fixedPointUnit)
    var slope: Int128 = 0
    var amount = Int128(cushion.raw)
    for (position, step) in zip(positions, steps) {
        slope += Int128(position.quantity.magnitude.raw) * Int128(step.maintenanceMarginRate.raw)
        slope -= Int128(position.quantity.raw) * unit
        amount += Int128(step.cumulative.raw) - Int128(position.cost.raw)
    }
    if slope == 0 { return nil }
    let wide = amount * unit * unit / slope
    guard wide > 0, let raw = Int64(exactly: wide) else { return nil }
    return LiquidationEstimate(price: Price(raw: raw), isSafeAbove: slope < 0)
}

/// Whether a position is worth what the bracket is for, give or take what cutting the price to 10⁻⁸ does.
private func holds(_ price: Price, _ position: Position, _ step: LeverageBracket, isLast: Bool) -> Bool {
    let size = position.quantity.magnitude
    guard let notional = try? price.multiplied(by: size, rounding: .down) else { return false }
    let haze = Int128(size.raw / fixedPointUnit + 2)
    let worth = Int128(notional.raw)
    return worth > Int128(step.notionalFloor.raw) - haze && (worth <= Int128(step.notionalCap.raw) + haze || isLast)
}
