import GatewayKit
import NIOCore
import NIOWebSocket

/// The channel's side of a websocket: carries out what `InboundMessages`, `Heartbeat` and `SendQueue` decide.
///
/// Lives on its channel's event loop. The session hears `opened` first and `closed` last, each once.
final class WebSocketConnection: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = ByteBuffer

    private enum Phase {
        case open
        /// Our close frame is on its way; frames of the client mean nothing any more.
        case closing
        case gone
    }

    /// Control frames pass however small messages have to be. The decoder measures frames, `InboundMessages` messages.
    private static let frameBytesMin = ControlFrame.payloadBytesMax

    private let server: ServerContext
    private let loop: LoopResources
    private let policy: WebSocketPolicy
    private var session: (any WebSocketSession)?
    private var socket: ChannelSocket?
    private var context: ChannelHandlerContext?
    private var messages: InboundMessages
    /// What came after the socket began to close.
    private var ignoredBytes = 0
    private static let ignoredBytesMax = 256 << 10
    private var heartbeat: Heartbeat
    /// Since when the channel has taken nothing although something waits.
    private var stalledSince: NIODeadline?
    private var phase = Phase.open
    private var timer: Scheduled<Void>?
    /// Something came since the last read was over.
    private var hasRead = false

    private init(session: any WebSocketSession, policy: WebSocketPolicy, server: ServerContext, loop: LoopResources) {
        self.session = session
        self.policy = policy
        self.server = server
        self.loop = loop
        messages = InboundMessages(policy: policy)
        heartbeat = Heartbeat(policy: policy, openedAt: .now())
    }

    /// Puts frame decoder and connection behind the handler that did the handshake.
    static func install(
        after context: ChannelHandlerContext, session: any WebSocketSession, policy: WebSocketPolicy, server: ServerContext,
        loop: LoopResources
    ) throws {
        let frameBytesMax = min(max(policy.messageBytesMax, frameBytesMin), Int(UInt32.max))
        let pipeline = context.pipeline.syncOperations
        let connection = WebSocketConnection(session: session, policy: policy, server: server, loop: loop)
        try pipeline.addHandler(ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: frameBytesMax)))
        try pipeline.addHandler(connection)
    }

    // MARK: Events of the channel

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        let socket = ChannelSocket(policy: policy, loop: loop, connection: self, eventLoop: context.eventLoop)
        self.socket = socket
        server.connections.count {
            $0.socketsOpen += 1
            $0.socketsAccepted += 1
        }
        armTimer(context)
        session?.opened(socket)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        leave()
    }

    func channelInactive(context: ChannelHandlerContext) {
        leave()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        hasRead = true
        let frame = unwrapInboundIn(data)
        switch phase {
        case .open: received(frame, context)
        case .closing where frame.opcode == .connectionClose: context.close(promise: nil)
        case .closing: ignore(frame, context)
        case .gone: break
        }
    }

    /// A client may not have read yet that the socket is closing. One that goes on sending is cut off.
    private func ignore(_ frame: WebSocketFrame, _ context: ChannelHandlerContext) {
        ignoredBytes += frame.length
        if ignoredBytes > Self.ignoredBytesMax { context.close(promise: nil) }
    }

    /// What the session answered to this read goes out now rather than in the loop's next turn.
    ///
    /// The end of the input is such a read too, with nothing in it: NIO takes it ill when a write then finds the channel broken.
    func channelReadComplete(context: ChannelHandlerContext) {
        if hasRead { flush() }
        hasRead = false
        context.fireChannelReadComplete()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { stalledSince = nil }
        flush()
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case ChannelEvent.inputClosed: context.close(promise: nil)
        case is ChannelShouldQuiesceEvent: close(.goingAway)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case NIOWebSocketError.invalidFrameLength: close(.messageTooBig)
        case is NIOWebSocketError: close(.protocolError)
        // After a bad frame the decoder refuses all bytes; the close frame is already on its way.
        case is ByteToMessageDecoderError: break
        default: context.close(promise: nil)
        }
    }

    private func leave() {
        guard phase != .gone || session != nil else { return }
        phase = .gone
        timer?.cancel()
        timer = nil
        context = nil
        let superseded = socket?.superseded ?? 0
        socket?.detach()
        socket = nil
        guard let session else { return }
        self.session = nil
        server.connections.count {
            $0.socketsOpen -= 1
            $0.framesSuperseded += superseded
        }
        session.closed()
    }

    // MARK: Frames in

    private func received(_ frame: WebSocketFrame, _ context: ChannelHandlerContext) {
        let inbound = InboundFrame(
            opcode: UInt8(webSocketOpcode: frame.opcode), isFinal: frame.fin, hasReservedBits: !frame.reservedBits.isEmpty,
            isMasked: frame.maskKey != nil, payload: Array(frame.unmaskedData.readableBytesView))
        switch messages.received(inbound, at: .now()) {
        case .wait: break
        case .text(let text): session?.received(text: text)
        case .binary(let bytes): session?.received(binary: bytes)
        case .answerPing(let payload): answerPing(payload, context)
        case .pong(let payload): heartbeat.ponged(payload)
        case .closed(let code): answerClose(code, context)
        case .fail(let close): self.close(close)
        }
    }

    /// A client that does not read gets no pongs: they would pile up outside of its queue.
    private func answerPing(_ payload: [UInt8], _ context: ChannelHandlerContext) {
        if context.channel.isWritable { write(ControlFrame.encode(.pong, payload), context) }
    }

    private func answerClose(_ code: UInt16, _ context: ChannelHandlerContext) {
        finish(SocketClose(code: code, reason: ""), context) { $0.close(promise: nil) }
    }

    // MARK: Frames out

    /// What waits goes into one buffer and one write. A long queue takes several, the next when one is through.
    func flush() {
        guard phase == .open, let context, let socket else { return }
        let frames = socket.take(isWritable: context.channel.isWritable)
        if frames.isEmpty { return noteStall(context, socket) }
        write(frames, tail: [], context) { [weak self] _ in self?.flush() }
    }

    private func noteStall(_ context: ChannelHandlerContext, _ socket: ChannelSocket) {
        guard stalledSince == nil, !context.channel.isWritable, socket.hasWaiting else { return }
        stalledSince = .now()
        armTimer(context)
    }

    func close(_ close: SocketClose) {
        guard phase == .open, let context else { return }
        finish(close, context) { _ in }
    }

    func readerIsTooSlow() {
        guard phase == .open, let context else { return }
        phase = .gone
        server.connections.count { $0.slowReadersClosed += 1 }
        context.close(promise: nil)
    }

    /// Sends what waits and the close frame. The client then has a moment to answer and to close.
    private func finish(_ close: SocketClose, _ context: ChannelHandlerContext, then end: @escaping (ChannelHandlerContext) -> Void)
    {
        guard let socket else { return }
        phase = .closing
        write(socket.finish(), tail: ControlFrame.encode(.close, close.payload), context, then: end)
        armTimer(context, at: .now() + .milliseconds(Int64(server.limits.lingerMillisecondsMax)))
    }

    private func write(
        _ frames: [Frame], tail: [UInt8], _ context: ChannelHandlerContext, then end: @escaping (ChannelHandlerContext) -> Void
    ) {
        let queuedBytes = frames.reduce(0) { $0 + $1.bytes.count }
        var buffer = context.channel.allocator.buffer(capacity: queuedBytes + tail.count)
        for frame in frames { buffer.writeBytes(frame.bytes) }
        buffer.writeBytes(tail)
        let socket = socket
        context.writeAndFlush(wrapOutboundOut(buffer)).assumeIsolated().whenComplete { _ in
            socket?.written(bytes: queuedBytes)
            end(context)
        }
    }

    private func write(_ control: [UInt8], _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: control)), promise: nil)
    }

    // MARK: Time

    private func armTimer(_ context: ChannelHandlerContext) {
        armTimer(context, at: stallEnd.map { min($0, heartbeat.nextDue) } ?? heartbeat.nextDue)
    }

    private var stallEnd: NIODeadline? {
        stalledSince.map { $0 + .seconds(Int64(policy.stalledSecondsMax)) }
    }

    private func armTimer(_ context: ChannelHandlerContext, at deadline: NIODeadline) {
        timer?.cancel()
        timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { [weak self] in self?.timerFired() }
    }

    private func timerFired() {
        guard let context else { return }
        guard phase == .open else { return context.close(promise: nil) }
        if let stallEnd, stallEnd <= .now() { return readerIsTooSlow() }
        switch heartbeat.due(at: .now(), payload: Array(String(WallClock.milliseconds()).utf8)) {
        case .nothing: break
        case .ping(let payload): write(ControlFrame.encode(.ping, payload), context)
        case .end(let close): return self.close(close)
        }
        armTimer(context)
    }
}
