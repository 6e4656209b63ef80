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

    private func at(_ second: Int64) -> Timestamp { Timestamp(milliseconds: 1_721_779_200_000 + second * 1_000) }

    @Test("the basis is averaged over the samples of the last sixty seconds")
    func basisAverage() throws {
        var average = BasisAverage()
        #expect(average.average == 0)
        #expect(basis(bid: .of("101"), ask: .of("103"), index: .of("100")) == Price.of("2").raw)
        for second in 0..<60 { average.sample(200, at: at(Int64(second))) }
        #expect(average.average == 200)
        for second in 60..<90 { average.sample(0, at: at(Int64(second))) }
        #expect(average.average == 100)
        average.sample(900, at: at(89))
        #expect(average.average == 100)
    }

    @Test("a second without a sample leaves fewer of them; a minute later there is no basis")
    func basisGaps() throws {
        var average = BasisAverage()
        for second in 0..<60 { average.sample(second < 30 ? 100 : 400, at: at(Int64(second))) }
        for second in 60..<75 { average.sample(nil, at: at(Int64(second))) }
        // Fifteen of the first are left, and thirty of the second.
        #expect(average.average == 300)
        average.sample(nil, at: at(118))
        #expect(average.average == 400)
        var writer = ByteWriter()
        average.encode(into: &writer)
        var reader = ByteReader(writer.bytes)
        #expect(try BasisAverage(from: &reader) == average)
        average.sample(nil, at: at(119))
        #expect(average.average == 0)
        average.sample(-7, at: at(1_000_000))
        #expect(average.average == -7)
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

    private func terms(hours: Int) -> FundingTerms {
        FundingTerms(intervalHours: hours, interestRate: .of("0.0001"), cap: .of("0.003"), floor: .of("-0.003"))
    }

    @Test("premium is what the impact prices leave of the index")
    func impact() throws {
        #expect(try premium(impactBid: .of("101"), impactAsk: .of("102"), index: .of("100")) == .of("0.01"))
        #expect(try premium(impactBid: .of("98"), impactAsk: .of("99"), index: .of("100")) == .of("-0.01"))
        #expect(try premium(impactBid: .of("99"), impactAsk: .of("101"), index: .of("100")) == .zero)
    }

    @Test(
        "later premium samples weigh more, but where funding is hourly", arguments: [(8, "0.0003"), (4, "0.0003"), (1, "0.00025")])
    func weights(hours: Int, expected: String) throws {
        var average = PremiumAverage(terms(hours: hours))
        #expect(average.average == nil)
        average.sample(.of("0.0001"), at: at(0))
        average.sample(.of("0.0009"), at: at(3))
        average.sample(.of("0.0004"), at: at(5))
        #expect(average.average == (try Rate(expected)))
    }

    /// The oldest of 720 or 5 760 samples falls out for every one that comes.
    @Test("the average is that of the last interval", arguments: [1, 2, 4, 8])
    func rolling(hours: Int) throws {
        let window = hours * 720
        var average = PremiumAverage(terms(hours: hours))
        var values: [Int64] = []
        for step in 0..<(window + 50) {
            let value = Int64(step * 7_919 % 1_000) - 300
            values.append(value)
            average.sample(Rate(raw: value), at: at(Int64(step) * 5))
        }
        let last = values.suffix(window)
        var sum: Int64 = 0
        var weights: Int64 = 0
        for (place, value) in last.enumerated() {
            let weight = hours == 1 ? 1 : Int64(place + 1)
            sum += weight * value
            weights += weight
        }
        #expect(average.count == Int64(window))
        #expect(average.average == Rate(raw: sum / weights))
    }

    @Test("samples of the gap before a leap are forgotten when they are an interval old, and a snapshot keeps the rest")
    func gaps() throws {
        var average = PremiumAverage(terms(hours: 1))
        average.sample(Rate(raw: 100), at: at(0))
        average.sample(nil, at: at(5))
        average.sample(Rate(raw: 300), at: at(1_800))
        #expect(average.average == Rate(raw: 200))
        average.sample(nil, at: at(3_600))
        #expect(average.average == Rate(raw: 300))
        var writer = ByteWriter()
        average.encode(into: &writer)
        var reader = ByteReader(writer.bytes)
        var copy = try PremiumAverage(terms(hours: 1), from: &reader)
        #expect(reader.isAtEnd)
        for second in [3_700, 5_395, 5_400, 9_999_999] as [Int64] {
            average.sample(second == 3_700 ? Rate(raw: 50) : nil, at: at(second))
            copy.sample(second == 3_700 ? Rate(raw: 50) : nil, at: at(second))
            #expect(average.average == copy.average && average.count == copy.count)
        }
        #expect(average.average == nil)
    }

    @Test("a rate worked by hand: eight hours at 0.08 %, the second half at 0.12 %")
    func worked() {
        var average = PremiumAverage(terms(hours: 8))
        for step in 0..<Int64(5_760) { average.sample(step < 2_880 ? .of("0.0008") : .of("0.0012"), at: at(step * 5)) }
        // Weights 1…2 880 add up to 4 148 640, all to 16 591 680: 0.0012 − 0.0004 × 4 148 640 ÷ 16 591 680 = 0.00109998…
        #expect(average.average == .of("0.00109998"))
        // 0.00109998 + clamp(0.0001 − 0.00109998, ±0.0005)
        #expect(average.average.map { fundingRate(premium: $0, terms: terms(hours: 8)) } == .of("0.00059998"))
    }
}
