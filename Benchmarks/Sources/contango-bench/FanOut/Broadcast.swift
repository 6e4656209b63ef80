import LoopbackSockets

/// What is sent to everyone in the fan-out: the same for both senders and the reader.
struct Broadcast {
    static let sockets = 100
    static let messages = 5_000
    /// As it is on the wire, a websocket frame's header included.
    static let messageBytes = 200
    static let path = "/broadcast"
    /// The reader says so whenever this many messages have come on every socket.
    static let messagesPerAcknowledgement = 32
    /// Messages a socket may be behind before the sender waits.
    static let messagesAheadMax = 2 * messagesPerAcknowledgement

    static func parameters(port: Int) -> broadcast {
        broadcast(
            port: UInt16(truncatingIfNeeded: port), sockets: Int32(sockets), messages: messages,
            message_bytes: Int32(messageBytes))
    }
}
