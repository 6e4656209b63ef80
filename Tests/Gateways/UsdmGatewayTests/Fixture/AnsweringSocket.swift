import GatewayKit
import WireKit

/// A socket whose frames can be waited for.
final class AnsweringSocket: Socket {
    private let frames = AsyncStream<Frame>.makeStream()

    func send(_ frame: Frame) { frames.continuation.yield(frame) }
    func close(code: UInt16, reason: String) { frames.continuation.finish() }
    func start(_ operation: @escaping @Sendable () async -> Void) { startAtOnce(operation) }

    /// The next frame, taken apart. One caller at a time.
    func next() async throws -> JSONValue? {
        for await frame in frames.stream { return try frame.document() }
        return nil
    }
}
