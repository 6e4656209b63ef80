import CommandsAndEvents
import Engine
import ExchangePorts
import Journaling
import Primitives

/// Owns the state and carries requests out, batch by batch. Lives on the stack of the engine thread.
struct BatchExecutor: ~Copyable {
    private var state: ExchangeState
    private let clock: ExchangeClock
    private var ticks: TickSchedule
    private var digests: DigestSchedule
    private let snapshotCommands: Int
    private var commandsSinceSnapshot = 0

    init(state: consuming ExchangeState, clock: ExchangeClock, configuration: SequencerConfiguration) {
        self.state = state
        self.clock = clock
        ticks = TickSchedule(milliseconds: configuration.tickMilliseconds, clock: clock)
        digests = DigestSchedule(
            everyBatches: configuration.digestBatches, costPercent: configuration.digestCostPercent)
        snapshotCommands = configuration.snapshotCommands
    }

    /// When `execute` has something to do although nothing was asked.
    var deadlineNanoseconds: Int64? { ticks.deadlineNanoseconds }

    /// Carries the requests out, in order, with a tick before them when one is due.
    ///
    /// A tick is a command only when something waits for the time; otherwise the projections alone are told the time,
    /// and the journal does not grow.
    mutating func execute(_ requests: ArraySlice<Request>) -> ExecutedBatch {
        let time = max(state.time, clock.now)
        let first = state.sequence.next
        var payload = ByteWriter(reservingCapacity: requests.count * 64 + 1)
        var batch = ExecutedBatch()
        batch.replies.reserveCapacity(requests.count)
        let ticks = ticks.isDue(at: time)
        if ticks && time >= state.nextWork { _ = apply(.passTime, at: time, into: &payload) }
        for request in requests { batch.replies.append(carryOut(request, at: time, into: &payload)) }
        close(&batch, first: first, time: time, payload: payload.bytes)
        if ticks && batch.events == nil {
            batch.events = EventBatch(lastSequence: state.sequence, time: time, events: [], listings: [])
        }
        return batch
    }

    /// The state as it is now, to start from the next time.
    func snapshot() -> Snapshot {
        Snapshot(sequence: state.sequence, time: state.time, digest: state.digest(), bytes: state.snapshot())
    }

    private mutating func carryOut(_ request: Request, at time: Timestamp, into payload: inout ByteWriter) -> Reply {
        switch request {
        case .commands(let commands, let answer):
            var outcomes: [Outcome] = []
            outcomes.reserveCapacity(commands.count)
            for command in commands { outcomes.append(apply(command, at: time, into: &payload)) }
            return .commands(outcomes, answer: answer)
        case .read(let look, let refuse):
            return .read(answer: withUnsafePointer(to: &state) { look(LiveStateView(state: $0)) }, refuse: refuse)
        case .settle(let answer):
            return .settle(answer: answer)
        }
    }

    private mutating func apply(_ command: Command, at time: Timestamp, into payload: inout ByteWriter) -> Outcome {
        CommandCodecV1.encode(command, into: &payload)
        let sequence = state.sequence.next
        let result = state.apply(Stamped(sequence: sequence, time: time, payload: command))
        return Outcome(sequence: sequence, time: time, result: result)
    }

    private mutating func close(_ batch: inout ExecutedBatch, first: SequenceNumber, time: Timestamp, payload: [UInt8]) {
        let count = Int(state.sequence.next.value - first.value)
        guard count > 0 else { return }
        let isDigested = digests.isDue(afterCommands: count, stateBytes: state.estimatedSnapshotBytes)
        batch.journal = JournalBatch(
            firstSequence: first, count: count, time: time, payload: payload, digest: isDigested ? state.digest() : nil)
        let (events, listings) = state.takeEvents()
        batch.events = EventBatch(lastSequence: state.sequence, time: time, events: events, listings: listings)
        commandsSinceSnapshot += count
        if commandsSinceSnapshot >= snapshotCommands {
            commandsSinceSnapshot = 0
            batch.snapshot = snapshot()
        }
    }

    /// Whether anything happened since the last snapshot.
    var isSnapshotStale: Bool { commandsSinceSnapshot > 0 }
}
