import Foundation
import GatewayKit
import HTTPTransport
import Logging

/// The exchange's transport with the plainest surface there could be: everyone who connects gets every message.
///
/// As in the exchange, a thread that is no event loop encodes a message once and hands it to all sockets.
final class TransportBroadcaster: WebSocketHandler {
    /// Serves until the process is ended.
    static func run(_ broadcast: Broadcast) -> Int32 {
        let audience = Audience(broadcast)
        let surface = Surface(name: "broadcast", http: [], sockets: [TransportBroadcaster(audience)])
        let server = HTTPServer(
            surfaces: [surface], configuration: HTTPServer.Configuration(port: broadcast.port), logger: Logger(label: "broadcast"))
        let isListening = Answer()
        waiting { isListening.set((try? await server.start()) != nil) }
        guard isListening.value else { return 1 }
        audience.broadcast()
        while true { sleep(1) }
    }

    private let audience: Audience

    private init(_ audience: Audience) { self.audience = audience }

    func upgrade(_ request: HTTPRequest) -> WebSocketUpgrade? {
        guard request.path == Broadcast.path else { return nil }
        return .accept(Listener(audience), WebSocketPolicy(messagesPerSecondMax: .max))
    }
}

/// One socket of the audience; what it says is that it has read on.
private final class Listener: WebSocketSession {
    private let audience: Audience

    init(_ audience: Audience) { self.audience = audience }

    func opened(_ socket: any Socket) { audience.joined(socket) }
    func received(text: [UInt8]) { audience.acknowledged() }
    func received(binary: [UInt8]) {}
    func closed() {}
}

/// Everyone who listens, and how far they have read. `@unchecked Sendable`: the fields are only touched while `changed` is held.
private final class Audience: @unchecked Sendable {
    private let changed = NSCondition()
    private var sockets: [any Socket] = []
    private var acknowledgedMessages = 0
    private let plan: Broadcast

    init(_ plan: Broadcast) { self.plan = plan }

    func joined(_ socket: any Socket) { change { sockets.append(socket) } }

    func acknowledged() { change { acknowledgedMessages += plan.messagesPerAcknowledgement } }

    /// Begins when everyone is there, and keeps everyone supplied.
    func broadcast() {
        let everyone = wait { sockets.count == plan.sockets ? sockets : nil }
        let payload = [UInt8](repeating: UInt8(ascii: "x"), count: Broadcast.messageBytes - Self.headerBytes)
        var allowed = 0
        for sent in 0..<plan.messages {
            if sent >= allowed {
                allowed = wait {
                    let limit = acknowledgedMessages + plan.messagesBehindMax
                    return sent < limit ? limit : nil
                }
            }
            let frame = Frame(payload)
            for socket in everyone { socket.send(frame) }
        }
    }

    /// Of a frame of this size that a server sends.
    private static let headerBytes = 4

    private func change(_ body: () -> Void) {
        changed.lock()
        body()
        changed.broadcast()
        changed.unlock()
    }

    private func wait<Value>(_ body: () -> Value?) -> Value {
        changed.lock()
        defer { changed.unlock() }
        while true {
            if let value = body() { return value }
            changed.wait()
        }
    }
}

/// A yes or no from one thread to another, read after it was set.
private final class Answer: @unchecked Sendable {
    private(set) var value = false
    func set(_ value: Bool) { self.value = value }
}
