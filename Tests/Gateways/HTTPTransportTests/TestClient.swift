import NIOCore
import NIOPosix

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A client that shows bytes as they are, so that tests can send what no library would.
struct TestClient {
    struct Reply: Equatable {
        var status: Int
        var head: String
        var body: String
    }

    struct ServerFrame: Equatable {
        var opcode: UInt8
        var payload: [UInt8]

        var text: String { String(decoding: payload, as: UTF8.self) }
        var closeCode: Int? { opcode == 8 && payload.count >= 2 ? Int(payload[0]) << 8 | Int(payload[1]) : nil }
    }

    let channel: any Channel
    private var chunks: AsyncStream<[UInt8]>.Iterator
    private var unread: [UInt8] = []

    static func connect(_ port: Int, reads: Bool = true) async throws -> TestClient {
        let (stream, continuation) = AsyncStream<[UInt8]>.makeStream()
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.autoRead, value: reads)
            .channelOption(.socketOption(.so_rcvbuf), value: reads ? 1 << 20 : 16 << 10)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Collector(continuation: continuation))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        return TestClient(channel: channel, chunks: stream.makeAsyncIterator())
    }

    static func webSocket(_ port: Int, _ target: String, reads: Bool = true) async throws -> TestClient {
        var client = try await connect(port, reads: reads)
        try await client.send(handshake(target))
        if reads { _ = await client.reply() }
        return client
    }

    static func handshake(_ target: String) -> String {
        """
        GET \(target) HTTP/1.1\r\nHost: test\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n\
        Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n
        """
    }

    func send(_ text: String) async throws {
        try await send(Array(text.utf8))
    }

    func send(_ bytes: [UInt8]) async throws {
        try await channel.writeAndFlush(ByteBuffer(bytes: bytes))
    }

    /// A frame masked with a fixed key, which is as good as any.
    func send(opcode: UInt8, _ payload: [UInt8], isFinal: Bool = true) async throws {
        try await send(TestClient.frame(opcode: opcode, payload, isFinal: isFinal))
    }

    func send(text: String) async throws {
        try await send(opcode: 1, Array(text.utf8))
    }

    static func frame(opcode: UInt8, _ payload: [UInt8], isFinal: Bool = true, isMasked: Bool = true) -> [UInt8] {
        var bytes: [UInt8] = [(isFinal ? 0x80 : 0) | opcode]
        let mask: UInt8 = isMasked ? 0x80 : 0
        if payload.count < 126 {
            bytes.append(mask | UInt8(payload.count))
        } else {
            bytes += [mask | 126, UInt8(payload.count >> 8), UInt8(payload.count & 0xFF)]
        }
        guard isMasked else { return bytes + payload }
        let key: [UInt8] = [0x37, 0xFA, 0x21, 0x3D]
        return bytes + key + payload.enumerated().map { $1 ^ key[$0 % 4] }
    }

    /// The next reply, or nil when the server closed instead.
    mutating func reply(toHead isHead: Bool = false) async -> Reply? {
        guard let head = await line(endingWith: Array("\r\n\r\n".utf8)) else { return nil }
        let lines = head.split(separator: "\r\n")
        let status = Int(lines[0].split(separator: " ")[1]) ?? 0
        let length = lines.first { $0.lowercased().hasPrefix("content-length:") }
            .flatMap { Int($0.split(separator: " ")[1]) }
        guard let body = await take(isHead || status == 100 ? 0 : length ?? 0) else { return nil }
        return Reply(status: status, head: head, body: String(decoding: body, as: UTF8.self))
    }

    /// The next frame, or nil when the server closed the connection.
    mutating func frame() async -> ServerFrame? {
        guard let start = await take(2) else { return nil }
        var length = Int(start[1])
        if length >= 126 {
            guard let bytes = await take(length == 126 ? 2 : 8) else { return nil }
            length = bytes.reduce(0) { $0 << 8 | Int($1) }
        }
        guard let payload = await take(length) else { return nil }
        return ServerFrame(opcode: start[0] & 0x0F, payload: payload)
    }

    /// Everything up to the server's closing.
    mutating func rest() async -> [UInt8] {
        while await receive() {}
        return unread
    }

    func close() async {
        try? await channel.close()
    }

    func closeOutput() async throws {
        try await channel.close(mode: .output)
    }

    /// The next close sends a reset, as a client does that dies.
    func resetOnClose() async throws {
        try await (channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
    }

    private mutating func line(endingWith end: [UInt8]) async -> String? {
        var searched = 0
        while true {
            var index = searched
            while index + end.count <= unread.count {
                if Array(unread[index..<index + end.count]) == end {
                    return await take(index + end.count).map { String(decoding: $0, as: UTF8.self) }
                }
                index += 1
            }
            searched = max(unread.count - end.count + 1, 0)
            guard await receive() else { return nil }
        }
    }

    private mutating func take(_ count: Int) async -> [UInt8]? {
        while unread.count < count {
            guard await receive() else { return nil }
        }
        defer { unread.removeFirst(count) }
        return Array(unread.prefix(count))
    }

    private mutating func receive() async -> Bool {
        guard let chunk = await chunks.next() else { return false }
        unread += chunk
        return true
    }
}

private final class Collector: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let continuation: AsyncStream<[UInt8]>.Continuation

    init(continuation: AsyncStream<[UInt8]>.Continuation) {
        self.continuation = continuation
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        continuation.yield(Array(unwrapInboundIn(data).readableBytesView))
    }

    func channelInactive(context: ChannelHandlerContext) {
        continuation.finish()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
