import GatewayKit
import NIOCore
import NIOHTTP1
import NIOWebSocket

/// The opening handshake of RFC 6455 §4.2.
enum WebSocketHandshake {
    struct Refusal: Error {
        let reply: HTTPReply
    }

    /// The 101 that accepts this request. NIO's upgrader computes the accept key; the rules stand here.
    static func accept(_ request: HTTPRequest, on context: ChannelHandlerContext) -> Result<HTTPReply, Refusal> {
        guard request.header("Sec-WebSocket-Version") == "13" else {
            return .failure(Refusal(reply: versionReply))
        }
        guard request.header("Connection")?.listsToken("upgrade") == true, isKey(request.header("Sec-WebSocket-Key")) else {
            return .failure(Refusal(reply: malformedReply))
        }
        let headers = HTTPHeaders(request.headers.map { ($0.name, $0.value) })
        let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: request.path, headers: headers)
        let upgrader = NIOWebSocketServerUpgrader(
            shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture([:]) },
            upgradePipelineHandler: { channel, _ in channel.eventLoop.makeSucceededVoidFuture() })
        var accepted: Result<HTTPReply, Refusal> = .failure(Refusal(reply: malformedReply))
        // The future is complete when it is returned, because `shouldUpgrade` is; the callback runs before `whenSuccess` returns.
        upgrader.buildUpgradeResponse(channel: context.channel, upgradeRequest: head, initialResponseHeaders: [:])
            .assumeIsolated()
            .whenSuccess { accepted = .success(HTTPReply(status: 101, headers: $0.map { ($0.name, $0.value) })) }
        return accepted
    }

    /// Sixteen bytes in base64: 22 characters of its alphabet and two of padding.
    static func isKey(_ key: String?) -> Bool {
        guard let bytes = key.map({ Array($0.utf8) }), bytes.count == 24, bytes.suffix(2) == [61, 61] else { return false }
        return bytes.dropLast(2).allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"): true
            default: false
            }
        }
    }

    private static let malformedReply = HTTPReply.transportError(400, "This is not a websocket handshake.")
    private static let versionReply = HTTPReply(
        status: 426, headers: [("Sec-WebSocket-Version", "13"), ("Content-Type", "text/plain; charset=utf-8")],
        body: Array("Websocket version 13 is spoken here.".utf8))
}
