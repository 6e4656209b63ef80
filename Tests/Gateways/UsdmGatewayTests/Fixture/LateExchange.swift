import CommandsAndEvents
import ExchangePorts
import Primitives
import Sequencing

/// Stands for an exchange that is made after the surface which it is to tell what happens.
final class LateExchange: Exchange {
    private let clock: ExchangeClock
    private let held = Locked<Sequencer?>(nil)
    /// Reads wait here.
    let gate = Gate()
    private let disturbance = Locked(Disturbance())

    /// What is made to go wrong.
    struct Disturbance {
        var failure: ExchangeUnavailable?
        /// How long commands take to arrive.
        var delayMilliseconds: Int64 = 0
    }

    func disturb(_ change: (inout Disturbance) -> Void) { disturbance.withLock { change(&$0) } }

    init(clock: ExchangeClock) { self.clock = clock }

    func resolve(to exchange: Sequencer) { held.withLock { $0 = exchange } }

    private func exchange() throws(ExchangeUnavailable) -> Sequencer {
        if let failure = disturbance.withLock({ $0.failure }) { throw failure }
        guard let exchange = held.withLock({ $0 }) else { throw .stopped }
        return exchange
    }

    func submit(_ commands: [Command]) async throws(ExchangeUnavailable) -> [Outcome] {
        let delay = disturbance.withLock { $0.delayMilliseconds }
        if delay > 0 { clock.move(to: clock.now.advanced(byMilliseconds: delay)) }
        return try await exchange().submit(commands)
    }

    func read<Answer: Sendable>(
        _ body: @escaping @Sendable (any LiveState) -> Answer
    ) async throws(ExchangeUnavailable) -> Answer {
        await gate.pass()
        return try await exchange().read(body)
    }

    func settle() async throws(ExchangeUnavailable) { try await exchange().settle() }

    var now: Timestamp { clock.now }
}

/// Open until it is closed; those who come meanwhile go on when it is opened again.
final class Gate: Sendable {
    private let waiting = Locked<[CheckedContinuation<Void, Never>]?>(nil)

    func close() { waiting.withLock { $0 = $0 ?? [] } }

    func open() {
        let released = waiting.withLock { waiting in
            defer { waiting = nil }
            return waiting ?? []
        }
        for continuation in released { continuation.resume() }
    }

    func pass() async {
        await withCheckedContinuation { continuation in
            let waits = waiting.withLock { waiting in
                waiting?.append(continuation)
                return waiting != nil
            }
            if !waits { continuation.resume() }
        }
    }
}
