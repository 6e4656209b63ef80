import Foundation
import OptionPricing
import Testing

@Suite("Black-Scholes")
struct BlackScholesTests {
    /// The option of the document's sample mark price (options supplement §10): 29 days, strike 9 000, at 145 per cent.
    private let sample = EuropeanOption(.call, strike: 9_000, yearsToExpiry: 29.0 / 365)

    @Test("the document's sample, with the theta that its formula should have had")
    func documentSample() {
        let value = BlackScholes(spot: 8_800).value(sample, volatility: 1.45)
        #expect(value.price.isClose(to: 1_343.28779, within: 1e-8))
        #expect(value.delta.isClose(to: 0.55937047, within: 1e-8))
        #expect(value.gamma.isClose(to: 0.00010969, within: 5e-5))
        #expect(value.vega.isClose(to: 978.588777, within: 1e-8))
        #expect(value.theta.isClose(to: -8_929.6226, within: 1e-8))
    }

    @Test(
        "the supplement's further cases",
        arguments: [
            (8_800.0, 9_000.0, 29.0, 1.45, OptionRight.put, 1_543.28779, -0.44062953, 978.588777, -8_929.62259),
            (10_000, 10_000, 7, 0.8, .call, 441.754092, 0.52208770, 551.628046, -11_505.38497),
            (9_200, 8_500, 30, 0.8, .put, 505.378458, -0.322858, 946.714742, -4_607.34508),
        ])
    func furtherCases(
        spot: Double, strike: Double, days: Double, volatility: Double, right: OptionRight, price: Double, delta: Double,
        vega: Double, theta: Double
    ) {
        let option = EuropeanOption(right, strike: strike, yearsToExpiry: days / 365)
        let value = BlackScholes(spot: spot).value(option, volatility: volatility)
        #expect(value.price.isClose(to: price, within: 2e-9))
        #expect(value.delta.isClose(to: delta, within: 2e-6))
        #expect(value.vega.isClose(to: vega, within: 2e-9))
        #expect(value.theta.isClose(to: theta, within: 2e-9))
    }

    @Test("prices and greeks agree with SciPy's over moneyness, time and volatility")
    func golden() throws {
        let rows = try GoldenOption.all()
        #expect(rows.count == 1_872)
        for row in rows {
            let value = BlackScholes(spot: row.spot, rate: row.rate).value(row.option, volatility: row.volatility)
            // Below a millionth of a millionth of the spot both sides are rounding errors.
            let pairs = [
                (value.price, row.price, row.spot), (value.delta, row.delta, 1), (value.gamma, row.gamma, 1 / row.spot),
                (value.vega, row.vega, row.spot), (value.theta, row.theta, row.spot),
            ]
            for (ours, theirs, unit) in pairs {
                #expect(ours.isClose(to: theirs, within: 1e-8, or: 1e-12 * unit), "\(row)")
            }
        }
    }

    @Test("calls and puts differ by the forward")
    func parity() throws {
        for row in try GoldenOption.all() {
            let pricing = BlackScholes(spot: row.spot, rate: row.rate)
            var (call, put) = (row.option, row.option)
            (call.right, put.right) = (.call, .put)
            let difference =
                pricing.value(call, volatility: row.volatility).price - pricing.value(put, volatility: row.volatility).price
            let forward = row.spot - row.option.strike * exp(-row.rate * row.option.yearsToExpiry)
            #expect(difference.isClose(to: forward, within: 0, or: 1e-11 * row.spot))
        }
    }

    @Test("without time or volatility an option is worth its payoff", arguments: [OptionRight.call, .put])
    func expired(right: OptionRight) {
        for spot in [8_000.0, 9_000, 10_000] {
            let payoff = right.payoff(spot: spot, strike: 9_000)
            for (years, volatility) in [(0.0, 0.5), (-1, 0.5), (0.5, 0)] {
                let option = EuropeanOption(right, strike: 9_000, yearsToExpiry: years)
                let value = BlackScholes(spot: spot).value(option, volatility: volatility)
                #expect(value.price == payoff)
                #expect(value.delta == (payoff > 0 ? (right == .call ? 1 : -1) : 0))
                #expect(value.gamma == 0 && value.vega == 0 && value.theta == 0)
            }
        }
    }
}

extension Double {
    func isClose(to other: Double, within relative: Double, or absolute: Double = 0) -> Bool {
        abs(self - other) <= max(relative * abs(other), absolute)
    }
}
