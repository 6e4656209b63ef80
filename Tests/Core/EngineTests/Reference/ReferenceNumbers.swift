import Primitives

/// Counts of 10⁻⁸, wide enough that no sum or product of this model leaves them.
typealias Units = Int128

let unit: Units = 100_000_000

/// Towards zero: what is shown and received.
func cut(_ numerator: Units, by denominator: Units) -> Units { numerator / denominator }

/// Away from zero: what must be held or paid.
func raised(_ numerator: Units, by denominator: Units) -> Units {
    let quotient = numerator / denominator
    if quotient * denominator == numerator { return quotient }
    return (numerator < 0) == (denominator < 0) ? quotient + 1 : quotient - 1
}

extension FixedPoint {
    var units: Units { Units(raw) }
    init(units: Units) { self.init(raw: Int64(clamping: units)) }
}

/// With the sign of `right`, so that dividing by it leaves a positive denominator.
private func greatestCommonDivisor(_ left: Units, _ right: Units) -> Units {
    var (larger, smaller) = (left, right)
    while smaller != 0 { (larger, smaller) = (smaller, larger % smaller) }
    return (larger < 0) == (right < 0) ? larger : -larger
}

/// Quotient of two whole numbers, never rounded.
struct Fraction: Comparable {
    let numerator: Units
    /// Positive.
    let denominator: Units

    /// Nil without a denominator.
    init?(_ numerator: Units, over denominator: Units) {
        if denominator == 0 { return nil }
        let divisor = greatestCommonDivisor(numerator, denominator)
        self.numerator = numerator / divisor
        self.denominator = denominator / divisor
    }

    init(_ whole: Units) {
        numerator = whole
        denominator = 1
    }

    static let zero = Fraction(0)

    /// The multiple, towards zero.
    func cut(times factor: Units) -> Units { numerator * factor / denominator }
    /// The exact multiple. Factors are counts of 10⁻⁸.
    func times(_ factor: Units) -> Fraction { Fraction(numerator * factor, over: denominator) ?? .zero }

    static func == (left: Fraction, right: Fraction) -> Bool {
        left.numerator * right.denominator == right.numerator * left.denominator
    }
    static func < (left: Fraction, right: Fraction) -> Bool {
        left.numerator * right.denominator < right.numerator * left.denominator
    }
}
