import NIOCore

/// Has the requests that were taken in a turn of an event loop carried out at the turn's end, all of a handler's together.
///
/// A turn serves every connection that had something to read. Must be used on the loop.
final class TurnEnd {
    private let loop: any EventLoop
    private let executor: EventLoopExecutor
    /// Handlers, by their index in the server. Each stands here at most once.
    private var takers: [Int] = []

    init(loop: any EventLoop, executor: EventLoopExecutor) {
        self.loop = loop
        self.executor = executor
    }

    /// The handler took a request.
    func note(taker: Int, of server: ServerContext) {
        if takers.contains(taker) { return }
        takers.append(taker)
        // What a turn enqueues runs after all that it reads.
        if takers.count == 1 { loop.assumeIsolated().execute { self.carryOut(server) } }
    }

    private func carryOut(_ server: ServerContext) {
        for taker in takers {
            let handler = server.http[taker]
            executor.start { await handler.carryOutTaken() }
        }
        takers.removeAll(keepingCapacity: true)
    }
}
