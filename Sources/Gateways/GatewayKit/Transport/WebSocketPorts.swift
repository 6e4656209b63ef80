/// A message encoded once and sent to many sockets.
///
/// Holds the complete frame, header and payload: server frames are not masked, so every reader gets the same bytes.
public final class Frame: Sendable {
    public let bytes: [UInt8]
    /// Set where a later frame with the same subject makes this one worthless.
    public let subject: Subject?

    /// What a frame is the latest word about.
    public struct Subject: Hashable, Sendable {
        public var stream: UInt64
        public var item: UInt32

        public init(stream: UInt64, item: UInt32) {
            self.stream = stream
            self.item = item
        }
    }

    public enum Kind: UInt8, Sendable {
        case text = 0x1
        case binary = 0x2
    }

    public init(_ payload: [UInt8], kind: Kind = .text, latestOf subject: Subject? = nil) {
        self.subject = subject
        var frame: [UInt8] = []
        frame.reserveCapacity(payload.count + 10)
        frame.append(0x80 | kind.rawValue)
        switch payload.count {
        case 0..<126:
            frame.append(UInt8(payload.count))
        case 126...Int(UInt16.max):
            frame.append(126)
            frame.append(UInt8(payload.count >> 8))
            frame.append(UInt8(payload.count & 0xFF))
        default:
            frame.append(127)
            for shift in stride(from: 56, through: 0, by: -8) { frame.append(UInt8((payload.count >> shift) & 0xFF)) }
        }
        frame.append(contentsOf: payload)
        bytes = frame
    }
}

/// One end of an open websocket. Its methods may be called from any thread.
public protocol Socket: AnyObject, Sendable {
    /// Queues a frame. Behind a reader that lags, a frame takes the place of the waiting one with the same subject. A socket
    /// whose queue is full is closed: nobody waits for a slow reader.
    func send(_ frame: Frame)
    /// Sends what is queued, then a close frame, then closes.
    func close(code: UInt16, reason: String)
    /// Runs an operation, up to its first suspension before this returns. For sessions, within the methods the transport calls:
    /// what they start begins in the order of the calls, and what suspends keeps nobody waiting.
    func start(_ operation: @escaping @Sendable () async -> Void)
}

/// What a surface does with an open websocket. The methods are called one at a time, in order.
public protocol WebSocketSession: AnyObject, Sendable {
    func opened(_ socket: any Socket)
    func received(text: [UInt8])
    func received(binary: [UInt8])
    /// The socket is gone; no method is called after this.
    func closed()
}

/// What the transport enforces for the sockets of a surface.
public struct WebSocketPolicy: Sendable {
    public var pingIntervalSeconds: Int
    /// A socket that has not answered a ping for this long is closed.
    public var pongTimeoutSeconds: Int
    public var lifetimeSeconds: Int
    /// Ping, pong and data frames a client may send in a second.
    public var messagesPerSecondMax: Int
    /// Ping and pong frames among them.
    public var pingsPerSecondMax: Int
    public var messageBytesMax: Int
    /// Bytes that may wait for a reader before it is closed.
    public var queuedBytesMax: Int
    /// A reader with more bytes waiting lags: it gets only the latest frame of each subject.
    public var laggingBytesMin: Int
    /// A reader that takes nothing for this long while something waits is closed.
    public var stalledSecondsMax: Int

    public init(
        pingIntervalSeconds: Int = 180, pongTimeoutSeconds: Int = 600, lifetimeSeconds: Int = 86_400,
        messagesPerSecondMax: Int = 10, pingsPerSecondMax: Int = .max, messageBytesMax: Int = 65_536,
        queuedBytesMax: Int = 4 << 20, laggingBytesMin: Int = 64 << 10, stalledSecondsMax: Int = 30
    ) {
        self.pingIntervalSeconds = pingIntervalSeconds
        self.pongTimeoutSeconds = pongTimeoutSeconds
        self.lifetimeSeconds = lifetimeSeconds
        self.messagesPerSecondMax = messagesPerSecondMax
        self.pingsPerSecondMax = pingsPerSecondMax
        self.messageBytesMax = messageBytesMax
        self.queuedBytesMax = queuedBytesMax
        self.laggingBytesMin = laggingBytesMin
        self.stalledSecondsMax = stalledSecondsMax
    }
}

/// Decides about upgrade requests.
public protocol WebSocketHandler: Sendable {
    /// Nil when the path is none of this handler's. Called on the connection's event loop: it must not block.
    func upgrade(_ request: HTTPRequest) -> WebSocketUpgrade?
}

public enum WebSocketUpgrade: Sendable {
    case accept(any WebSocketSession, WebSocketPolicy)
    case refuse(HTTPReply)
}
