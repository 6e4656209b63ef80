import ExchangePorts
import GatewayKit
import WireKit

/// The stream sockets of the surface: raw under `/ws`, combined under `/stream`, both also under the `/public`,
/// `/market` and `/private` that later clients use (supplement §5.1).
struct UsdmSockets: WebSocketHandler {
    let hub: StreamHub<UsdmTopic>
    let catalog: Catalog
    let listenKeys: ListenKeys
    let era: APIEra
    let door: SocketDoor
    let policy: WebSocketPolicy
    let exchange: any Exchange

    func upgrade(_ request: HTTPRequest) -> WebSocketUpgrade? {
        let path = Self.withoutRoute(request.path)
        guard era.hasStreams(routed: path != request.path) else { return nil }
        let query = try? FormParameters(query: request.query, body: [])
        if path == "/ws" || path.hasPrefix("/ws/") {
            let names = path.dropFirst("/ws".count).split(separator: "/").map { Self.decoded($0) }
            if path.hasSuffix("/") { return .refuse(.text("Not found\n", status: 404)) }
            return accept(names + [query?["listenKey"]].compactMap { $0 }, combined: false, request)
        }
        if path == "/stream" {
            let streams = query?["streams"].map { $0.split(separator: "/").map(String.init) } ?? []
            return accept(streams + [query?["listenKey"]].compactMap { $0 }, combined: true, request)
        }
        return nil
    }

    private static func withoutRoute(_ path: String) -> String {
        for route in ["/public", "/market", "/private"] where path.hasPrefix(route + "/") {
            return String(path.dropFirst(route.count))
        }
        return path
    }

    private static func decoded(_ text: Substring) -> String {
        guard let bytes = try? percentDecoded(Array(text.utf8)[...]) else { return String(text) }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func accept(_ names: [String], combined: Bool, _ request: HTTPRequest) -> WebSocketUpgrade {
        if let refusal = door.refusal(of: request.remoteAddress, at: exchange.now) { return .refuse(refusal) }
        if names.count > StreamLimit.streamsMax {
            return .refuse(.text("More than \(StreamLimit.streamsMax) streams\n", status: 400))
        }
        let catalog = catalog
        let listenKeys = listenKeys
        let session = StreamSession<UsdmTopic>(hub: hub, names: names, combined: combined) {
            UsdmTopic($0, names: catalog.names, listenKeys: listenKeys)
        }
        return .accept(session, policy)
    }
}
