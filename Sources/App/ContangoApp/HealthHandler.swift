import ExchangePorts
import GatewayKit
import WireKit

/// `/healthz`: whether the exchange answers. It listens only once every market is alive.
struct HealthHandler: HTTPHandler {
    let exchange: any Exchange

    func respond(to request: HTTPRequest) async -> HTTPReply? {
        guard request.path == "/healthz" else { return nil }
        var json = JSONWriter()
        do {
            let sequence = try await exchange.read { $0.sequence }
            json.object {
                $0.field("status", "ok")
                $0.field("sequence", sequence.value)
            }
            return .json(json.bytes)
        } catch {
            json.object { $0.field("status", "stopped") }
            return .json(json.bytes, status: 503)
        }
    }
}
