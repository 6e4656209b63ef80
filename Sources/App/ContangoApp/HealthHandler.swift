import ExchangePorts
import GatewayKit
import Primitives
import WireKit

/// `/healthz`: whether the exchange answers, and if it does not, why. It listens only once every market is alive.
///
/// Who gets no answer at all speaks to a program that is dead or still starting; who gets 503, to one that lives and cannot
/// serve.
struct HealthHandler: HTTPHandler {
    static let patience = Duration.seconds(2)

    let exchange: any Exchange

    private enum Health: Sendable {
        case alive(SequenceNumber)
        case overloaded, stopped, stuck

        var reason: (status: String, text: String)? {
            switch self {
            case .alive: nil
            case .overloaded: ("overloaded", "the engine's queue is full")
            case .stopped: ("stopped", "the exchange is shutting down, or its journal has failed")
            case .stuck: ("stuck", "the engine has not answered within \(HealthHandler.patience)")
            }
        }
    }

    func respond(to request: HTTPRequest) async -> HTTPReply? {
        guard request.path == "/healthz" else { return nil }
        let health = await health()
        var json = JSONWriter()
        json.object {
            $0.field("status", health.reason?.status ?? "ok")
            if let reason = health.reason?.text { $0.field("reason", reason) }
            if case .alive(let sequence) = health { $0.field("sequence", sequence.value) }
        }
        return .json(json.bytes, status: health.reason == nil ? 200 : 503)
    }

    /// A read that never ends would keep whoever asks waiting as if there were no one.
    private func health() async -> Health {
        await withCheckedContinuation { continuation in
            let waiting = Locked<CheckedContinuation<Health, Never>?>(continuation)
            let answer: @Sendable (Health) -> Void = { health in
                let waiter = waiting.withLock { waiter in
                    defer { waiter = nil }
                    return waiter
                }
                waiter?.resume(returning: health)
            }
            let timer = Task {
                try await Task.sleep(for: Self.patience)
                answer(.stuck)
            }
            Task {
                answer(await read())
                timer.cancel()
            }
        }
    }

    private func read() async -> Health {
        do throws(ExchangeUnavailable) {
            return .alive(try await exchange.read { $0.sequence })
        } catch {
            switch error {
            case .overloaded: return .overloaded
            case .stopped: return .stopped
            }
        }
    }
}
