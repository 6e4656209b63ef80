import GatewayKit
import NIOCore

/// When to ping, and when to give a client up.
struct Heartbeat {
    enum Action: Equatable {
        case nothing
        case ping([UInt8])
        case end(SocketClose)
    }

    private let pingInterval: TimeAmount
    private let pongTimeout: TimeAmount
    private let end: NIODeadline
    private var nextPing: NIODeadline
    /// Oldest first. A ping is sent per interval and the oldest ends the connection after the timeout, so there are never
    /// more than the one divided by the other.
    private var unanswered: [(payload: [UInt8], sentAt: NIODeadline)] = []

    init(policy: WebSocketPolicy, openedAt now: NIODeadline) {
        pingInterval = .seconds(Int64(max(policy.pingIntervalSeconds, 1)))
        pongTimeout = .seconds(Int64(max(policy.pongTimeoutSeconds, 1)))
        end = now + .seconds(Int64(max(policy.lifetimeSeconds, 1)))
        nextPing = now + pingInterval
    }

    /// When `due` has to be asked again.
    var nextDue: NIODeadline {
        let timeout = unanswered.first.map { $0.sentAt + pongTimeout } ?? .distantFuture
        return min(nextPing, timeout, end)
    }

    /// `payload` is what the ping carries, should one be due.
    mutating func due(at now: NIODeadline, payload: [UInt8]) -> Action {
        if now >= end { return .end(.lifetimeOver) }
        if let oldest = unanswered.first, now >= oldest.sentAt + pongTimeout { return .end(.pongMissing) }
        guard now >= nextPing else { return .nothing }
        nextPing = now + pingInterval
        unanswered.append((payload, now))
        return .ping(payload)
    }

    /// A pong answers the ping with its payload and every earlier one. Any other pong is allowed and says nothing.
    mutating func ponged(_ payload: [UInt8]) {
        guard let index = unanswered.lastIndex(where: { $0.payload == payload }) else { return }
        unanswered.removeSubrange(...index)
    }
}
