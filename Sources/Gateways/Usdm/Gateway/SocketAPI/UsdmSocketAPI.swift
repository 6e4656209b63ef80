import ExchangePorts
import GatewayKit
import UsdmWire
import WireKit

/// The door of the WebSocket API, `/ws-fapi/v1` (document 001, "WebSocket API"; supplement §7).
struct UsdmSocketAPI: WebSocketHandler {
    static let path = "/ws-fapi/v1"
    /// Of opening a connection.
    static let handshakeWeight = 5

    private let pipeline: RequestPipeline
    private let methods: MethodTable<UsdmCall>
    private let door: SocketDoor

    init(_ pipeline: RequestPipeline, rows: [UsdmRow], door: SocketDoor) {
        self.pipeline = pipeline
        self.door = door
        methods = MethodTable(rows)
    }

    func upgrade(_ request: HTTPRequest) -> WebSocketUpgrade? {
        guard request.path == Self.path else { return nil }
        let now = pipeline.now
        if let refusal = door.refusal(of: request.remoteAddress, at: now) { return .refuse(refusal) }
        let weighing = pipeline.weigh(Self.handshakeWeight, from: request.remoteAddress, at: now)
        if let refusal = weighing.refusal { return .refuse(Self.reply(refusal, weighing.retryAfterSeconds)) }
        let query = try? FormParameters(query: request.query, body: [])
        let logon = SocketLogon(connectedSince: now, returnsRateLimits: query?["returnRateLimits"]?.lowercased() != "false")
        let session = SocketAPISession(pipeline, methods: methods, logon: logon, address: request.remoteAddress)
        return .accept(session, pipeline.services.sockets.ofRequests)
    }

    private static func reply(_ refusal: UsdmError, _ retryAfterSeconds: Int?) -> HTTPReply {
        let headers = retryAfterSeconds.map { [(name: "Retry-After", value: String($0))] } ?? []
        return .json(refusal.json, status: refusal.status, headers: headers)
    }
}
