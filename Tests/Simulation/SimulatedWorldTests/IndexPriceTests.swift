import Primitives
import Testing

@testable import SimulatedWorld

struct IndexPriceTests {
    private func index(_ sources: (Int64, Int64)...) -> Price? {
        indexPrice(of: sources.map { IndexSource(price: Price(whole: $0.0), weight: $0.1) })
    }

    @Test("the index is the weighted mean")
    func mean() {
        #expect(index((100, 3), (104, 1)) == Price(whole: 101))
        #expect(index((100, 1)) == Price(whole: 100))
    }

    @Test("one source more than 5 % off the median does not count; one exactly 5 % off does")
    func outlier() {
        #expect(index((100, 1), (102, 1), (98, 1), (120, 10)) == Price(whole: 100))
        #expect(index((100, 1), (100, 1), (106, 1)) == Price(whole: 100))
        #expect(index((100, 1), (100, 1), (105, 2)) == Price.of("102.5"))
    }

    @Test("with several outliers the index is the median")
    func outliers() {
        #expect(index((100, 1), (101, 5), (102, 1), (150, 9), (20, 9)) == Price(whole: 101))
        #expect(index((100, 1), (200, 1)) == Price(whole: 150))
    }

    @Test("sources without a price or a weight are no sources")
    func none() {
        #expect(index() == nil)
        #expect(index((0, 4)) == nil)
        #expect(index((100, 1), (0, 9), (300, 0)) == Price(whole: 100))
    }
}
