import LoopbackSockets

/// What is sent to everyone in the fan-out: the same for both senders and the reader.
struct Broadcast {
    /// To all sockets together.
    private static let deliveries = 1_000_000
    /// As it is on the wire, a websocket frame's header included.
    static let messageBytes = 200
    static let path = "/broadcast"

    let port: Int
    let sockets: Int
    /// The reader of websockets says so whenever this many messages have come on every socket.
    let messagesPerAcknowledgement: Int

    /// Fewer messages the more sockets there are, so that a run takes as long.
    var messages: Int { Self.deliveries / sockets }

    /// Messages a socket may be behind before the transport's sender waits.
    var messagesBehindMax: Int { 2 * messagesPerAcknowledgement }

    var parameters: broadcast {
        broadcast(
            port: UInt16(truncatingIfNeeded: port), sockets: Int32(sockets), messages: messages,
            message_bytes: Int32(Self.messageBytes))
    }
}
