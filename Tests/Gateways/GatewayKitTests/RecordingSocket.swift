import ExchangePorts
import GatewayKit

/// A socket that keeps what is sent to it.
final class RecordingSocket: Socket {
    private let held = Locked<(frames: [Frame], closes: [(code: UInt16, reason: String)])>(([], []))

    var frames: [Frame] { held.withLock { $0.frames } }
    var closes: [(code: UInt16, reason: String)] { held.withLock { $0.closes } }

    /// The payloads of small text frames.
    var texts: [String] {
        frames.map { frame in
            let header = frame.bytes[1] < 126 ? 2 : 4
            return String(decoding: frame.bytes[header...], as: UTF8.self)
        }
    }

    func send(_ frame: Frame) { held.withLock { $0.frames.append(frame) } }
    func start(_ operation: @escaping @Sendable () async -> Void) { Task { await operation() } }
    func close(code: UInt16, reason: String) { held.withLock { $0.closes.append((code, reason)) } }
}
