import ExchangePorts

/// Who listens to what, and the way to them: a message is encoded once per topic and its bytes are shared.
///
/// Two envelopes exist: the bare message, and `{"stream": name, "data": message}` with the name as subscribed.
public final class StreamHub<Topic: Hashable & Sendable>: Sendable {
    private struct Subscriber {
        let socket: any Socket
        let name: String
        var combined: Bool
    }

    private let topics = Locked<[Topic: [Subscriber]]>([:])

    public init() {}

    public func subscribe(_ socket: any Socket, to topic: Topic, as name: String, combined: Bool) {
        topics.withLock { topics in
            topics[topic, default: []].append(Subscriber(socket: socket, name: name, combined: combined))
        }
    }

    public func unsubscribe(_ socket: any Socket, from topic: Topic, as name: String) {
        topics.withLock { topics in
            topics[topic]?.removeAll { $0.socket === socket && $0.name == name }
            if topics[topic]?.isEmpty == true { topics[topic] = nil }
        }
    }

    public func setCombined(_ combined: Bool, for socket: any Socket, topic: Topic) {
        topics.withLock { topics in
            guard var subscribers = topics.removeValue(forKey: topic) else { return }
            for index in subscribers.indices where subscribers[index].socket === socket { subscribers[index].combined = combined }
            topics[topic] = subscribers
        }
    }

    public func hasSubscribers(_ topic: Topic) -> Bool {
        topics.withLock { $0[topic] != nil }
    }

    /// Sends a message to everyone on the topic. `message` runs only when there is someone.
    public func publish(_ topic: Topic, _ message: () -> [UInt8]) {
        guard let subscribers = topics.withLock({ $0[topic] }) else { return }
        let payload = message()
        var bare: Frame?
        var wrapped: [(name: String, frame: Frame)] = []
        for subscriber in subscribers {
            if !subscriber.combined {
                let frame = bare ?? Frame(payload)
                bare = frame
                subscriber.socket.send(frame)
            } else if let known = wrapped.first(where: { $0.name == subscriber.name }) {
                subscriber.socket.send(known.frame)
            } else {
                let frame = Frame(enveloped(payload, subscriber.name))
                wrapped.append((subscriber.name, frame))
                subscriber.socket.send(frame)
            }
        }
    }

    /// The sockets on a topic.
    public func sockets(of topic: Topic) -> [any Socket] {
        topics.withLock { $0[topic]?.map(\.socket) ?? [] }
    }

    private func enveloped(_ payload: [UInt8], _ name: String) -> [UInt8] {
        var bytes = Array(#"{"stream":""#.utf8)
        bytes.reserveCapacity(payload.count + name.utf8.count + 24)
        bytes.append(contentsOf: name.utf8)
        bytes.append(contentsOf: #"","data":"#.utf8)
        bytes.append(contentsOf: payload)
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }
}
