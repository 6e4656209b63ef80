import Foundation

extension BlackScholes {
    /// The volatility at which the option is worth `price`.
    ///
    /// Nil when there is none: a price that does not exceed what the option is worth without any volatility, or that
    /// reaches what it could never exceed (the spot of a call, the discounted strike of a put), and of an expired option.
    ///
    /// Newton's method on the out-of-the-money side, kept within a bracket that halves when a step leaves it: about five
    /// evaluations. Accurate to 10⁻¹⁰ as long as the price itself tells volatilities apart.
    public func impliedVolatility(of option: EuropeanOption, price: Double) -> Double? {
        guard option.yearsToExpiry > 0, option.strike > 0, price.isFinite else { return nil }
        let discounted = discountedStrike(option)
        let intrinsic = option.right.payoff(spot: spot, strike: discounted)
        let bound = option.right == .call ? spot : discounted
        guard price > intrinsic, price < bound else { return nil }
        // By put-call parity both rights have the same time value; the one out of the money is nothing else.
        let isCallOut = spot <= discounted
        var outOfTheMoney = option
        outOfTheMoney.right = isCallOut ? .call : .put
        return solve(outOfTheMoney, discounted, timeValue: price - intrinsic)
    }

    private func solve(_ option: EuropeanOption, _ discounted: Double, timeValue: Double) -> Double? {
        let rootTime = option.yearsToExpiry.squareRoot()
        var low = 0.0
        var high = 1.0
        while price(option, discounted, volatility: high).price < timeValue {
            low = high
            high *= 2
            if high > Self.volatilityMax { return nil }
        }
        // Where vega is largest Newton's steps never overshoot (Manaster and Koehler).
        let turning = (2 * abs(log(spot / discounted))).squareRoot() / rootTime
        var guess = turning > low && turning < high ? turning : 0.5 * (low + high)
        for _ in 0..<Self.stepsMax {
            let (worth, vega) = price(option, discounted, volatility: guess)
            let excess = worth - timeValue
            if excess == 0 { return guess }
            if excess > 0 { high = guess } else { low = guess }
            var next = guess - excess / vega
            if !(next > low && next < high) { next = 0.5 * (low + high) }
            if abs(next - guess) <= Self.tolerance * next { return next }
            guess = next
        }
        return guess
    }

    private static var volatilityMax: Double { 1_024 }
    private static var stepsMax: Int { 100 }
    private static var tolerance: Double { 1e-13 }
}
