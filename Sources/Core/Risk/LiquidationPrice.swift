public import Instruments
public import Primitives

/// The mark price at which positions that share their margin reach their maintenance margin (supplement §8.7).
///
/// - Parameters:
///   - positions: of one instrument, none flat: one, or the long and the short of hedge mode.
///   - cushion: the wallet with the profit of other positions, less their maintenance margin.
/// - Returns: zero when no positive price liquidates them.
///
/// The brackets are those of the notionals at the price itself, so brackets are tried until they are consistent.
/// O(brackets ^ positions).
public func liquidationPrice(of positions: [Position], cushion: Money, brackets: LeverageBrackets) -> Price {
    let steps = brackets.steps
    let choices: [[LeverageBracket]]
    switch positions.count {
    case 1: choices = steps.map { [$0] }
    case 2: choices = steps.flatMap { first in steps.map { [first, $0] } }
    default: return .zero
    }
    for chosen in choices {
        guard let price = price(of: positions, cushion: cushion, at: chosen) else { continue }
        if zip(positions, chosen).allSatisfy({ holds(price, $0, $1, isLast: $1 == steps[steps.count - 1]) }) { return price }
    }
    return .zero
}

/// mark × Σ (|Q| × rate − Q) = cushion − Σ cost + Σ cumulative, everything at 10⁻⁸.
private func price(of positions: [Position], cushion: Money, at steps: [LeverageBracket]) -> Price? {
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
    return Price(raw: raw)
}

/// Whether a position is worth what the bracket is for.
private func holds(_ price: Price, _ position: Position, _ step: LeverageBracket, isLast: Bool) -> Bool {
    guard let notional = try? price.multiplied(by: position.quantity.magnitude, rounding: .down) else { return false }
    return notional > step.notionalFloor && (notional <= step.notionalCap || isLast)
}
