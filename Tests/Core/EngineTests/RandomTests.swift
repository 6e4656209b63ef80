import Foundation
import Testing

@Suite("Random commands")
struct RandomTests {
    /// How many commands to run in all: `CONTANGO_ENGINE_OPS`.
    static let commands = ProcessInfo.processInfo.environment["CONTANGO_ENGINE_OPS"].flatMap { Int($0) } ?? 8_000
    /// The first seed: `CONTANGO_ENGINE_SEED`.
    static let seed = ProcessInfo.processInfo.environment["CONTANGO_ENGINE_SEED"].flatMap { UInt64($0) } ?? 1

    @Test("whatever clients send, invariants hold, snapshots continue alike, and events tell everything")
    func invariants() {
        let length = max(1_000, min(20_000, Self.commands / 4))
        for run in 0..<max(1, Self.commands / length) {
            var random = RandomRun(seed: Self.seed + UInt64(run))
            let isWell = random.run(length)
            #expect(isWell, "\(random.failure ?? "")")
            if !isWell { return }
            #expect(random.accepted > length / 5 && random.tradeCount > length / 100, "too few commands did anything")
            #expect(random.liquidationCount > 0, "too few were liquidated: \(random.liquidationCount)")
            #expect(random.triggeredCount > length / 100, "too few orders triggered")
        }
    }

    @Test("the same seed gives the same exchange")
    func determinism() {
        var first = RandomRun(seed: 77)
        var second = RandomRun(seed: 77)
        #expect(first.run(1_000) && second.run(1_000))
        let digests = (first.digest, second.digest)
        #expect(digests.0 == digests.1)
    }
}
