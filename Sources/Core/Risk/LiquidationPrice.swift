public import Instruments
public import Primitives

/// The mark price at which a one-way cross position reaches its maintenance margin (supplement §8.7).
///
/// - Parameters:
///   - wallet: cross wallet balance of the margin asset.
///   - otherMaintenance: maintenance margin of the account's other cross positions.
///   - otherProfit: their unrealised profit.
/// - Returns: zero when no positive price liquidates the position.
///
/// The bracket is the one of the notional at the price itself, so brackets are tried until one is consistent. O(brackets).
public func liquidationPrice(
    of position: Position, wallet: Money, otherMaintenance: Money, otherProfit: Money, brackets: LeverageBrackets
) -> Price {
    if position.isFlat { return .zero }
    let cushion = Int128(wallet.raw) - Int128(otherMaintenance.raw) + Int128(otherProfit.raw) - Int128(position.cost.raw)
    let unit = Int128(fixedPointUnit)
    for step in brackets.steps {
        // mark × (|Q| × rate − Q) = cushion + cum, everything at 10⁻⁸.
        let slope =
            Int128(position.quantity.magnitude.raw) * Int128(step.maintenanceMarginRate.raw) - Int128(position.quantity.raw) * unit
        if slope == 0 { continue }
        let numerator = (cushion + Int128(step.cumulative.raw)) * unit * unit
        let wide = numerator / slope
        guard wide > 0, let raw = Int64(exactly: wide) else { continue }
        let price = Price(raw: raw)
        guard let notional = try? price.multiplied(by: position.quantity.magnitude, rounding: .down) else { continue }
        let isLast = step == brackets.steps[brackets.steps.count - 1]
        if notional > step.notionalFloor && (notional <= step.notionalCap || isLast) { return price }
    }
    return .zero
}
