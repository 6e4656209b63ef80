import ExchangePorts

/// Who listens to what, and the way to them: a message is encoded once per topic and envelope, and its bytes are shared.
///
/// Two envelopes exist: the bare message, and `{"stream": name, "data": message}` with the name as subscribed.
public final class StreamHub<Topic: Hashable & Sendable>: Sendable {
    /// Those who get the same bytes.
    private struct Audience {
        let name: String
        let combined: Bool
        /// No other audience has or had it, so a message never supersedes one of another stream.
        let stream: UInt64
        var sockets: [any Socket]

        init(_ name: String, combined: Bool, stream: UInt64) {
            self.name = name
            self.combined = combined
            self.stream = stream
            sockets = []
        }

        /// The order of a stream's readers means nothing, so the last takes the place of the one who leaves.
        mutating func remove(_ socket: any Socket) -> Bool {
            guard let index = sockets.firstIndex(where: { $0 === socket }) else { return false }
            sockets.swapAt(index, sockets.count - 1)
            sockets.removeLast()
            return true
        }
    }

    private struct State {
        var topics: [Topic: [Audience]] = [:]
        var audiencesMade: UInt64 = 0
    }

    private let state = Locked(State())

    public init() {}

    public func subscribe(_ socket: any Socket, to topic: Topic, as name: String, combined: Bool) {
        state.withLock { Self.join(socket, topic, name, combined: combined, &$0) }
    }

    public func unsubscribe(_ socket: any Socket, from topic: Topic, as name: String) {
        state.withLock { state in
            for combined in [false, true] { _ = Self.leave(socket, topic, name, combined: combined, &state) }
        }
    }

    public func setCombined(_ combined: Bool, for socket: any Socket, topic: Topic) {
        state.withLock { state in
            let names = state.topics[topic]?.filter { $0.combined != combined }.map(\.name) ?? []
            for name in names where Self.leave(socket, topic, name, combined: !combined, &state) {
                Self.join(socket, topic, name, combined: combined, &state)
            }
        }
    }

    public func hasSubscribers(_ topic: Topic) -> Bool {
        state.withLock { $0.topics[topic] != nil }
    }

    /// Sends a message to everyone on the topic. `message` runs only when there is someone.
    ///
    /// - Parameter item: what the message is the latest word about, on a topic where only the latest counts: for a reader
    ///   that has fallen behind it takes the place of the one before it about the same item. Nil: every message counts.
    public func publish(_ topic: Topic, latestOf item: UInt32? = nil, _ message: () -> [UInt8]) {
        guard let audiences = state.withLock({ $0.topics[topic] }) else { return }
        let payload = message()
        for audience in audiences {
            let subject = item.map { Frame.Subject(stream: audience.stream, item: $0) }
            let frame = Frame(audience.combined ? Self.enveloped(payload, audience.name) : payload, latestOf: subject)
            for socket in audience.sockets { socket.send(frame) }
        }
    }

    /// The sockets on a topic.
    public func sockets(of topic: Topic) -> [any Socket] {
        state.withLock { $0.topics[topic]?.flatMap(\.sockets) ?? [] }
    }

    private static func join(_ socket: any Socket, _ topic: Topic, _ name: String, combined: Bool, _ state: inout State) {
        let index: Int
        if let known = state.topics[topic]?.firstIndex(where: { $0.combined == combined && $0.name == name }) {
            index = known
        } else {
            state.audiencesMade += 1
            index = state.topics[topic]?.count ?? 0
            state.topics[topic, default: []].append(Audience(name, combined: combined, stream: state.audiencesMade))
        }
        state.topics[topic]?[index].sockets.append(socket)
    }

    private static func leave(
        _ socket: any Socket, _ topic: Topic, _ name: String, combined: Bool, _ state: inout State
    ) -> Bool {
        guard let index = state.topics[topic]?.firstIndex(where: { $0.combined == combined && $0.name == name }),
            state.topics[topic]?[index].remove(socket) == true
        else { return false }
        if state.topics[topic]?[index].sockets.isEmpty == true { state.topics[topic]?.remove(at: index) }
        if state.topics[topic]?.isEmpty == true { state.topics[topic] = nil }
        return true
    }

    private static func enveloped(_ payload: [UInt8], _ name: String) -> [UInt8] {
        var bytes = Array(#"{"stream":""#.utf8)
        bytes.reserveCapacity(payload.count + name.utf8.count + 24)
        bytes.append(contentsOf: name.utf8)
        bytes.append(contentsOf: #"","data":"#.utf8)
        bytes.append(contentsOf: payload)
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }
}
