import OptionPricing
import Testing

@Suite("Implied volatility")
struct ImpliedVolatilityTests {
    @Test("the volatility of a price is found again wherever the price depends on it")
    func roundTrip() throws {
        var found = 0
        for row in try GoldenOption.all() {
            let pricing = BlackScholes(spot: row.spot, rate: row.rate)
            let value = pricing.value(row.option, volatility: row.volatility)
            // A price is a difference of two parts of the spot, so exact to the spot's last digit: where that digit is worth
            // more than 10⁻¹⁰ of the volatility, the price does not tell volatilities apart.
            let digit = row.spot.ulp / value.vega / row.volatility
            guard value.vega > 0, digit < 1e-10 else { continue }
            found += 1
            let implied = try #require(pricing.impliedVolatility(of: row.option, price: value.price), "\(row)")
            #expect(implied.isClose(to: row.volatility, within: 1e-10 + 8 * digit), "\(row): \(implied)")
        }
        #expect(found > 1_000)
    }

    @Test("the document's sample quotes", arguments: [(1.40000077, 1_294.327), (1.50000153, 1_392.186)])
    func documentSample(volatility: Double, price: Double) throws {
        let option = EuropeanOption(.call, strike: 9_000, yearsToExpiry: 29.0 / 365)
        let implied = try #require(BlackScholes(spot: 8_800).impliedVolatility(of: option, price: price))
        #expect(implied.isClose(to: volatility, within: 1e-6))
    }

    @Test("prices that no volatility makes have none")
    func impossible() {
        let pricing = BlackScholes(spot: 9_200)
        let call = EuropeanOption(.call, strike: 9_000, yearsToExpiry: 0.1)
        let put = EuropeanOption(.put, strike: 9_000, yearsToExpiry: 0.1)
        for price in [-1.0, 0, 100, 200, 9_200, 20_000, .infinity, .nan] {
            #expect(pricing.impliedVolatility(of: call, price: price) == nil, "\(price)")
        }
        for price in [-1.0, 0, 9_000, 20_000, .infinity, .nan] {
            #expect(pricing.impliedVolatility(of: put, price: price) == nil, "\(price)")
        }
        let expired = EuropeanOption(.call, strike: 9_000, yearsToExpiry: 0)
        #expect(pricing.impliedVolatility(of: expired, price: 300) == nil)
    }

    @Test("volatilities far beyond any market are found", arguments: [0.001, 0.01, 20, 300])
    func extremes(volatility: Double) throws {
        let option = EuropeanOption(.call, strike: 9_200, yearsToExpiry: 0.01)
        let pricing = BlackScholes(spot: 9_200)
        let price = pricing.value(option, volatility: volatility).price
        guard price < 9_200 else { return }
        let implied = try #require(pricing.impliedVolatility(of: option, price: price))
        #expect(implied.isClose(to: volatility, within: 1e-6))
    }
}
