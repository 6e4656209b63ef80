import GatewayKit
import Logging

/// What all connections of a server share.
struct ServerContext: Sendable {
    let http: [any HTTPHandler]
    let sockets: [any WebSocketHandler]
    let limits: HTTPServer.Limits
    let connections: Connections
    let logger: Logger
    let endpoints: EndpointIndex

    /// The first handler that knows the path answers.
    func respond(to request: HTTPRequest) async -> HTTPReply {
        for handler in http {
            if let reply = await handler.respond(to: request) { return reply }
        }
        return .notFound
    }

    /// Offers the request to the handlers in order. Returns which one took it; when none did, it is for `respond`.
    func take(_ request: HTTPRequest, _ slot: any ReplySlot) -> Int? {
        http.firstIndex { $0.take(request, slot) }
    }

    func upgrade(_ request: HTTPRequest) -> WebSocketUpgrade? {
        for handler in sockets {
            if let decision = handler.upgrade(request) { return decision }
        }
        return nil
    }
}
