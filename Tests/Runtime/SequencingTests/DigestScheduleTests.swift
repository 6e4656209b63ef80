import Testing

@testable import Sequencing

@Suite("Digest schedule")
struct DigestScheduleTests {
    private func digests(stateBytes: Int, batches: Int = 100_000, commands: Int = 10) -> Int {
        var schedule = DigestSchedule(everyBatches: 1_000, costPercent: 1)
        return (0..<batches).count { _ in schedule.isDue(afterCommands: commands, stateBytes: stateBytes) }
    }

    @Test("a small state is digested every thousand batches")
    func small() { #expect(digests(stateBytes: 10_000) == 100) }

    @Test("a large state is digested less often, but not never")
    func large() { #expect(digests(stateBytes: 1_000_000) == 4) }
}
