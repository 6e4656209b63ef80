import Primitives
import Risk
import Testing

@Suite("Bankruptcy price and deleveraging score")
struct BankruptcyTests {
    @Test("an isolated position loses its wallet: entry − wallet ÷ quantity, mirrored for shorts, whatever the mark")
    func isolated() {
        for mark: StaticString in ["19076", "19500.5", "20000", "25000"] {
            let profit = Price.of(mark).raw - Price.of("20000").raw
            let long = bankruptcyPrice(of: .of("1"), mark: .of(mark), equity: Money(raw: Money.of("1000").raw + profit))
            let short = bankruptcyPrice(of: .of("-1"), mark: .of(mark), equity: Money(raw: Money.of("1000").raw - profit))
            #expect(long == .of("19000") && short == .of("21000"))
        }
    }

    @Test("rounded in favour of the account, also when it already owes")
    func rounding() {
        #expect(bankruptcyPrice(of: .of("3"), mark: .of("100"), equity: .of("100")) == .of("66.66666667"))
        #expect(bankruptcyPrice(of: .of("-3"), mark: .of("100"), equity: .of("100")) == .of("133.33333333"))
        #expect(bankruptcyPrice(of: .of("3"), mark: .of("100"), equity: .of("-100")) == .of("133.33333334"))
        #expect(bankruptcyPrice(of: .of("-3"), mark: .of("100"), equity: .of("-100")) == .of("66.66666666"))
        #expect(bankruptcyPrice(of: .of("-1"), mark: .of("100"), equity: .of("-150")).isNegative)
    }

    @Test("the score is PNL% × leverage of who earns, PNL% ÷ leverage of who loses")
    func score() {
        let earning = DeleveragingScore(profit: .of("500"), notional: .of("10500"), balance: .of("1500"))
        #expect(earning.raw == Rate.of("0.33333333").raw)
        let losing = DeleveragingScore(profit: .of("-500"), notional: .of("10000"), balance: .of("2000"))
        #expect(losing.raw == Rate.of("-0.01").raw)
        let broke = DeleveragingScore(profit: .of("-500"), notional: .of("10000"), balance: .zero)
        #expect(losing < earning && earning < broke && broke == .first)
    }
}
