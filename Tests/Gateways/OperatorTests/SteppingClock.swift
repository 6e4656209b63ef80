import CommandsAndEvents
import ExchangePorts
import Primitives
import Sequencing

/// The clock of an exchange without bots: it advances in one step, which passes time once.
final class SteppingClock: ClockControl {
    private let clock: ExchangeClock
    private let exchange: Sequencer
    private let reactions = Locked(0)
    private let advances = Locked<[(to: Timestamp, quiet: Bool)]>([])

    init(clock: ExchangeClock, exchange: Sequencer) {
        self.clock = clock
        self.exchange = exchange
    }

    var calls: [(to: Timestamp, quiet: Bool)] { advances.withLock { $0 } }
    var mode: ClockMode { clock.mode }

    func set(_ mode: ClockMode) async { clock.set(mode) }

    func react() async throws(ExchangeUnavailable) { reactions.withLock { $0 += 1 } }
    var reactionCount: Int { reactions.withLock { $0 } }

    func advance(to time: Timestamp, quiet: Bool) async throws(ExchangeUnavailable) -> SequenceNumber? {
        guard clock.mode == .manual, time >= clock.now else { return nil }
        advances.withLock { $0.append((time, quiet)) }
        clock.move(to: time)
        return try await exchange.submit(.passTime).sequence
    }
}
