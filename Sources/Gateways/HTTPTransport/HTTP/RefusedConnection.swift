import GatewayKit
import NIOCore

/// A connection beyond the limit: it is told so and closed.
final class RefusedConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let encoder: ReplyEncoder

    init(encoder: ReplyEncoder) {
        self.encoder = encoder
    }

    func channelActive(context: ChannelHandlerContext) {
        let reply = HTTPReply.transportError(503, "Too many connections are open.")
        let bytes = encoder.encode(reply, framing: .closing, allocator: context.channel.allocator)
        context.writeAndFlush(wrapOutboundOut(bytes)).assumeIsolated().whenComplete { _ in context.close(promise: nil) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {}

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
