import CommandsAndEvents
import ExchangePorts
import Journaling
import Primitives
import Sequencing
import Testing

@Suite("Ticks")
struct TickTests {
    @Test("projections hear the time under a running clock", arguments: [ClockMode.wall, .scaled(thousandths: 60_000)])
    func ticks(mode: ClockMode) async throws {
        let journal = MemoryJournal(retaining: true)
        let recorder = Recorder()
        let sequencer = freshSequencer(
            journal, followers: [.threaded(recorder, name: "recorder")], clock: ExchangeClock(mode: mode))
        await recorder.fires(atBatch: 5).wait()
        await sequencer.stop()
        let times = recorder.batches.map(\.time)
        #expect(zip(times, times.dropFirst()).allSatisfy { $1.milliseconds / 10 > $0.milliseconds / 10 })
    }

    @Test("time is journaled only when something waits for it")
    func quietTicks() async throws {
        let journal = MemoryJournal(retaining: true)
        let recorder = Recorder()
        let sequencer = freshSequencer(
            journal, followers: [.threaded(recorder, name: "recorder")], clock: ExchangeClock(mode: .wall))
        await recorder.fires(atBatch: 12).wait()
        await sequencer.stop()
        // Nothing is listed: only the daily look at old orders waits for the time, once at the start and once at midnight.
        #expect(try journal.allCommands().allSatisfy { $0 == .passTime })
        #expect(try journal.allCommands().count <= 2)
    }

    @Test("a manual clock never ticks, and begins to when it is set to run")
    func modeChange() async throws {
        let journal = MemoryJournal(retaining: true)
        let recorder = Recorder()
        let clock = ExchangeClock(manualAt: SampleExchange.start)
        let sequencer = freshSequencer(journal, followers: [.threaded(recorder, name: "recorder")], clock: clock)
        clock.move(to: SampleExchange.start.advanced(byMilliseconds: 60_000))
        _ = try await sequencer.submit(SampleExchange.opening())
        try await sequencer.settle()
        let heard = recorder.batches.count
        #expect(try journal.allCommands().count == 7)
        let ticked = recorder.fires(atBatch: heard + 1)
        clock.set(.wall)
        await ticked.wait()
        await sequencer.stop()
        #expect(recorder.batches.count > heard)
    }
}
