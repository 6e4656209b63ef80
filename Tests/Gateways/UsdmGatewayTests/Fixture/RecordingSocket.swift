import ExchangePorts
import GatewayKit
import Testing
import WireKit

/// A socket that keeps what is sent to it.
final class RecordingSocket: Socket {
    private let held = Locked<[Frame]>([])
    private let closing = Locked<UInt16?>(nil)

    /// The code it was closed with.
    var closeCode: UInt16? { closing.withLock { $0 } }

    /// The text frames so far, taken apart.
    func messages() throws -> [JSONValue] {
        try held.withLock { $0 }.map { try $0.document() }
    }

    /// What came since the last call.
    func takeMessages() throws -> [JSONValue] {
        let messages = try messages()
        held.withLock { $0.removeFirst(messages.count) }
        return messages
    }

    func send(_ frame: Frame) { held.withLock { $0.append(frame) } }
    func close(code: UInt16, reason: String) { closing.withLock { $0 = code } }
    func start(_ operation: @escaping @Sendable () async -> Void) { startAtOnce(operation) }
}

extension Frame {
    /// The JSON a text frame carries.
    func document() throws -> JSONValue {
        let length = bytes[1]
        let header = length < 126 ? 2 : length == 126 ? 4 : 10
        return try JSONValue(parsing: Array(bytes[header...]))
    }
}
