import Testing

/// How many commands, and from which seed, say the same variables as for `RandomTests`.
@Suite("Disasters")
struct DisasterTests {
    @Test("whoever is ruined, and however, everyone has what the rules give them")
    func disasters() {
        let length = max(2_000, min(20_000, RandomTests.commands / 4))
        var tally = DisasterTally()
        for run in 0..<max(1, RandomTests.commands / 2 / length) {
            var disaster = DisasterRun(seed: RandomTests.seed + UInt64(run), everything: length > 4_000 ? 1_000 : 100)
            let isWell = disaster.run(length)
            tally += disaster.tally
            if !isWell {
                let (commands, fault) = Shrinking.ofDisaster(disaster.sent)
                let text = ScenarioWriter.text(commands, title: fault)
                Issue.record("\(disaster.failure ?? "")\n\(text)")
                return
            }
        }
        print("Disasters: \(tally)")
        #expect(tally.liquidations > tally.commands / 1_000 && tally.deleveraged > tally.commands / 10_000, "\(tally)")
    }
}
