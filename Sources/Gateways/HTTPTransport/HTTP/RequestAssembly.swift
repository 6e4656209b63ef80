import GatewayKit
import NIOCore
import NIOHTTP1

/// A complete request, how its reply has to be framed, and what follows it.
struct ReceivedRequest {
    var request: HTTPRequest
    var framing: ReplyFraming
    var upgradesToWebSocket: Bool
    var offersUpgrade: Bool
}

/// Puts the decoder's parts together to requests, and refuses what is too large or not for us.
struct RequestAssembly {
    private let limits: HTTPServer.Limits
    private let remoteAddress: String
    private var head: RequestHead?
    private var body: [UInt8] = []

    init(limits: HTTPServer.Limits, remoteAddress: String) {
        self.limits = limits
        self.remoteAddress = remoteAddress
    }

    /// A request's head is here, its end is not.
    var isUnfinished: Bool { head != nil }

    /// The request that this part completes. After a failure the connection's further parts mean nothing.
    mutating func received(_ part: HTTPServerRequestPart) throws(RequestError) -> ReceivedRequest? {
        switch part {
        case .head(let received):
            head = try RequestHead(received, limits: limits)
            return nil
        case .body(let bytes):
            guard body.count + bytes.readableBytes <= limits.bodyBytesMax else { throw .bodyTooLarge }
            body.append(contentsOf: bytes.readableBytesView)
            return nil
        case .end:
            return finish()
        }
    }

    /// True when the client waits for a `100 Continue` before it sends the body. Said once per request.
    mutating func takeContinue() -> Bool {
        guard head?.expectsContinue == true else { return false }
        head?.expectsContinue = false
        return body.isEmpty
    }

    /// Handlers see HEAD as GET, which it equals but for the body that is not sent.
    private mutating func finish() -> ReceivedRequest? {
        guard let head = head.take() else { return nil }
        defer { body = [] }
        let request = HTTPRequest(
            method: head.method == .head ? .get : head.method, path: head.target.path, query: head.target.query,
            headers: head.fields, body: body, remoteAddress: remoteAddress)
        let framing = ReplyFraming(
            omitsBody: head.method == .head, keepsAlive: head.keepsAlive, isHTTP10: head.isHTTP10,
            acceptEncoding: head.acceptEncoding)
        return ReceivedRequest(
            request: request, framing: framing, upgradesToWebSocket: head.upgradesToWebSocket,
            offersUpgrade: head.offersUpgrade)
    }
}
