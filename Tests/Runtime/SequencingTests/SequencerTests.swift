import CommandsAndEvents
import Dispatch
import Engine
import ExchangePorts
import Journaling
import Primitives
import Sequencing
import Testing

/// A sequencer over a fresh state with a manual clock.
func freshSequencer(
    _ journal: any Journal, followers: [Follower] = [], clock: ExchangeClock = ExchangeClock(manualAt: SampleExchange.start),
    configure: (inout SequencerConfiguration) -> Void = { _ in }, fatal: (@Sendable (any Error) -> Void)? = nil
) -> Sequencer {
    var configuration = SequencerConfiguration()
    configure(&configuration)
    return Sequencer(
        state: ExchangeState(), journal: journal, clock: clock, followers: followers, configuration: configuration, fatal: fatal)
}

@Suite("Sequencer")
struct SequencerTests {
    @Test("outcomes come back in the order of submission, numbered without gaps", arguments: [true, false])
    func order(commitsOnEngineThread: Bool) async throws {
        let sequencer = freshSequencer(MemoryJournal(retaining: false)) {
            $0.commits = commitsOnEngineThread ? .engineThread : .ownThread
        }
        _ = try await sequencer.submit(SampleExchange.opening())
        let answered = Locked<[UInt64]>([])
        let done = Signal()
        let count = 2_000
        for index in 0..<count {
            let commands = Array(repeating: SampleExchange.deposit(SampleExchange.alice, 1), count: index % 3 + 1)
            sequencer.submit(commands) { result in
                guard let outcomes = try? result.get() else { return }
                answered.withLock { $0.append(contentsOf: outcomes.map(\.sequence.value)) }
                if index == count - 1 { done.fire() }
            }
        }
        await done.wait()
        let sequences = answered.withLock { $0 }
        #expect(sequences == Array(8..<8 + UInt64(sequences.count)))
        await sequencer.stop()
    }

    @Test("nothing submitted is nothing done")
    func emptySubmission() async throws {
        let journal = MemoryJournal(retaining: true)
        let sequencer = freshSequencer(journal)
        #expect(try await sequencer.submit([]).isEmpty)
        #expect(journal.lastSequence.value == 0)
        await sequencer.stop()
    }

    @Test("a read sees every command submitted before it, answered or not", arguments: [true, false])
    func readYourWrites(commitsOnEngineThread: Bool) async throws {
        let sequencer = freshSequencer(FaultyJournal()) { $0.commits = commitsOnEngineThread ? .engineThread : .ownThread }
        _ = try await sequencer.submit(SampleExchange.opening())
        for round in 1...200 {
            sequencer.submit([SampleExchange.deposit(SampleExchange.bob, 1)]) { _ in }
            let balance = try await sequencer.read { $0.balances(of: SampleExchange.bob)[0].walletBalance }
            #expect(balance == Money(whole: 1_000_000 + Int64(round)))
        }
        await sequencer.stop()
    }

    @Test("no reply, no read and no event comes out before the commit")
    func nothingBeforeCommit() async throws {
        let journal = FaultyJournal(isHeld: true)
        let synchronous = Recorder()
        let threaded = Recorder()
        let sequencer = freshSequencer(
            journal, followers: [.synchronous(synchronous), .threaded(threaded, name: "recorder")])
        let answers = Locked(0)
        let looked = Signal()
        let answered = Signal()
        sequencer.submit(try SampleExchange.opening()) { _ in answers.withLock { $0 += 1 } }
        sequencer.read { state in
            looked.fire()
            return state.sequence.value
        } completion: { result in
            answers.withLock { $0 += 1 }
            #expect((try? result.get()) == 7)
            answered.fire()
        }
        await looked.wait()
        await journal.appendBegan.wait()
        #expect(answers.withLock { $0 } == 0)
        #expect(synchronous.batches.isEmpty)
        #expect(threaded.batches.isEmpty)
        journal.release()
        await answered.wait()
        #expect(answers.withLock { $0 } == 2)
        #expect(synchronous.lastSequence.value == 7)
        try await sequencer.settle()
        #expect(threaded.lastSequence.value == 7)
        await sequencer.stop()
    }

    @Test("batches that wait while a commit runs are committed together")
    func groupCommit() async throws {
        let journal = FaultyJournal(isHeld: true)
        let sequencer = freshSequencer(journal)
        let done = Signal()
        sequencer.submit(try SampleExchange.opening()) { _ in }
        await journal.appendBegan.wait()
        for round in 1...4 {
            sequencer.submit([SampleExchange.deposit(SampleExchange.alice, Int64(round))]) { _ in if round == 4 { done.fire() } }
            let executed = Signal()
            sequencer.read { _ in
                executed.fire()
            } completion: { _ in
            }
            await executed.wait()
        }
        journal.release()
        journal.release()
        await done.wait()
        let appends = journal.appends
        #expect(appends.map { $0.reduce(0) { $0 + $1.count } } == [7, 4])
        #expect(appends[1].count >= 2)
        await sequencer.stop()
    }

    @Test("after a failed commit nothing comes out and everyone is told that it stopped", arguments: [true, false])
    func failedCommit(commitsOnEngineThread: Bool) async throws {
        let journal = FaultyJournal(failsAt: 2)
        let recorder = Recorder()
        let failures = Locked<[String]>([])
        let sequencer = freshSequencer(
            journal, followers: [.threaded(recorder, name: "recorder")],
            configure: { $0.commits = commitsOnEngineThread ? .engineThread : .ownThread },
            fatal: { error in failures.withLock { $0.append("\(error)") } })
        _ = try await sequencer.submit(SampleExchange.opening())
        let refusals = Locked(0)
        let count = 100
        for _ in 0..<count {
            sequencer.submit([SampleExchange.deposit(SampleExchange.alice, 1)]) { result in
                if case .failure(.stopped) = result { refusals.withLock { $0 += 1 } }
            }
        }
        await #expect(throws: ExchangeUnavailable.stopped) { _ = try await sequencer.read { $0.sequence } }
        await #expect(throws: ExchangeUnavailable.stopped) { try await sequencer.settle() }
        await sequencer.ended()
        #expect(refusals.withLock { $0 } == count)
        #expect(failures.withLock { $0 } == ["Failure()"])
        #expect(recorder.lastSequence.value == 7)
        #expect(journal.appends.count == 2)
        await #expect(throws: ExchangeUnavailable.stopped) { _ = try await sequencer.submit(.passTime) }
    }

    @Test("a full inbox refuses, and takes again once there is room")
    func overload() async throws {
        let sequencer = freshSequencer(MemoryJournal(retaining: false)) { $0.inboxCommandsMax = 10 }
        _ = try await sequencer.submit(SampleExchange.opening())
        let isBusy = Signal()
        let gate = DispatchSemaphore(value: 0)
        sequencer.read { _ in
            isBusy.fire()
            gate.wait()
        } completion: { _ in
        }
        await isBusy.wait()
        let accepted = Locked(0)
        let done = Signal()
        for _ in 0..<5 {
            sequencer.submit(Array(repeating: SampleExchange.deposit(SampleExchange.alice, 1), count: 2)) { result in
                guard case .success = result else { return }
                let count = accepted.withLock { count in
                    count += 1
                    return count
                }
                if count == 5 { done.fire() }
            }
        }
        await #expect(throws: ExchangeUnavailable.overloaded) { _ = try await sequencer.submit(.passTime) }
        gate.signal()
        await done.wait()
        #expect(try await sequencer.submit(.passTime).sequence.value == 18)
        await #expect(throws: ExchangeUnavailable.overloaded) {
            _ = try await sequencer.submit(Array(repeating: .passTime, count: 11))
        }
        await sequencer.stop()
    }

    @Test("a projection that is behind holds commits up rather than growing its queue")
    func backPressure() async throws {
        final class Gated: Projection {
            let gate = DispatchSemaphore(value: 0)
            let seen = Locked(0)
            func apply(_ batch: EventBatch) {
                gate.wait()
                seen.withLock { $0 += 1 }
            }
        }
        let projection = Gated()
        let journal = FaultyJournal()
        let sequencer = freshSequencer(journal, followers: [.threaded(projection, name: "gated")]) {
            $0.queuedEventsMax = 1
            $0.uncommittedBatchesMax = 1
            $0.batchCommandsMax = 1
            $0.inboxCommandsMax = 1_000
        }
        let refused = Locked(0)
        var submitted = 0
        // Every queue on the way is bounded, so that refusals begin sooner or later.
        while refused.withLock({ $0 }) == 0 {
            sequencer.submit([.passTime]) { if case .failure = $0 { refused.withLock { $0 += 1 } } }
            submitted += 1
        }
        #expect(journal.appends.count < 10)
        for _ in 0..<submitted { projection.gate.signal() }
        while (try? await sequencer.settle()) == nil { await Task.yield() }
        #expect(projection.seen.withLock { $0 } == submitted - 1)
        await sequencer.stop()
    }

    @Test("settle returns once every projection has seen everything")
    func settle() async throws {
        let recorders = [Recorder(), Recorder()]
        let sequencer = freshSequencer(
            MemoryJournal(retaining: false), followers: recorders.map { .threaded($0, name: "recorder") })
        for round in 1...300 {
            _ = try await sequencer.submit(.passTime)
            try await sequencer.settle()
            for recorder in recorders { #expect(recorder.lastSequence.value == UInt64(round)) }
        }
        await sequencer.stop()
    }

    @Test("names are in the catalog when the reply that made them arrives")
    func catalogFirst() async throws {
        let catalog = Catalog()
        let sequencer = freshSequencer(FaultyJournal(), followers: [.synchronous(catalog)])
        _ = try await sequencer.submit(SampleExchange.opening())
        #expect(catalog.names.instrument("BTCUSDT") == SampleExchange.bitcoin)
        #expect(catalog.names.account("bob") == SampleExchange.bob)
        await sequencer.stop()
    }

    @Test("stop finishes what was taken, shows it to the projections and leaves a snapshot")
    func stopDrains() async throws {
        let journal = FaultyJournal()
        let recorder = Recorder()
        let sequencer = freshSequencer(journal, followers: [.threaded(recorder, name: "recorder")])
        let answered = Locked(0)
        for command in try SampleExchange.opening() + SampleExchange.traffic(1_000, seed: 1) {
            sequencer.submit([command]) { if case .success = $0 { answered.withLock { $0 += 1 } } }
        }
        await sequencer.stop()
        #expect(answered.withLock { $0 } == 1_007)
        #expect(recorder.lastSequence.value == 1_007)
        #expect(try journal.latestSnapshot(notAfter: nil)?.sequence.value == 1_007)
        await #expect(throws: ExchangeUnavailable.stopped) { _ = try await sequencer.submit(.passTime) }
        await sequencer.stop()
    }

    @Test("the same calls under a manual clock give the same journal, byte for byte")
    func determinism() async throws {
        func run() async throws -> [JournalBatch] {
            let journal = FaultyJournal()
            let clock = ExchangeClock(manualAt: SampleExchange.start)
            let sequencer = freshSequencer(journal, clock: clock) {
                $0.digestBatches = 10
                $0.digestCostPercent = 1_000
            }
            _ = try await sequencer.submit(SampleExchange.opening())
            for (step, command) in SampleExchange.traffic(300, seed: 7).enumerated() {
                clock.move(to: SampleExchange.start.advanced(byMilliseconds: Int64(step) * 500))
                _ = try await sequencer.submit([command])
            }
            await sequencer.stop()
            return try journal.allBatches()
        }
        let first = try await run()
        #expect(first == (try await run()))
        #expect(first.contains { $0.digest != nil })
        #expect(first.count == 301)
    }
}
