/// A stream socket: keeps the hub in step with what its client subscribes to.
///
/// `@unchecked Sendable`: the transport calls the session from one event loop only, one call at a time.
public final class StreamSession<Topic: Hashable & Sendable>: WebSocketSession, @unchecked Sendable {
    private let hub: StreamHub<Topic>
    private let topic: @Sendable (String) -> Topic?
    private var control: StreamControl
    private var socket: (any Socket)?
    /// What each name stood for when it was subscribed: a listen key stands for nothing once it has expired.
    private var topics: [String: Topic] = [:]

    /// - Parameter topic: what a stream name stands for; nil for names that never carry anything.
    public init(
        hub: StreamHub<Topic>, names: [String], combined: Bool, topic: @escaping @Sendable (String) -> Topic?
    ) {
        self.hub = hub
        self.topic = topic
        control = StreamControl(names: names, combined: combined)
    }

    public func opened(_ socket: any Socket) {
        self.socket = socket
        for name in control.names { subscribe(name) }
    }

    public func received(text: [UInt8]) {
        for action in control.received(text) {
            switch action {
            case .reply(let bytes): socket?.send(Frame(bytes))
            case .subscribe(let name): subscribe(name)
            case .unsubscribe(let name): unsubscribe(name)
            case .setCombined(let combined):
                guard let socket else { continue }
                for topic in topics.values { hub.setCombined(combined, for: socket, topic: topic) }
            case .close(let code, let reason): socket?.close(code: code, reason: reason)
            }
        }
    }

    /// Binary frames are read like text: some clients send their requests that way.
    public func received(binary: [UInt8]) { received(text: binary) }

    public func closed() {
        for name in Array(topics.keys) { unsubscribe(name) }
        socket = nil
    }

    private func subscribe(_ name: String) {
        guard let socket, let topic = topic(name) else { return }
        topics[name] = topic
        hub.subscribe(socket, to: topic, as: name, combined: control.combined)
    }

    private func unsubscribe(_ name: String) {
        guard let socket, let topic = topics.removeValue(forKey: name) else { return }
        hub.unsubscribe(socket, from: topic, as: name)
    }
}
