import CommandsAndEvents
import Engine
import ExchangePorts
import Primitives
import Sequencing

/// The engine behind the port, without threads, journal or disk: every call is carried out on the spot.
final class SynchronousExchange: Exchange {
    /// The engine's state is no copyable value; a box lets the lock hold it.
    private final class Box {
        var state = ExchangeState()
        var commands: [Stamped<Command>] = []
        var trades: [Trade] = []
        var rejections: [Rejection] = []
    }

    private let box = Locked(Box())
    private let clock: any TimeSource
    let catalog = Catalog()
    /// Off for long runs: the commands are not kept then.
    private let keepsCommands: Bool

    init(clock: any TimeSource, keepsCommands: Bool = true) {
        self.clock = clock
        self.keepsCommands = keepsCommands
    }

    var now: Timestamp { clock.now }
    var commands: [Stamped<Command>] { box.withLock { $0.commands } }
    var trades: [Trade] { box.withLock { $0.trades } }
    var rejections: [Rejection] { box.withLock { $0.rejections } }

    func submit(_ commands: [Command]) async throws(ExchangeUnavailable) -> [Outcome] {
        box.withLock { box in carryOut(commands, box) }
    }

    private func carryOut(_ commands: [Command], _ box: Box) -> [Outcome] {
        let time = max(box.state.time, clock.now)
        var outcomes: [Outcome] = []
        for command in commands {
            let stamped = Stamped(sequence: box.state.sequence.next, time: time, payload: command)
            if keepsCommands { box.commands.append(stamped) }
            let result = box.state.apply(stamped)
            if case .failure(let rejection) = result, keepsCommands { box.rejections.append(rejection) }
            outcomes.append(Outcome(sequence: stamped.sequence, time: time, result: result))
        }
        let (events, listings) = box.state.takeEvents()
        if keepsCommands {
            for case .trade(let trade) in events.lazy.map(\.event) { box.trades.append(trade) }
        }
        catalog.apply(EventBatch(lastSequence: box.state.sequence, time: time, events: events, listings: listings))
        return outcomes
    }

    func read<Answer: Sendable>(
        _ body: @escaping @Sendable (any LiveState) -> Answer
    ) async throws(ExchangeUnavailable) -> Answer {
        box.withLock { box in withUnsafePointer(to: &box.state) { body(LiveStateView(state: $0)) } }
    }

    func settle() async throws(ExchangeUnavailable) {}
}
