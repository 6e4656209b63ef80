import NIOCore

/// What the connections of one event loop share.
struct LoopResources: Sendable {
    let executor: EventLoopExecutor
    let flushQueue: FlushQueue
    let turnEnd: NIOLoopBound<TurnEnd>
    let encoder: NIOLoopBound<ReplyEncoder>

    /// Must be called on the loop.
    init(loop: any EventLoop) {
        executor = EventLoopExecutor(loop: loop)
        flushQueue = FlushQueue(loop: loop, executor: executor)
        turnEnd = NIOLoopBound(TurnEnd(loop: loop, executor: executor), eventLoop: loop)
        encoder = NIOLoopBound(ReplyEncoder(), eventLoop: loop)
    }
}
