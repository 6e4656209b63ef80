import Primitives
import Risk
import Testing

@Suite("The index of several venues")
struct IndexPriceTests {
    private func sources(_ sources: [(Int64, Int64)]) -> [IndexSource] {
        sources.map { IndexSource(price: Price(whole: $0.0), weight: Rate(whole: $0.1)) }
    }
    private func index(_ list: (Int64, Int64)...) -> Price? { indexPrice(of: sources(list)) }
    private func shares(_ list: (Int64, Int64)...) -> [String] { indexShares(of: sources(list)).map(\.description) }

    @Test("it is the weighted mean, rounded towards zero")
    func mean() {
        #expect(index((100, 3), (104, 1)) == Price(whole: 101))
        #expect(index((100, 1)) == Price(whole: 100))
        #expect(index((100, 2), (101, 1)) == .of("100.33333333"))
        #expect(index((101, 2), (100, 1)) == .of("100.66666666"))
    }

    @Test("one source more than 5 % off the median does not count; one exactly 5 % off does")
    func outlier() {
        #expect(index((100, 1), (102, 1), (98, 1), (120, 10)) == Price(whole: 100))
        #expect(index((100, 1), (100, 1), (106, 1)) == Price(whole: 100))
        #expect(index((100, 1), (100, 1), (105, 2)) == .of("102.5"))
        #expect(shares((100, 1), (102, 3), (98, 4), (120, 10)) == ["0.125", "0.375", "0.5", "0"])
    }

    @Test("with several outliers the index is the median")
    func outliers() {
        #expect(index((100, 1), (101, 5), (102, 1), (150, 9), (20, 9)) == Price(whole: 101))
        #expect(index((100, 1), (200, 1)) == Price(whole: 150))
        #expect(shares((100, 1), (101, 5), (102, 1), (150, 9), (20, 9)) == ["0", "1", "0", "0", "0"])
        #expect(shares((100, 1), (200, 3)) == ["0.5", "0.5"])
    }

    @Test("sources without a price or a weight are no sources")
    func none() {
        #expect(index() == nil)
        #expect(index((0, 4)) == nil)
        #expect(index((100, 1), (0, 9), (300, 0)) == Price(whole: 100))
        #expect(shares((0, 4), (0, 1)) == ["0", "0"])
        #expect(shares((0, 4), (100, 1), (101, 2)) == ["0", "0.33333334", "0.66666666"])
    }

    @Test("it never leaves the range of the venues, whatever they say, and its shares add up to one", arguments: UInt64(1)...4)
    func range(seed: UInt64) throws {
        var generator = Numbers(state: seed)
        for _ in 0..<5_000 {
            let list = (0..<Int.random(in: 1...32, using: &generator)).map { _ in
                IndexSource(
                    price: Price(
                        raw: Int64.random(in: 1...(Int64.max >> Int64.random(in: 0...62, using: &generator)), using: &generator)),
                    weight: Rate(raw: Int64.random(in: 1...100_000_000_000_000_000, using: &generator)))
            }
            let prices = list.map(\.price).sorted()
            let index = try #require(indexPrice(of: list))
            #expect(index >= prices[0] && index <= prices[prices.count - 1])
            #expect(indexShares(of: list).reduce(0) { $0 + $1.raw } == fixedPointUnit)
        }
    }

    @Test("one venue that lies cannot move it out of the range of the others", arguments: UInt64(1)...4)
    func protected(seed: UInt64) throws {
        var generator = Numbers(state: seed)
        for _ in 0..<5_000 {
            let honest = (0..<Int.random(in: 3...8, using: &generator)).map { _ in
                IndexSource(
                    price: Price(raw: Int64.random(in: 9_900...10_100, using: &generator)),
                    weight: Rate(raw: Int64.random(in: 1...9, using: &generator)))
            }
            let lie = Bool.random(using: &generator) ? Int64.random(in: 11_000...99_999, using: &generator) : 1
            let list = (honest + [IndexSource(price: Price(raw: lie), weight: Rate(whole: 1_000))]).shuffled(using: &generator)
            let prices = honest.map(\.price).sorted()
            let index = try #require(indexPrice(of: list))
            #expect(index >= prices[0] && index <= prices[prices.count - 1])
        }
    }
}

/// A generator that a seed repeats.
private struct Numbers: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
