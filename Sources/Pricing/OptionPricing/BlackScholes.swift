import Foundation

/// The right an option gives.
public enum OptionRight: Sendable, Hashable {
    /// To the underlying above the strike.
    case call
    /// To the strike above the underlying.
    case put

    /// What it pays for one unit of the underlying.
    public func payoff(spot: Double, strike: Double) -> Double {
        switch self {
        case .call: max(spot - strike, 0)
        case .put: max(strike - spot, 0)
        }
    }
}

/// A European option on one unit of the underlying, as pricing sees it.
public struct EuropeanOption: Sendable, Hashable {
    public var right: OptionRight
    public var strike: Double
    /// Of 365 days (options supplement §10). Zero or less: it has expired.
    public var yearsToExpiry: Double

    public init(_ right: OptionRight, strike: Double, yearsToExpiry: Double) {
        self.right = right
        self.strike = strike
        self.yearsToExpiry = yearsToExpiry
    }
}

/// What an option is worth, and how that changes.
public struct OptionValue: Sendable, Hashable {
    public var price: Double
    /// By one of the quote asset of the underlying.
    public var delta: Double
    /// Of delta, by one of the quote asset.
    public var gamma: Double
    /// By 1.00 of volatility, which is 100 per cent.
    public var vega: Double
    /// By one year passing: negative where time costs the holder.
    public var theta: Double

    public init(price: Double, delta: Double, gamma: Double, vega: Double, theta: Double) {
        self.price = price
        self.delta = delta
        self.gamma = gamma
        self.vega = vega
        self.theta = theta
    }
}

/// Black-Scholes with a continuously compounded rate and no dividends (options supplement §10).
public struct BlackScholes: Sendable, Hashable {
    public var spot: Double
    public var rate: Double

    /// - Parameter spot: above zero.
    public init(spot: Double, rate: Double = 0) {
        precondition(spot > 0, "an underlying has a price")
        self.spot = spot
        self.rate = rate
    }

    /// Without volatility or time left, the discounted payoff of the forward price.
    public func value(_ option: EuropeanOption, volatility: Double) -> OptionValue {
        let discounted = discountedStrike(option)
        guard let terms = terms(option, discounted, volatility) else { return intrinsicValue(option, discounted) }
        let sign = option.right == .call ? 1.0 : -1.0
        let inSpot = NormalDistribution.cumulative(sign * terms.d1)
        let inStrike = NormalDistribution.cumulative(sign * terms.d2)
        let density = NormalDistribution.density(terms.d1)
        let decay = -spot * density * volatility / (2 * terms.rootTime)
        return OptionValue(
            price: max(0, sign * (spot * inSpot - discounted * inStrike)),
            delta: sign * inSpot,
            gamma: density / (spot * terms.deviation),
            vega: spot * density * terms.rootTime,
            theta: decay - sign * rate * discounted * inStrike)
    }

    /// The price alone, as `value` has it.
    func price(_ option: EuropeanOption, _ discounted: Double, volatility: Double) -> (price: Double, vega: Double) {
        guard let terms = terms(option, discounted, volatility) else {
            return (option.right.payoff(spot: spot, strike: discounted), 0)
        }
        let sign = option.right == .call ? 1.0 : -1.0
        let price =
            sign
            * (spot * NormalDistribution.cumulative(sign * terms.d1)
                - discounted * NormalDistribution.cumulative(sign * terms.d2))
        return (max(0, price), spot * NormalDistribution.density(terms.d1) * terms.rootTime)
    }

    func discountedStrike(_ option: EuropeanOption) -> Double {
        rate == 0 ? option.strike : option.strike * exp(-rate * max(0, option.yearsToExpiry))
    }

    private struct Terms {
        var d1: Double
        var d2: Double
        var rootTime: Double
        /// Of the logarithm of the price at expiry.
        var deviation: Double
    }

    private func terms(_ option: EuropeanOption, _ discounted: Double, _ volatility: Double) -> Terms? {
        guard option.yearsToExpiry > 0, volatility > 0 else { return nil }
        let rootTime = option.yearsToExpiry.squareRoot()
        let deviation = volatility * rootTime
        let d1 = log(spot / discounted) / deviation + 0.5 * deviation
        return Terms(d1: d1, d2: d1 - deviation, rootTime: rootTime, deviation: deviation)
    }

    private func intrinsicValue(_ option: EuropeanOption, _ discounted: Double) -> OptionValue {
        let price = option.right.payoff(spot: spot, strike: discounted)
        let sign = option.right == .call ? 1.0 : -1.0
        let isExercised = price > 0
        let isAlive = isExercised && option.yearsToExpiry > 0
        return OptionValue(
            price: price, delta: isExercised ? sign : 0, gamma: 0, vega: 0, theta: isAlive ? -sign * rate * discounted : 0)
    }
}
