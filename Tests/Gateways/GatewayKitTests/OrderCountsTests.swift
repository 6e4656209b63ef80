import GatewayKit
import Primitives
import Testing

@Suite("Order counts")
struct OrderCountsTests {
    private let start = Timestamp(milliseconds: 1_700_000_040_000)
    private let alice = AccountID(0)
    private let bob = AccountID(1)
    private var counts = OrderCounts(policy: .init(perTenSeconds: 3, perMinute: 5))

    private mutating func take(_ account: AccountID, after milliseconds: Int64) -> OrderCounts.Verdict {
        counts.take(tenSeconds: 1, minute: 1, of: account, at: start.advanced(byMilliseconds: milliseconds))
    }

    private func usage(_ verdict: OrderCounts.Verdict) -> [Int]? {
        guard case .allowed(let usage) = verdict else { return nil }
        return [usage.tenSeconds, usage.minute]
    }

    @Test("orders are counted in windows of the clock, per account")
    mutating func windows() {
        #expect(usage(take(alice, after: 0)) == [1, 1])
        #expect(usage(take(alice, after: 9_999)) == [2, 2])
        #expect(usage(take(bob, after: 9_999)) == [1, 1])
        #expect(usage(take(alice, after: 10_000)) == [1, 3])
        #expect(usage(take(alice, after: 60_000)) == [1, 1])
    }

    @Test("the shorter limit is named first, and a refused order does not count")
    mutating func tooMany() {
        for _ in 0..<3 { _ = take(alice, after: 0) }
        #expect(take(alice, after: 1) == .tooMany(limit: 3, window: "10 SECOND"))
        #expect(usage(take(alice, after: 10_000)) == [1, 4])
        #expect(usage(take(alice, after: 10_001)) == [2, 5])
        #expect(take(alice, after: 20_000) == .tooMany(limit: 5, window: "1 MINUTE"))
        #expect(usage(take(alice, after: 60_000)) == [1, 1])
    }

    @Test("usage is that of the open windows, and looking at it uses nothing")
    mutating func usageSoFar() {
        for _ in 0..<2 { _ = take(alice, after: 0) }
        #expect(usage(.allowed(counts.usage(of: alice, at: start))) == [2, 2])
        #expect(usage(.allowed(counts.usage(of: alice, at: start.advanced(byMilliseconds: 10_000)))) == [0, 2])
        #expect(usage(.allowed(counts.usage(of: bob, at: start))) == [0, 0])
    }

    @Test("a batch that would break a limit is refused whole")
    mutating func batch() {
        _ = take(alice, after: 0)
        #expect(counts.take(tenSeconds: 3, minute: 3, of: alice, at: start) == .tooMany(limit: 3, window: "10 SECOND"))
        #expect(usage(counts.take(tenSeconds: 2, minute: 2, of: alice, at: start)) == [3, 3])
    }

    @Test("without enforcement orders are only counted")
    func unenforced() {
        var counts = OrderCounts(policy: .init(perTenSeconds: 1, perMinute: 1, isEnforced: false))
        for _ in 0..<3 { _ = counts.take(tenSeconds: 1, minute: 1, of: alice, at: start) }
        #expect(usage(counts.take(tenSeconds: 1, minute: 1, of: alice, at: start)) == [4, 4])
    }
}
