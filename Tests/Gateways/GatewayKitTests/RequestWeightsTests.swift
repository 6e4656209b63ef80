import GatewayKit
import Primitives
import Testing

@Suite("Request weights")
struct RequestWeightsTests {
    private let start = Timestamp(milliseconds: 1_700_000_040_000)
    private var weights = RequestWeights(
        policy: .init(weightPerMinute: 10, warningsMax: 2, firstBanMilliseconds: 120_000, longestBanMilliseconds: 300_000))

    @Test("weight adds up per address until the minute of the clock is over")
    mutating func window() {
        #expect(start.floored(toMilliseconds: 60_000) == start, "the first of these requests opens a minute")
        #expect(weights.take(6, from: "a", at: start) == .allowed(used: 6))
        #expect(weights.take(4, from: "a", at: start.advanced(byMilliseconds: 59_999)) == .allowed(used: 10))
        #expect(weights.take(10, from: "b", at: start) == .allowed(used: 10))
        #expect(weights.take(1, from: "a", at: start.advanced(byMilliseconds: 60_000)) == .allowed(used: 1))
    }

    @Test("who goes over the limit is told when to come back")
    mutating func warning() {
        _ = weights.take(10, from: "a", at: start)
        #expect(weights.take(1, from: "a", at: start.advanced(byMilliseconds: 15_001)) == .tooMany(used: 11, retryAfterSeconds: 45))
        #expect(weights.take(1, from: "a", at: start.advanced(byMilliseconds: 59_999)) == .tooMany(used: 12, retryAfterSeconds: 1))
        #expect(weights.take(1, from: "a", at: start.advanced(byMilliseconds: 60_000)) == .allowed(used: 1))
    }

    @Test("who goes on is banned, each time longer, up to the longest")
    mutating func bans() {
        var now = start
        for seconds in [120, 240, 300, 300] {
            _ = weights.take(10, from: "a", at: now)
            for _ in 0..<2 {
                guard case .tooMany = weights.take(1, from: "a", at: now) else {
                    Issue.record("two warnings come before a ban")
                    return
                }
            }
            let until = now.advanced(byMilliseconds: Int64(seconds) * 1_000)
            #expect(weights.take(1, from: "a", at: now) == .banned(until: until, retryAfterSeconds: seconds))
            let last = until.advanced(byMilliseconds: -1)
            #expect(weights.take(1, from: "a", at: last) == .banned(until: until, retryAfterSeconds: 1))
            #expect(weights.take(1, from: "b", at: last) == .allowed(used: 1), "others are not banned")
            now = until.floored(toMilliseconds: 60_000).advanced(byMilliseconds: 60_000)
        }
    }

    @Test("without enforcement weight is only counted")
    func unenforced() {
        var weights = RequestWeights(policy: .init(weightPerMinute: 1, isEnforced: false))
        #expect(weights.take(5, from: "a", at: start) == .allowed(used: 5))
        #expect(weights.take(5, from: "a", at: start) == .allowed(used: 10))
    }
}
