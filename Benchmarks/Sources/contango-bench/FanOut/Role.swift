import Foundation
import LoopbackSockets

/// What this program does when it is started by itself as the other end of a measurement: `contango-bench as ROLE PORT`.
enum Role: String {
    case broadcastByWrites = "broadcast-by-writes"
    case broadcastByTransport = "broadcast-by-transport"
    case readSockets = "read-sockets"
    case readWebSockets = "read-websockets"

    private static let marker = "as"

    func command(port: Int) -> [String] { [Self.ownPath, Self.marker, rawValue, String(port)] }

    private static let ownPath =
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]

    /// The exit code, when the arguments ask for a role.
    static func played(by arguments: [String]) -> Int32? {
        guard arguments.count == 4, arguments[1] == marker, let role = Role(rawValue: arguments[2]), let port = Int(arguments[3])
        else { return nil }
        return role.play(port: port)
    }

    private func play(port: Int) -> Int32 {
        switch self {
        case .broadcastByWrites: broadcast_with_one_write_per_message(Broadcast.parameters(port: port))
        case .broadcastByTransport: TransportBroadcaster.run(port: port)
        case .readSockets: Self.read(port: port, path: nil)
        case .readWebSockets: Broadcast.path.withCString { Self.read(port: port, path: $0) }
        }
    }

    private static func read(port: Int, path: UnsafePointer<CChar>?) -> Int32 {
        let reading = websocket_reading(path: path, messages_per_acknowledgement: Broadcast.messagesPerAcknowledgement)
        let nanoseconds = read_broadcast(Broadcast.parameters(port: port), reading)
        print(nanoseconds)
        return nanoseconds > 0 ? 0 : 1
    }
}
