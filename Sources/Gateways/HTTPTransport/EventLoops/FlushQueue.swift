import NIOConcurrencyHelpers
import NIOCore

/// The sockets of one event loop that have something to send.
///
/// A message to a thousand sockets wakes the loop once, not a thousand times. A socket stands in the list at most once,
/// so the list never holds more than there are connections.
final class FlushQueue: Sendable {
    private struct State {
        var sockets: [ChannelSocket] = []
        var isScheduled = false
    }

    private let executor: EventLoopExecutor
    private let loop: any EventLoop
    private let state = NIOLockedValueBox(State())

    init(loop: any EventLoop, executor: EventLoopExecutor) {
        self.loop = loop
        self.executor = executor
    }

    func add(_ socket: ChannelSocket) {
        let mustSchedule = state.withLockedValue { state in
            state.sockets.append(socket)
            defer { state.isScheduled = true }
            return !state.isScheduled
        }
        if mustSchedule { schedule() }
    }

    /// Always in the loop's next turn, also when called on the loop: what else this turn sends goes out in the same write.
    private func schedule() {
        if loop.inEventLoop {
            loop.execute { self.flush() }
        } else {
            executor.onLoop { self.flush() }
        }
    }

    private func flush() {
        let sockets = state.withLockedValue { state in
            state.isScheduled = false
            defer { state.sockets = [] }
            return state.sockets
        }
        for socket in sockets { socket.flush() }
    }
}
