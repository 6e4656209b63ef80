import CommandsAndEvents
import ExchangePorts
import Journaling
import Primitives
import Sequencing
import Testing

@Suite("Ticks")
struct TickTests {
    @Test("time passes by itself under a running clock", arguments: [ClockMode.wall, .scaled(thousandths: 60_000)])
    func ticks(mode: ClockMode) async throws {
        let journal = MemoryJournal(retaining: true)
        let recorder = Recorder()
        let sequencer = freshSequencer(
            journal, followers: [.threaded(recorder, name: "recorder")], clock: ExchangeClock(mode: mode))
        await recorder.fires(at: 5).wait()
        await sequencer.stop()
        let times = recorder.batches.map(\.time)
        #expect(zip(times, times.dropFirst()).allSatisfy { $1.milliseconds / 10 > $0.milliseconds / 10 })
        #expect(try journal.allCommands().allSatisfy { $0 == .passTime })
    }

    @Test("a manual clock never ticks, and begins to when it is set to run")
    func modeChange() async throws {
        let journal = MemoryJournal(retaining: true)
        let recorder = Recorder()
        let clock = ExchangeClock(manualAt: SampleExchange.start)
        let sequencer = freshSequencer(journal, followers: [.threaded(recorder, name: "recorder")], clock: clock)
        clock.move(to: SampleExchange.start.advanced(byMilliseconds: 60_000))
        _ = try await sequencer.submit(SampleExchange.opening())
        _ = try await sequencer.read { $0.sequence }
        #expect(try journal.allCommands().count == 7)
        let ticked = recorder.fires(at: 8)
        clock.set(.wall)
        await ticked.wait()
        await sequencer.stop()
        #expect(try journal.allCommands().dropFirst(7).first == .passTime)
    }
}
