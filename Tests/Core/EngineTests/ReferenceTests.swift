import Testing

/// How many commands, and from which seed, say the same variables as for `RandomTests`.
@Suite("The engine beside a naive reference")
struct ReferenceTests {
    @Test("every account has the orders, positions, wallets and margins that the rules give it, after every command")
    func figures() {
        let length = max(1_000, min(4_000, RandomTests.commands / 8))
        for run in 0..<max(1, RandomTests.commands / 4 / length) {
            var random = ReferenceRun(seed: RandomTests.seed + UInt64(run))
            let isWell = random.run(length)
            #expect(isWell, "\(random.failure ?? "")")
            if !isWell { return }
            #expect(
                random.accepted > length / 5 && random.tradeCount > length / 40 && random.triggeredCount > 0,
                "too few commands did anything")
        }
    }
}
