import Testing

import Instruments
import Primitives
import Risk

@Suite("Mark price and funding rate")
struct MarkPriceTests {
    /// Index 20 000, funding rate 0.01 % with half the interval to go: 20 001 with funding.
    @Test(
        "the mark price is the median of index with funding, index with basis, and last price",
        arguments: [
            ("5", "20000", "20001"), ("5", "20003", "20003"), ("5", "20010", "20005"), ("-5", "19000", "19995"),
            ("0.5", "0", "20000.5"),
        ] as [(StaticString, StaticString, StaticString)])
    func median(basis: StaticString, last: StaticString, mark: StaticString) throws {
        let price = try perpetualMarkPrice(
            index: .of("20000"), fundingRate: .of("0.0001"), untilFunding: 14_400_000, interval: 28_800_000,
            basis: Price.of(basis).raw, last: .of(last))
        #expect(price == .of(mark))
    }

    @Test("the basis is averaged over the last sixty samples")
    func basis() {
        var average = BasisAverage()
        #expect(average.average == 0)
        for _ in 0..<60 { average.add(bid: .of("101"), ask: .of("103"), index: .of("100")) }
        #expect(average.average == Price.of("2").raw)
        for _ in 0..<30 { average.add(bid: .of("100"), ask: .of("100"), index: .of("100")) }
        #expect(average.average == Price.of("1").raw)
        for _ in 0..<30 { average.add(bid: .of("100"), ask: .of("100"), index: .of("100")) }
        #expect(average.average == 0)
        #expect(BasisAverage(samples: average.samples, next: average.next) == average)
    }

    @Test(
        "premium is what the impact prices leave of the index, the rate its average drawn towards interest",
        arguments: [
            ("0", "0.0001"), ("0.0006", "0.0001"), ("-0.0004", "0.0001"), ("0.001", "0.0005"), ("-0.001", "-0.0005"),
            ("0.1", "0.003"),
            ("-0.1", "-0.003"),
        ] as [(StaticString, StaticString)])
    func rate(premium: StaticString, rate: StaticString) {
        let terms = FundingTerms(intervalHours: 8, interestRate: .of("0.0001"), cap: .of("0.003"), floor: .of("-0.003"))
        #expect(fundingRate(premium: .of(premium), terms: terms) == .of(rate))
    }

    @Test("later premium samples weigh more")
    func weights() throws {
        var average = PremiumAverage()
        average.add(.of("0.0001"))
        average.add(.of("0.0004"))
        #expect(average.average == .of("0.0003"))
        #expect(try premium(impactBid: .of("101"), impactAsk: .of("102"), index: .of("100")) == .of("0.01"))
        #expect(try premium(impactBid: .of("98"), impactAsk: .of("99"), index: .of("100")) == .of("-0.01"))
        #expect(try premium(impactBid: .of("99"), impactAsk: .of("101"), index: .of("100")) == .zero)
    }
}
