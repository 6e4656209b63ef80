import GatewayKit
import Logging
import NIOCore

/// One client's HTTP connection: requests in, replies out, one at a time and in order.
///
/// While a request is answered, what the client sends is kept up to a limit and then left in the kernel. When the client
/// does not read its replies, no further request is taken. Lives on its channel's event loop.
final class HTTPConnection: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum Phase {
        case waiting
        case answering(ReplyFraming)
        /// The last reply is on its way; what still comes in is thrown away.
        case closing
        /// A websocket took over, or the channel is gone.
        case over
    }

    private let server: ServerContext
    private let loop: LoopResources
    private var parser: RequestParser
    private var context: ChannelHandlerContext?
    private var phase = Phase.waiting
    private var unread = ByteBuffer()

    private var isAdvancing = false
    private var mustFlush = false
    private var isReadHeld = false
    private var isInputClosed = false
    private var isDraining = false
    /// Some bytes of the next request are here, so its clock runs.
    private var hasBegunRequest = true
    private var deadline = NIODeadline.distantFuture
    private var timer: Scheduled<Void>?

    init(server: ServerContext, loop: LoopResources, remoteAddress: String) {
        self.server = server
        self.loop = loop
        parser = RequestParser(limits: server.limits, remoteAddress: remoteAddress)
    }

    // MARK: Events of the channel

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        extendDeadline(milliseconds: server.limits.requestMillisecondsMax)
        armTimer(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        leave()
    }

    func channelInactive(context: ChannelHandlerContext) {
        leave()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch phase {
        case .waiting, .answering: collect(unwrapInboundIn(data))
        case .closing, .over: return
        }
        advance(context)
    }

    func read(context: ChannelHandlerContext) {
        if wantsBytes { context.read() } else { isReadHeld = true }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        advance(context)
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case ChannelEvent.inputClosed:
            isInputClosed = true
            if case .closing = phase { context.close(promise: nil) } else { advance(context) }
        case is ChannelShouldQuiesceEvent:
            isDraining = true
            if case .waiting = phase { context.close(promise: nil) }
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func leave() {
        phase = .over
        timer?.cancel()
        timer = nil
        context = nil
        unread = ByteBuffer()
    }

    // MARK: Bytes in

    private func collect(_ bytes: ByteBuffer) {
        if unread.readableBytes == 0 {
            unread = bytes
        } else {
            var bytes = bytes
            unread.discardReadBytes()
            unread.writeBuffer(&bytes)
        }
    }

    private var wantsBytes: Bool {
        switch phase {
        case .waiting: context?.channel.isWritable == true || unread.readableBytes < server.limits.pipelinedBytesMax
        case .answering: unread.readableBytes < server.limits.pipelinedBytesMax
        case .closing, .over: true
        }
    }

    /// Takes requests out of the unread bytes as long as each is answered at once, then writes out what was said.
    private func advance(_ context: ChannelHandlerContext) {
        guard !isAdvancing else { return }
        isAdvancing = true
        while case .waiting = phase, context.channel.isWritable, takeRequest(context) {}
        isAdvancing = false
        if mustFlush {
            mustFlush = false
            context.flush()
        }
        if isReadHeld, wantsBytes {
            isReadHeld = false
            context.read()
        }
    }

    /// False when the next request is not complete.
    private func takeRequest(_ context: ChannelHandlerContext) -> Bool {
        switch parser.next(from: &unread) {
        case .request(let received):
            server.connections.count { $0.requests += 1 }
            answer(received, context)
            return true
        case .expectsContinue:
            write(HTTPReply(status: 100), framing: ReplyFraming(), context)
            noteRequestBegun()
            return false
        case .incomplete:
            if isInputClosed { close(context) } else if unread.readableBytes > 0 { noteRequestBegun() }
            return false
        case .failed(let error):
            refuse(error, context)
            return false
        }
    }

    // MARK: Replies out

    private func answer(_ received: ReceivedRequest, _ context: ChannelHandlerContext) {
        phase = .answering(received.framing)
        hasBegunRequest = false
        if received.upgradesToWebSocket { return answerUpgrade(received, context) }
        let connection = NIOLoopBound(self, eventLoop: context.eventLoop)
        loop.executor.start { [server, executor = loop.executor, request = received.request] in
            let reply = await server.respond(to: request)
            executor.onLoop { connection.value.finish(reply) }
        }
    }

    private func finish(_ reply: HTTPReply) {
        guard case .answering(var framing) = phase, let context else { return }
        if isDraining { framing.keepsAlive = false }
        guard framing.keepsAlive else { return writeLast(reply, framing: framing, context) { $0.close(promise: nil) } }
        phase = .waiting
        write(reply, framing: framing, context)
        extendDeadline(milliseconds: server.limits.idleMillisecondsMax)
        advance(context)
    }

    /// Says what is wrong, then keeps reading for a moment: closing with bytes unread would reset the connection, and the
    /// client might never see the reply.
    private func refuse(_ error: RequestError, _ context: ChannelHandlerContext) {
        server.connections.count { $0.requestsMalformed += 1 }
        server.logger.debug("a request was refused", metadata: ["error": "\(error)"])
        writeLast(error.reply, framing: .closing, context) { $0.close(mode: .output, promise: nil) }
    }

    private func write(_ reply: HTTPReply, framing: ReplyFraming, _ context: ChannelHandlerContext) {
        let bytes = loop.encoder.value.encode(reply, framing: framing, allocator: context.channel.allocator)
        context.write(wrapOutboundOut(bytes), promise: nil)
        mustFlush = true
    }

    /// Writes the connection's last reply. The timer cuts a client off that does not read it.
    private func writeLast(
        _ reply: HTTPReply, framing: ReplyFraming, _ context: ChannelHandlerContext,
        then end: @escaping (ChannelHandlerContext) -> Void
    ) {
        beginClosing(context)
        let bytes = loop.encoder.value.encode(reply, framing: framing, allocator: context.channel.allocator)
        context.writeAndFlush(wrapOutboundOut(bytes)).assumeIsolated().whenComplete { _ in end(context) }
    }

    private func close(_ context: ChannelHandlerContext) {
        beginClosing(context)
        // A write that is still queued would fail if the channel were closed under it.
        context.writeAndFlush(wrapOutboundOut(ByteBuffer())).assumeIsolated().whenComplete { _ in context.close(promise: nil) }
    }

    private func beginClosing(_ context: ChannelHandlerContext) {
        phase = .closing
        unread = ByteBuffer()
        extendDeadline(milliseconds: server.limits.lingerMillisecondsMax)
        armTimer(context)
    }

    // MARK: Upgrade

    private func answerUpgrade(_ received: ReceivedRequest, _ context: ChannelHandlerContext) {
        switch WebSocketHandshake.accept(received.request, on: context) {
        case .failure(let refusal):
            finish(refusal.reply)
        case .success(let handshake):
            switch server.upgrade(received.request) {
            case .accept(let session, let policy): becomeSocket(handshake, session, policy, context)
            case .refuse(let reply): finish(reply)
            case nil: finish(.notFound)
            }
        }
    }

    private func becomeSocket(
        _ handshake: HTTPReply, _ session: any WebSocketSession, _ policy: WebSocketPolicy, _ context: ChannelHandlerContext
    ) {
        write(handshake, framing: ReplyFraming(), context)
        context.flush()
        mustFlush = false
        let early = unread
        let wasReadHeld = isReadHeld
        isReadHeld = false
        do {
            try WebSocketConnection.install(after: context, session: session, policy: policy, server: server, loop: loop)
        } catch {
            return context.close(promise: nil)
        }
        leave()
        if early.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(early)) }
        context.fireChannelReadComplete()
        if wasReadHeld { context.read() }
        if isDraining { context.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent()) }
        context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
    }

    // MARK: Time

    private func noteRequestBegun() {
        guard !hasBegunRequest else { return }
        hasBegunRequest = true
        extendDeadline(milliseconds: server.limits.requestMillisecondsMax)
    }

    private func extendDeadline(milliseconds: Int) {
        deadline = .now() + .milliseconds(Int64(milliseconds))
    }

    /// One timer per connection, looked at now and then: setting a timer per request costs more than the request's parsing.
    private func armTimer(_ context: ChannelHandlerContext) {
        timer?.cancel()
        let patience = NIODeadline.now() + .milliseconds(Int64(server.limits.requestMillisecondsMax))
        timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: min(deadline, patience)) { [weak self] in
            self?.timerFired()
        }
    }

    private func timerFired() {
        guard let context else { return }
        // How long an answer takes is the handler's affair.
        if case .answering = phase { extendDeadline(milliseconds: server.limits.idleMillisecondsMax) }
        if deadline <= .now() { context.close(promise: nil) } else { armTimer(context) }
    }
}
