public import GatewayKit

/// What the surface's sockets may do, as far as it can be set.
public struct SocketRules: Sendable {
    public var attempts: ConnectionAttempts.Policy
    /// A reader that takes nothing for this long is cut.
    public var stalledSecondsMax: Int

    public init(attempts: ConnectionAttempts.Policy = .init(), stalledSecondsMax: Int = 30) {
        self.attempts = attempts
        self.stalledSecondsMax = stalledSecondsMax
    }

    /// Of a stream socket: document 001's figures (supplement §5.1) where it has some.
    var ofStreams: WebSocketPolicy { WebSocketPolicy(stalledSecondsMax: stalledSecondsMax) }

    /// Of the WebSocket API. Frames are bounded by what they weigh. What waits for the client may be a burst of whole books.
    var ofRequests: WebSocketPolicy {
        WebSocketPolicy(
            messagesPerSecondMax: .max, pingsPerSecondMax: 5, queuedBytesMax: 16 << 20, stalledSecondsMax: stalledSecondsMax)
    }
}
