import CommandsAndEvents
import ExchangePorts
import Primitives
import Sequencing

/// Stands for an exchange that is made after the surface which it is to tell what happens.
final class LateExchange: Exchange {
    private let clock: ExchangeClock
    private let held = Locked<Sequencer?>(nil)

    init(clock: ExchangeClock) { self.clock = clock }

    func resolve(to exchange: Sequencer) { held.withLock { $0 = exchange } }

    private func exchange() throws(ExchangeUnavailable) -> Sequencer {
        guard let exchange = held.withLock({ $0 }) else { throw .stopped }
        return exchange
    }

    func submit(_ commands: [Command]) async throws(ExchangeUnavailable) -> [Outcome] { try await exchange().submit(commands) }

    func read<Answer: Sendable>(
        _ body: @escaping @Sendable (any LiveState) -> Answer
    ) async throws(ExchangeUnavailable) -> Answer {
        try await exchange().read(body)
    }

    func settle() async throws(ExchangeUnavailable) { try await exchange().settle() }

    var now: Timestamp { clock.now }
}
