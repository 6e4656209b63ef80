import GatewayKit
import Logging
import NIOCore
import NIOHTTP1

/// One client's HTTP connection: requests in, replies out, one at a time and in order.
///
/// While requests of the last read wait for their answers, nothing more is read. When the client does not read its
/// replies, no further request is taken. Lives on its channel's event loop, behind NIO's decoder.
final class HTTPConnection: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum Incoming {
        case request(ReceivedRequest)
        case failure(RequestError)
    }

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
    private var decoder: RequestDecodingHandler
    private var assembly: RequestAssembly
    private var context: ChannelHandlerContext?
    private var phase = Phase.waiting
    /// Never more than one read held: the next waits until this is empty.
    private var incoming = CircularBuffer<Incoming>(initialCapacity: 1)

    private var isAdvancing = false
    private var mustFlush = false
    private var isReadHeld = false
    private var isInputClosed = false
    /// After a failure or the client's wish to close, what still comes in is no request.
    private var isInputOver = false
    /// The decoder takes no more bytes, because the client offered another protocol.
    private var isDecoderStopped = false
    private var hasReadRequest = false
    private var isDraining = false
    /// Some bytes of the next request are here, so its clock runs.
    private var hasBegunRequest = true
    private var deadline = NIODeadline.distantFuture
    /// The endpoint of the request that is being answered, by number, and since when it is.
    private var measured = (endpoint: 0, since: NIODeadline.distantPast)
    /// Of all connections of the server, and of this connection's requests: together they name a request in the log.
    private let number: Int
    private var requestNumber = 0
    private var timer: Scheduled<Void>?

    private init(server: ServerContext, loop: LoopResources, remoteAddress: String) {
        self.server = server
        self.loop = loop
        number = server.connections.counters.connectionsAccepted
        decoder = server.limits.makeRequestDecoder()
        assembly = RequestAssembly(limits: server.limits, remoteAddress: remoteAddress)
    }

    static func install(on channel: any Channel, server: ServerContext, loop: LoopResources) throws {
        let connection = HTTPConnection(server: server, loop: loop, remoteAddress: channel.remoteAddress?.ipAddress ?? "")
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(connection.decoder)
        try pipeline.addHandler(connection)
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

    /// Requests are answered when the read is over: never inside of the decoder, and their replies in one write.
    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch phase {
        case .waiting, .answering: collect(unwrapInboundIn(data))
        case .closing, .over: break
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if case .waiting = phase, !hasReadRequest { noteRequestBegun() }
        hasReadRequest = false
        advance(context)
        context.fireChannelReadComplete()
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
        switch error {
        // A request that the client's closing cut off needs no reply.
        case HTTPParserError.invalidEOFState: isInputOver = true
        case let error as HTTPParserError: fail(RequestError(error))
        case is ByteToMessageDecoderError.PayloadTooLargeError: fail(.headerTooLarge)
        // The decoder has failed before and says so for every further read.
        case is ByteToMessageDecoderError: break
        default: context.close(promise: nil)
        }
    }

    private func leave() {
        phase = .over
        timer?.cancel()
        timer = nil
        context = nil
        incoming.removeAll()
    }

    // MARK: Requests in

    private func collect(_ part: HTTPServerRequestPart) {
        guard !isInputOver else { return }
        do throws(RequestError) {
            guard let received = try assembly.received(part) else { return }
            incoming.append(.request(received))
            hasReadRequest = true
            isInputOver = !received.framing.keepsAlive
            isDecoderStopped = received.offersUpgrade
        } catch {
            fail(error)
        }
    }

    private func fail(_ error: RequestError) {
        guard !isInputOver else { return }
        isInputOver = true
        incoming.append(.failure(error))
    }

    private var wantsBytes: Bool {
        switch phase {
        case .waiting, .answering: incoming.isEmpty
        case .closing, .over: true
        }
    }

    /// Takes requests as long as each is answered at once, then writes out what was said.
    private func advance(_ context: ChannelHandlerContext) {
        guard !isAdvancing else { return }
        isAdvancing = true
        while case .waiting = phase, context.channel.isWritable, let next = incoming.popFirst() { take(next, context) }
        isAdvancing = false
        if case .waiting = phase, incoming.isEmpty { awaitRequest(context) }
        if mustFlush {
            mustFlush = false
            context.flush()
        }
        if isReadHeld, wantsBytes {
            isReadHeld = false
            context.read()
        }
    }

    private func take(_ next: Incoming, _ context: ChannelHandlerContext) {
        switch next {
        case .request(let received):
            server.connections.count { $0.requests += 1 }
            answer(received, context)
        case .failure(let error):
            refuse(error, context)
        }
    }

    private func awaitRequest(_ context: ChannelHandlerContext) {
        if isInputClosed { return close(context) }
        guard assembly.isUnfinished else { return }
        noteRequestBegun()
        if assembly.takeContinue() { write(HTTPReply(status: 100), framing: ReplyFraming(), context) }
    }

    // MARK: Replies out

    private func answer(_ received: ReceivedRequest, _ context: ChannelHandlerContext) {
        phase = .answering(received.framing)
        hasBegunRequest = false
        measured = (server.endpoints.number(of: received.request), .now())
        if received.upgradesToWebSocket { return answerUpgrade(received, context) }
        let slot = ConnectionSlot(NIOLoopBound(self, eventLoop: context.eventLoop), loop.executor)
        if let taker = server.take(received.request, slot) {
            loop.turnEnd.value.note(taker: taker, of: server)
        } else {
            loop.executor.start { [server, request = received.request] in slot.fill(await server.respond(to: request)) }
        }
    }

    /// The place of the request that is being answered.
    private final class ConnectionSlot: ReplySlot {
        private let connection: NIOLoopBound<HTTPConnection>
        private let executor: EventLoopExecutor

        init(_ connection: NIOLoopBound<HTTPConnection>, _ executor: EventLoopExecutor) {
            self.connection = connection
            self.executor = executor
        }

        func fill(_ reply: HTTPReply) {
            executor.onLoop { [connection] in connection.value.finish(reply) }
        }
    }

    private func finish(_ reply: HTTPReply) {
        guard case .answering(var framing) = phase, let context else { return }
        measure(reply)
        if isDraining { framing.keepsAlive = false }
        guard framing.keepsAlive else { return writeLast(reply, framing: framing, context) { $0.close(promise: nil) } }
        phase = .waiting
        write(reply, framing: framing, context)
        extendDeadline(milliseconds: server.limits.idleMillisecondsMax)
        if isDecoderStopped, incoming.isEmpty { renewDecoder(context) }
        advance(context)
    }

    private func measure(_ reply: HTTPReply) {
        requestNumber += 1
        let took = (.now() - measured.since).nanoseconds
        loop.requests.value.note(
            measured.endpoint, .init(status: reply.status, code: reply.errorCode), nanoseconds: took)
        guard server.logger.logLevel <= .debug else { return }
        let endpoint = server.endpoints.names[measured.endpoint]
        server.logger.debug(
            "request",
            metadata: [
                "id": "\(number)-\(requestNumber)", "method": "\(endpoint.method)", "endpoint": "\(endpoint.path)",
                "status": "\(reply.status)", "code": "\(reply.errorCode ?? 0)", "microseconds": "\(took / 1_000)",
            ])
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
        incoming.removeAll()
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
        let wasReadHeld = isReadHeld
        isReadHeld = false
        do {
            try WebSocketConnection.install(after: context, session: session, policy: policy, server: server, loop: loop)
        } catch {
            return context.close(promise: nil)
        }
        leave()
        if wasReadHeld { context.read() }
        if isDraining { context.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent()) }
        let pipeline = context.pipeline.syncOperations
        pipeline.removeHandler(context: context, promise: nil)
        // The decoder hands on the frames that came with the handshake.
        removeDecoder(pipeline) { pipeline.fireChannelReadComplete() }
    }

    /// The other protocol was declined, so the bytes after its offer are requests again; a new decoder gets them from the old.
    private func renewDecoder(_ context: ChannelHandlerContext) {
        isDecoderStopped = false
        let pipeline = context.pipeline.syncOperations
        let renewed = server.limits.makeRequestDecoder()
        do {
            try pipeline.addHandler(renewed, position: .after(decoder))
        } catch {
            return context.close(promise: nil)
        }
        removeDecoder(pipeline) { [weak self] in
            guard let self, let context = self.context else { return }
            hasReadRequest = false
            advance(context)
        }
        decoder = renewed
    }

    private func removeDecoder(_ pipeline: ChannelPipeline.SynchronousOperations, then proceed: @escaping () -> Void) {
        pipeline.removeHandler(decoder).assumeIsolated().whenComplete { _ in proceed() }
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
