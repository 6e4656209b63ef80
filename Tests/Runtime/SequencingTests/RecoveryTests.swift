import CommandsAndEvents
import Engine
import ExchangePorts
import Journaling
import Primitives
import Sequencing
import Testing

@Suite("Recovery")
struct RecoveryTests {
    /// Runs traffic one command at a time, and returns the live digest at the end.
    private func run(
        _ journal: any Journal, followers: [Follower] = [], commands: Int = 600, seed: UInt64 = 3,
        configure: (inout SequencerConfiguration) -> Void = { _ in }
    ) async throws -> Digest {
        let clock = ExchangeClock(manualAt: SampleExchange.start)
        let sequencer = freshSequencer(journal, followers: followers, clock: clock) {
            $0.digestBatches = 25
            $0.digestCostPercent = 1_000
            configure(&$0)
        }
        _ = try await sequencer.submit(SampleExchange.opening())
        for (step, command) in SampleExchange.traffic(commands, seed: seed).enumerated() {
            clock.move(to: SampleExchange.start.advanced(byMilliseconds: Int64(step) * 1_000))
            _ = try await sequencer.submit([command])
        }
        let digest = try await sequencer.read { $0.digest() }
        await sequencer.stop()
        return digest
    }

    /// The same batches without the snapshots, changed on the way.
    private func copy(_ journal: any Journal, _ change: (inout JournalBatch) -> Void = { _ in }) throws -> MemoryJournal {
        let copy = MemoryJournal(retaining: true)
        for var batch in try journal.allBatches() {
            change(&batch)
            try copy.append([batch])
        }
        return copy
    }

    @Test("the recovered state is the state that was, from the snapshot and from the first command")
    func equality() async throws {
        let journal = MemoryJournal(retaining: true)
        let live = try await run(journal)
        let fromSnapshot = try Recovery.recover(journal: journal)
        #expect(fromSnapshot.report.snapshotSequence.value == 607)
        #expect(fromSnapshot.report.commands == 0)
        #expect(fromSnapshot.state.digest() == live)
        let fromFirst = try Recovery.recover(journal: try copy(journal))
        #expect(fromFirst.report.commands == 607)
        #expect(fromFirst.report.digestsCompared > 0)
        #expect(fromFirst.state.digest() == live)
        #expect(fromFirst.state.violations().isEmpty)
    }

    @Test("an empty journal recovers to an empty exchange")
    func empty() throws {
        let recovered = try Recovery.recover(journal: MemoryJournal(retaining: true))
        #expect(recovered.report.lastSequence.value == 0)
        #expect(recovered.state.accountCount == 0)
    }

    @Test("a projection that fell behind is shown exactly what it missed", arguments: [0, 100, 450, 607])
    func keeper(seen: Int) async throws {
        let journal = MemoryJournal(retaining: true)
        let live = Recorder()
        _ = try await run(journal, followers: [.threaded(live, name: "recorder")]) { $0.snapshotCommands = 200 }
        let recorder = Recorder()
        let recovered = try Recovery.recover(
            journal: journal,
            following: [Recovery.Keeper(recorder, name: "recorder", lastSequence: SequenceNumber(UInt64(seen)))])
        #expect(recovered.report.lastSequence.value == 607)
        #expect(recovered.report.snapshotSequence.value <= UInt64(seen))
        #expect(recorder.events == live.events.filter { $0.sequence.value > UInt64(seen) })
        #expect(recorder.batches.flatMap(\.listings) == (seen == 0 ? live.batches.flatMap(\.listings) : []))
    }

    @Test("a projection that needs the state is told it as it was where it stands, and then what it missed")
    func keeperWithState() async throws {
        let journal = MemoryJournal(retaining: true)
        let live = Recorder()
        _ = try await run(journal, followers: [.threaded(live, name: "recorder")])
        let recorder = Recorder()
        let seen = SequenceNumber(300)
        _ = try Recovery.recover(
            journal: journal, following: [Recovery.Keeper(recorder, name: "recorder", lastSequence: seen, needsState: true)])
        let state = try #require(recorder.batches.first)
        #expect(state.lastSequence == seen)
        #expect(state.listings == live.batches.flatMap(\.listings))
        #expect(recorder.batches.dropFirst().flatMap(\.events) == live.events.filter { $0.sequence > seen })
    }

    @Test("a run that goes on from a snapshot in the middle ends where an uninterrupted one does")
    func goesOn() async throws {
        let whole = MemoryJournal(retaining: true)
        let live = try await run(whole)
        // A crash: the journal up to command 400, and a snapshot of some time before.
        let broken = MemoryJournal(retaining: true)
        for batch in try whole.allBatches() where batch.lastSequence.value <= 300 { try broken.append([batch]) }
        let early = try Recovery.recover(journal: broken)
        try broken.saveSnapshot(
            Snapshot(
                sequence: early.state.sequence, time: early.state.time, digest: early.state.digest(),
                bytes: early.state.snapshot()))
        for batch in try whole.allBatches() where (301...400).contains(batch.lastSequence.value) { try broken.append([batch]) }

        let recovered = try Recovery.recover(journal: broken)
        #expect(recovered.report.snapshotSequence.value == 300)
        #expect(recovered.report.commands == 100)
        let clock = ExchangeClock(mode: .manual, notBefore: recovered.report.time)
        let sequencer = Sequencer(state: recovered.takeState(), journal: broken, clock: clock)
        var rest: [(time: Timestamp, command: Command)] = []
        for batch in try whole.allBatches() where batch.firstSequence.value > 400 {
            try batch.forEachCommand { rest.append(($0.time, $0.payload)) }
        }
        for (time, command) in rest {
            clock.move(to: time)
            _ = try await sequencer.submit([command])
        }
        #expect(try await sequencer.read { $0.digest() } == live)
        await sequencer.stop()
        #expect(try broken.allBatches().map(\.payload) == whole.allBatches().map(\.payload))
    }

    @Test("a snapshot that does not read back is passed over, for the journal has it all")
    func damagedSnapshot() async throws {
        let journal = MemoryJournal(retaining: true)
        let live = try await run(journal) { $0.snapshotCommands = 200 }
        guard var snapshot = try journal.latestSnapshot(notAfter: nil) else { return #expect(Bool(false), "no snapshot") }
        snapshot.bytes[snapshot.bytes.count / 2] ^= 1
        try journal.saveSnapshot(snapshot)
        let recovered = try Recovery.recover(journal: journal)
        #expect(recovered.report.snapshotSequence < snapshot.sequence)
        #expect(recovered.state.digest() == live)
    }

    @Test("a state that differs from what was recorded stops the start and names the batch")
    func differingDigest() async throws {
        let journal = MemoryJournal(retaining: true)
        _ = try await run(journal)
        var at = SequenceNumber(0)
        let falsified = try copy(journal) { batch in
            guard batch.digest != nil, batch.firstSequence.value > 300, at.value == 0 else { return }
            at = batch.firstSequence
            batch.digest = Digest(high: 1, low: 2)
        }
        #expect(at.value > 0)
        do {
            _ = try Recovery.recover(journal: falsified)
            Issue.record("recovered from a falsified journal")
        } catch ReplayError.digestDiffers(let from, _, let recorded, _) {
            #expect(from == at)
            #expect(recorded == Digest(high: 1, low: 2))
        }
        let report = Verification.verify(falsified)
        #expect(!report.isSound)
        #expect(report.lastSequence == at)
        #expect(report.firstError?.contains("commands \(at.value) to") == true)
    }

    @Test("a journal that ends before a snapshot or a projection has lost commands, and says so")
    func lostTail() async throws {
        let journal = MemoryJournal(retaining: true)
        _ = try await run(journal)
        let short = MemoryJournal(retaining: true)
        for batch in try journal.allBatches() where batch.lastSequence.value <= 300 { try short.append([batch]) }
        #expect(throws: ReplayError.self) {
            _ = try Recovery.recover(
                journal: short, following: [Recovery.Keeper(Recorder(), name: "history", lastSequence: SequenceNumber(301))])
        }
        if let snapshot = try journal.latestSnapshot(notAfter: nil) { try short.saveSnapshot(snapshot) }
        #expect(throws: ReplayError.self) { _ = try Recovery.recover(journal: short) }
        #expect(!Verification.verify(short).isSound)
    }

    @Test("verification replays everything, compares digests and snapshots, and finds a sound journal sound")
    func verification() async throws {
        let journal = MemoryJournal(retaining: true)
        let live = try await run(journal) { $0.snapshotCommands = 200 }
        let report = Verification.verify(journal)
        #expect(report.isSound, "\(report)")
        #expect(report.digest == live)
        #expect(report.commands == 607)
        #expect(report.startSequence.value == 0)
        #expect(report.snapshotsCompared == 2)
        #expect(report.digestsCompared > 10)

        try journal.prune(before: SequenceNumber(600))
        let pruned = Verification.verify(journal)
        #expect(pruned.isSound, "\(pruned)")
        #expect(pruned.startSequence.value > 0)
        #expect(pruned.digest == live)
    }

    @Test("verification survives bytes that are no commands")
    func garbage() async throws {
        let journal = MemoryJournal(retaining: true)
        _ = try await run(journal, commands: 50)
        let report = Verification.verify(try copy(journal) { if $0.firstSequence.value == 40 { $0.payload = [255, 0] } })
        #expect(report.firstError?.contains("from 40") == true)
        #expect(report.lastSequence.value == 39)
    }

    @Test("a journal on disk recovers to the same state")
    func onDisk() async throws {
        let directory = ScratchDirectory()
        let journal = try SQLiteJournal(directory: directory.path, durability: .os)
        let live = try await run(journal) { $0.snapshotCommands = 400 }
        try journal.close()
        let again = try SQLiteJournal(directory: directory.path, durability: .os)
        let recovered = try Recovery.recover(journal: again)
        #expect(recovered.state.digest() == live)
        #expect(Verification.verify(again).isSound)
        try again.close()
    }
}
