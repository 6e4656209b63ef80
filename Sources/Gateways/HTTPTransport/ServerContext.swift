import GatewayKit
import Logging

/// What all connections of a server share.
struct ServerContext: Sendable {
    let http: [any HTTPHandler]
    let sockets: [any WebSocketHandler]
    let limits: HTTPServer.Limits
    let connections: Connections
    let logger: Logger

    /// The first handler that knows the path answers.
    func respond(to request: HTTPRequest) async -> HTTPReply {
        for handler in http {
            if let reply = await handler.respond(to: request) { return reply }
        }
        return .notFound
    }

    /// Offers the request to the handlers in order, until one takes it or wants to be asked.
    func take(_ request: HTTPRequest, _ slot: any ReplySlot) -> Taking {
        for (index, handler) in http.enumerated() {
            switch handler.take(request, slot) {
            case .taken: return .taken(by: index)
            case .left: return .left
            case .unknownPath: continue
            }
        }
        return .left
    }

    enum Taking {
        case taken(by: Int)
        /// To be answered by `respond`.
        case left
    }

    func upgrade(_ request: HTTPRequest) -> WebSocketUpgrade? {
        for handler in sockets {
            if let decision = handler.upgrade(request) { return decision }
        }
        return nil
    }
}
