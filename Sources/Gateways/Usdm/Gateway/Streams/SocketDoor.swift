import ExchangePorts
import GatewayKit
import Primitives
import UsdmWire

/// Counts who opens sockets, whichever kind, and turns away who opens too many (supplement §5.1).
final class SocketDoor: Sendable {
    private let attempts: Locked<ConnectionAttempts>

    init(_ policy: ConnectionAttempts.Policy) {
        attempts = Locked(ConnectionAttempts(policy: policy))
    }

    /// Nil: the socket may be opened.
    func refusal(of address: String, at now: Timestamp) -> HTTPReply? {
        guard case .tooMany(let seconds) = attempts.withLock({ $0.take(from: address, at: now) }) else { return nil }
        let error = UsdmError.tooManyConnections(address: address)
        return .json(error.json, status: error.status, headers: [("Retry-After", String(seconds))])
    }
}
