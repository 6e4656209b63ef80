import ExchangePorts
import GatewayKit
import UsdmWire
import WireKit

/// The door of the WebSocket API, `/ws-fapi/v1` (document 001, "WebSocket API"; supplement §7).
struct UsdmSocketAPI: WebSocketHandler {
    static let path = "/ws-fapi/v1"
    /// Of opening a connection.
    static let handshakeWeight = 5

    /// Frames are bounded by what they weigh. What waits for the client may be a burst of whole books.
    static let policy = WebSocketPolicy(messagesPerSecondMax: .max, pingsPerSecondMax: 5, queuedBytesMax: 16 << 20)

    private let pipeline: RequestPipeline
    private let methods: MethodTable<UsdmCall>

    init(_ pipeline: RequestPipeline, rows: [UsdmRow]) {
        self.pipeline = pipeline
        methods = MethodTable(rows)
    }

    func upgrade(_ request: HTTPRequest) -> WebSocketUpgrade? {
        guard request.path == Self.path else { return nil }
        let now = pipeline.now
        let weighing = pipeline.weigh(Self.handshakeWeight, from: request.remoteAddress, at: now)
        if let refusal = weighing.refusal { return .refuse(Self.reply(refusal, weighing.retryAfterSeconds)) }
        let query = try? FormParameters(query: request.query, body: [])
        let logon = SocketLogon(connectedSince: now, returnsRateLimits: query?["returnRateLimits"]?.lowercased() != "false")
        let session = SocketAPISession(pipeline, methods: methods, logon: logon, address: request.remoteAddress)
        return .accept(session, Self.policy)
    }

    private static func reply(_ refusal: UsdmError, _ retryAfterSeconds: Int?) -> HTTPReply {
        let headers = retryAfterSeconds.map { [(name: "Retry-After", value: String($0))] } ?? []
        return .json(refusal.json, status: refusal.status, headers: headers)
    }
}
