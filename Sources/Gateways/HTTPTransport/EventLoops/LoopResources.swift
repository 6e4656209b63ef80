import NIOCore

/// What the connections of one event loop share.
struct LoopResources: Sendable {
    let executor: EventLoopExecutor
    let flushQueue: FlushQueue
    let turnEnd: NIOLoopBound<TurnEnd>
    let encoder: NIOLoopBound<ReplyEncoder>
    let requests: NIOLoopBoundBox<RequestFigures>

    /// Must be called on the loop.
    init(loop: any EventLoop, endpoints: EndpointIndex, limits: HTTPServer.Limits) {
        executor = EventLoopExecutor(loop: loop)
        flushQueue = FlushQueue(loop: loop, executor: executor)
        turnEnd = NIOLoopBound(TurnEnd(loop: loop, executor: executor), eventLoop: loop)
        encoder = NIOLoopBound(
            ReplyEncoder(compressedBytesMin: limits.compressedBytesMin), eventLoop: loop)
        requests = NIOLoopBoundBox(RequestFigures(endpointCount: endpoints.names.count), eventLoop: loop)
    }
}
