import Foundation
import LoopbackSockets

/// What this program does when it is started by itself as the other end of a measurement: `contango-bench as ROLE PORT SOCKETS
/// MESSAGES-PER-ACKNOWLEDGEMENT`.
enum Role: String {
    case broadcastByWrites = "broadcast-by-writes"
    case broadcastByTransport = "broadcast-by-transport"
    case readSockets = "read-sockets"
    case readWebSockets = "read-websockets"

    private static let marker = "as"

    func command(_ broadcast: Broadcast) -> [String] {
        let numbers = [broadcast.port, broadcast.sockets, broadcast.messagesPerAcknowledgement]
        return [Self.ownPath, Self.marker, rawValue] + numbers.map { String($0) }
    }

    static let ownPath =
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]

    /// The exit code, when the arguments ask for a role.
    static func played(by arguments: [String]) -> Int32? {
        guard arguments.count == 6, arguments[1] == marker, let role = Role(rawValue: arguments[2]),
            let port = Int(arguments[3]), let sockets = Int(arguments[4]), let perAcknowledgement = Int(arguments[5])
        else { return nil }
        return role.play(Broadcast(port: port, sockets: sockets, messagesPerAcknowledgement: perAcknowledgement))
    }

    private func play(_ broadcast: Broadcast) -> Int32 {
        switch self {
        case .broadcastByWrites: broadcast_with_one_write_per_message(broadcast.parameters)
        case .broadcastByTransport: TransportBroadcaster.run(broadcast)
        case .readSockets: Self.read(broadcast, path: nil)
        case .readWebSockets: Broadcast.path.withCString { Self.read(broadcast, path: $0) }
        }
    }

    private static func read(_ broadcast: Broadcast, path: UnsafePointer<CChar>?) -> Int32 {
        let reading = websocket_reading(path: path, messages_per_acknowledgement: broadcast.messagesPerAcknowledgement)
        let nanoseconds = read_broadcast(broadcast.parameters, reading)
        print(nanoseconds)
        return nanoseconds > 0 ? 0 : 1
    }
}
