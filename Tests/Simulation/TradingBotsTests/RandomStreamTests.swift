import Testing

@testable import TradingBots

struct RandomStreamTests {
    @Test("a stream repeats itself for the same seed, and another seed gives another")
    func repeats() {
        var first = RandomStream(seed: 7)
        var second = RandomStream(seed: 7)
        var other = RandomStream(seed: 8)
        let drawn = (0..<100).map { _ in first.next() }
        #expect(drawn == (0..<100).map { _ in second.next() })
        #expect(drawn != (0..<100).map { _ in other.next() })
    }

    @Test("the first numbers of splitmix64 are those its authors publish")
    func published() {
        var stream = RandomStream(seed: 1_234_567)
        #expect(stream.next() == 6_457_827_717_110_365_317)
        #expect(stream.next() == 3_203_168_211_198_807_973)
        #expect(stream.next() == 9_817_491_932_198_370_423)
    }

    @Test("derived streams differ by name and leave their source alone")
    func derived() {
        let source = RandomStream(seed: 1)
        var one = source.derived("one")
        var other = source.derived("other")
        #expect(one.next() != other.next())
        #expect(source == RandomStream(seed: 1))
    }

    @Test("integers cover their range and stay in it")
    func integers() {
        var stream = RandomStream(seed: 3)
        let drawn = Set((0..<1_000).map { _ in stream.integer(in: -2...3) })
        #expect(drawn == [-2, -1, 0, 1, 2, 3])
    }

    @Test("normal numbers have no mean and one deviation")
    func normal() {
        var stream = RandomStream(seed: 5)
        let drawn = (0..<50_000).map { _ in stream.normal() }
        let mean = drawn.reduce(0, +) / Int64(drawn.count)
        let variance = drawn.reduce(0) { $0 + $1 * $1 } / Int64(drawn.count)
        let unit = RandomStream.deviation * RandomStream.deviation
        #expect(abs(mean) < RandomStream.deviation / 50)
        #expect(abs(variance - unit) < unit / 20)
    }
}
