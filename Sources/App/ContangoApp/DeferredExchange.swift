import CommandsAndEvents
import ExchangePorts
import Primitives

/// Stands for an exchange that is not there yet.
///
/// A surface needs the exchange to send commands to, and the exchange needs the surface's streams to tell what
/// happens: this closes the circle. Until it is resolved everything is answered with `stopped`.
final class DeferredExchange: Exchange {
    private let clock: any TimeSource
    private let target = Locked<(any Exchange)?>(nil)

    init(clock: any TimeSource) { self.clock = clock }

    func resolve(to exchange: any Exchange) { target.withLock { $0 = exchange } }

    var now: Timestamp { clock.now }

    func submit(_ commands: [Command]) async throws(ExchangeUnavailable) -> [Outcome] {
        try await resolved().submit(commands)
    }

    func read<Answer: Sendable>(
        _ body: @escaping @Sendable (any LiveState) -> Answer
    ) async throws(ExchangeUnavailable) -> Answer {
        try await resolved().read(body)
    }

    func settle() async throws(ExchangeUnavailable) { try await resolved().settle() }

    private func resolved() throws(ExchangeUnavailable) -> any Exchange {
        guard let exchange = target.withLock({ $0 }) else { throw .stopped }
        return exchange
    }
}
