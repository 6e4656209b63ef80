import CommandsAndEvents
import Engine
import Journaling
import Primitives

/// Carries journaled batches out again and checks that they lead where they led before.
struct Replay: ~Copyable {
    private(set) var state: ExchangeState
    private(set) var batches = 0
    private(set) var commands = 0
    private(set) var digestsCompared = 0

    private init(_ state: consuming ExchangeState) { self.state = state }

    static func fromFirstCommand() -> Replay { Replay(ExchangeState()) }

    static func from(_ snapshot: Snapshot) throws(ReplayError) -> Replay {
        let replay = Replay(try decode(snapshot))
        guard replay.state.sequence == snapshot.sequence else {
            throw .snapshotMalformed(sequence: snapshot.sequence, reason: "it is of command \(replay.state.sequence.value)")
        }
        try replay.check(snapshot)
        return replay
    }

    private static func decode(_ snapshot: Snapshot) throws(ReplayError) -> ExchangeState {
        do throws(MalformedBytes) {
            return try ExchangeState(snapshot: snapshot.bytes)
        } catch {
            throw .snapshotMalformed(sequence: snapshot.sequence, reason: error.reason)
        }
    }

    /// Whether the state is what a snapshot of this moment says.
    func check(_ snapshot: Snapshot) throws(ReplayError) {
        let digest = state.digest()
        guard digest == snapshot.digest else {
            throw .snapshotDiffers(sequence: snapshot.sequence, recorded: snapshot.digest, replayed: digest)
        }
    }

    /// Carries a batch out. The events are returned when somebody wants them.
    mutating func apply(_ batch: JournalBatch, wantsEvents: Bool) throws(ReplayError) -> EventBatch? {
        try checkPlace(of: batch)
        do {
            try batch.forEachCommand { _ = state.apply($0) }
        } catch let error as MalformedBytes {
            throw .malformed(batchFrom: batch.firstSequence, reason: error.reason)
        } catch {
            throw .malformed(batchFrom: batch.firstSequence, reason: "\(error)")
        }
        batches += 1
        commands += batch.count
        try checkDigest(of: batch)
        guard wantsEvents else {
            state.discardEvents()
            return nil
        }
        let (events, listings) = state.takeEvents()
        return EventBatch(lastSequence: state.sequence, time: state.time, events: events, listings: listings)
    }

    /// The state that was reached.
    consuming func finish() -> ExchangeState { state }

    private func checkPlace(of batch: JournalBatch) throws(ReplayError) {
        guard batch.firstSequence == state.sequence.next else {
            throw .gap(expected: state.sequence.next, found: batch.firstSequence)
        }
        guard batch.time >= state.time else {
            throw .timeWentBack(batchFrom: batch.firstSequence, from: state.time, to: batch.time)
        }
    }

    private mutating func checkDigest(of batch: JournalBatch) throws(ReplayError) {
        guard let recorded = batch.digest else { return }
        digestsCompared += 1
        let replayed = state.digest()
        guard replayed == recorded else {
            throw .digestDiffers(batchFrom: batch.firstSequence, to: batch.lastSequence, recorded: recorded, replayed: replayed)
        }
    }
}
