import OptionPricing

/// What a move of the index costs the options written on it: marks and greeks of 1 000 series; and volatilities from quotes.
struct PricingBenchmark: Benchmark {
    let name = "pricing"

    private static let series = 1_000
    private static let moves = 200
    private static let spot = 60_000.0

    func run() throws -> [Row] {
        let options = Self.options
        var marks = Passes()
        var solutions = Passes()
        for _ in 0..<Passes.countMin {
            marks.add(try time { try Self.markAll(options) })
            solutions.add(try time { try Self.solveAll(options) })
        }
        let evaluations = Self.moves * options.count
        let perMove = 1_000 * Double(options.count) / marks.rate(operations: evaluations)
        return [
            Row(
                "marks and greeks of 1 000 series, one index move", value: marks.text(operations: evaluations),
                yardstick: "milliseconds", ratio: perMove, threshold: Thresholds.pricing),
            Row(
                "implied volatilities", value: solutions.text(operations: evaluations), yardstick: "marks and greeks",
                ratio: solutions.rate(operations: evaluations) / marks.rate(operations: evaluations), threshold: nil),
        ]
    }

    /// Five expiries of two hundred strikes around the index, calls and puts by turns.
    private static var options: [EuropeanOption] {
        (0..<series).map { number in
            let strike = spot * (0.5 + Double(number % 200) / 200)
            return EuropeanOption(
                number % 2 == 0 ? .call : .put, strike: strike, yearsToExpiry: Double(1 + 7 * (number / 200)) / 365)
        }
    }

    private static func markAll(_ options: [EuropeanOption]) throws {
        var sum = 0.0
        for move in 0..<moves {
            let pricing = BlackScholes(spot: spot + Double(move))
            for option in options {
                let value = pricing.value(option, volatility: 0.6)
                sum += value.price + value.delta + value.gamma + value.vega + value.theta
            }
        }
        guard sum.isFinite else { throw VoidRun("a mark is no number") }
    }

    private static func solveAll(_ options: [EuropeanOption]) throws {
        let pricing = BlackScholes(spot: spot)
        let quotes = options.map { pricing.value($0, volatility: 0.6).price }
        for _ in 0..<moves {
            for (option, quote) in zip(options, quotes) {
                let found = pricing.impliedVolatility(of: option, price: quote)
                // Where the quote is nothing but payoff it tells no volatility.
                if let found, abs(found - 0.6) > 0.01, quote > 1e-6 * spot + option.right.payoff(spot: spot, strike: option.strike)
                {
                    throw VoidRun("a volatility was not found again")
                }
            }
        }
    }

    private func time(_ body: () throws -> Void) rethrows -> Duration {
        let clock = ContinuousClock()
        let start = clock.now
        try body()
        return clock.now - start
    }
}
