import CommandsAndEvents
import Dispatch
import ExchangePorts
import Journaling
import Primitives

/// Fires once; whoever waits goes on, before or after.
final class Signal: Sendable {
    private struct State {
        var hasFired = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Locked(State())

    func fire() {
        let waiting = state.withLock { state in
            state.hasFired = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    func wait() async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if !state.hasFired { state.waiting.append(continuation) }
                return state.hasFired
            }
            if isOver { continuation.resume() }
        }
    }
}

/// Keeps what it is shown.
final class Recorder: Projection {
    private let held = Locked<[EventBatch]>([])
    private let whenSeen = Locked<[(sequence: UInt64, signal: Signal)]>([])
    private let whenCounted = Locked<[(count: Int, signal: Signal)]>([])

    var batches: [EventBatch] { held.withLock { $0 } }
    var events: [StampedEvent] { batches.flatMap(\.events) }
    var lastSequence: SequenceNumber { batches.last?.lastSequence ?? SequenceNumber(0) }

    func apply(_ batch: EventBatch) {
        let count = held.withLock { batches in
            batches.append(batch)
            return batches.count
        }
        for entry in whenCounted.withLock({ $0.filter { $0.count <= count } }) { entry.signal.fire() }
        let reached = whenSeen.withLock { $0.filter { $0.sequence <= batch.lastSequence.value } }
        for entry in reached { entry.signal.fire() }
    }

    /// Fires once so many batches were seen, also those that only tell the time.
    func fires(atBatch count: Int) -> Signal {
        let signal = Signal()
        whenCounted.withLock { $0.append((count, signal)) }
        if batches.count >= count { signal.fire() }
        return signal
    }

    func fires(at sequence: UInt64) -> Signal {
        let signal = Signal()
        whenSeen.withLock { $0.append((sequence, signal)) }
        if lastSequence.value >= sequence { signal.fire() }
        return signal
    }
}

/// A journal in memory whose appends a test can hold up, count and fail.
final class FaultyJournal: Journal {
    struct Failure: Error, Equatable {}

    let kept = MemoryJournal(retaining: true)
    let appendBegan = Signal()
    private let gate: DispatchSemaphore?
    private let failsAt: Int?
    private let calls = Locked<[[JournalBatch]]>([])

    /// `failsAt` counts appends from 1. A held journal waits in each append until `release`.
    init(isHeld: Bool = false, failsAt: Int? = nil) {
        gate = isHeld ? DispatchSemaphore(value: 0) : nil
        self.failsAt = failsAt
    }

    /// Lets one append through.
    func release() { gate?.signal() }

    /// What each append was given.
    var appends: [[JournalBatch]] { calls.withLock { $0 } }

    var lastSequence: SequenceNumber { kept.lastSequence }

    func append(_ batches: [JournalBatch]) throws {
        appendBegan.fire()
        gate?.wait()
        let number = calls.withLock { calls in
            calls.append(batches)
            return calls.count
        }
        if number == failsAt { throw Failure() }
        try kept.append(batches)
    }

    func read(from sequence: SequenceNumber, _ body: (JournalBatch) throws -> Void) throws { try kept.read(from: sequence, body) }
    func saveSnapshot(_ snapshot: Snapshot) throws { try kept.saveSnapshot(snapshot) }
    func latestSnapshot(notAfter sequence: SequenceNumber?) throws -> Snapshot? { try kept.latestSnapshot(notAfter: sequence) }
    func prune(before sequence: SequenceNumber) throws { try kept.prune(before: sequence) }
    func checkpoint() throws {}
    func close() throws {}
}

extension Journal {
    func allBatches() throws -> [JournalBatch] {
        var batches: [JournalBatch] = []
        try read(from: SequenceNumber(1)) { batches.append($0) }
        return batches
    }

    func allCommands() throws -> [Command] {
        var commands: [Command] = []
        for batch in try allBatches() { try batch.forEachCommand { commands.append($0.payload) } }
        return commands
    }
}
