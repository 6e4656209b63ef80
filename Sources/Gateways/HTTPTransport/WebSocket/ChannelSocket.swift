import GatewayKit
import NIOConcurrencyHelpers
import NIOCore

/// The `Socket` of a channel: takes frames from any thread and writes them on the event loop, many at once.
final class ChannelSocket: Socket {
    private let queue: NIOLockedValueBox<SendQueue>
    private let executor: EventLoopExecutor
    private let flushQueue: FlushQueue
    private let connection: NIOLoopBoundBox<WebSocketConnection?>

    /// Must be called on the loop.
    init(policy: WebSocketPolicy, loop: LoopResources, connection: WebSocketConnection, eventLoop: any EventLoop) {
        queue = NIOLockedValueBox(SendQueue(bytesMax: policy.queuedBytesMax, laggingBytesMin: policy.laggingBytesMin))
        executor = loop.executor
        flushQueue = loop.flushQueue
        self.connection = NIOLoopBoundBox(connection, eventLoop: eventLoop)
    }

    func send(_ frame: Frame) {
        switch queue.withLockedValue({ $0.append(frame) }) {
        case .nothing: break
        case .scheduleFlush: flushQueue.add(self)
        case .overflow: executor.onLoop { self.connection.value?.readerIsTooSlow() }
        }
    }

    func close(code: UInt16, reason: String) {
        executor.onLoop { self.connection.value?.close(SocketClose(code: code, reason: reason)) }
    }

    func start(_ operation: @escaping @Sendable () async -> Void) {
        executor.start(operation)
    }

    // MARK: For the connection, on the loop

    func flush() {
        connection.value?.flush()
    }

    func take(isWritable: Bool) -> [Frame] {
        queue.withLockedValue { $0.take(isWritable: isWritable) }
    }

    /// Whether frames stayed behind.
    var hasWaiting: Bool {
        queue.withLockedValue { !$0.isEmpty }
    }

    /// Frames that gave their place to a later one.
    var superseded: Int {
        queue.withLockedValue { $0.superseded }
    }

    func finish() -> [Frame] {
        queue.withLockedValue { $0.finish() }
    }

    func written(bytes: Int) {
        queue.withLockedValue { $0.written(bytes: bytes) }
    }

    /// The channel is gone: what is sent from here on goes nowhere.
    func detach() {
        connection.value = nil
        _ = finish()
    }
}
