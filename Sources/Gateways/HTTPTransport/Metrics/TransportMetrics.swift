public import GatewayKit
import NIOCore

/// What servers have done, all of them together, as metrics.
public struct TransportMetrics: MetricsSource {
    private let servers: [(listener: String, server: HTTPServer)]

    /// - Parameter servers: each with the name of its listener, which the counters of connections carry.
    public init(_ servers: [(listener: String, server: HTTPServer)]) {
        self.servers = servers
    }

    public func write(to text: inout MetricsText) async {
        await writeRequests(to: &text)
        let counters = servers.map { ($0.listener, $0.server.counters()) }
        for metric in Self.ofConnections {
            text.family(metric.name, metric.kind, metric.help)
            for (listener, counters) in counters {
                text.sample(metric.name, [("listener", listener)], metric.value(counters))
            }
        }
    }

    private func writeRequests(to text: inout MetricsText) async {
        var figures: [(listener: String, endpoints: EndpointIndex, figures: RequestFigures)] = []
        for (listener, server) in servers { figures.append((listener, server.endpoints, await server.requestFigures())) }
        text.family("contango_http_requests_total", .counter, "Requests answered, by endpoint, HTTP status and error code.")
        for (listener, endpoints, figures) in figures {
            for (name, figures) in zip(endpoints.names, figures.byEndpoint) {
                for (answer, count) in figures.answers {
                    let code = answer.code.map { [(name: "code", value: "\($0)")] } ?? []
                    let labels = Self.labels(listener, name) + [("status", "\(answer.status)")] + code
                    text.sample("contango_http_requests_total", labels, count)
                }
            }
        }
        let latency = "contango_http_request_seconds"
        text.family(latency, .histogram, "From a request's last byte to its reply's first.")
        for (listener, endpoints, figures) in figures {
            for (name, figures) in zip(endpoints.names, figures.byEndpoint) where !figures.answers.isEmpty {
                text.histogram(latency, Self.labels(listener, name), figures.latency, inBillionths: true)
            }
        }
    }

    private static func labels(_ listener: String, _ name: (method: String, path: String)) -> MetricsText.Labels {
        [("listener", listener), ("method", name.method), ("endpoint", name.path)]
    }

    private struct Metric {
        let name: String
        let kind: MetricsText.Kind
        let help: String
        let value: @Sendable (TransportCounters) -> Int
    }

    private static let ofConnections = [
        Metric(
            name: "contango_connections_open", kind: .gauge, help: "Connections open, sockets included.",
            value: { $0.connectionsOpen }),
        Metric(
            name: "contango_connections_accepted_total", kind: .counter, help: "Connections accepted.",
            value: { $0.connectionsAccepted }),
        Metric(
            name: "contango_connections_refused_total", kind: .counter, help: "Connections turned away because too many were open.",
            value: { $0.connectionsRefused }),
        Metric(name: "contango_sockets_open", kind: .gauge, help: "Websockets open.", value: { $0.socketsOpen }),
        Metric(name: "contango_sockets_accepted_total", kind: .counter, help: "Websockets opened.", value: { $0.socketsAccepted }),
        Metric(
            name: "contango_slow_readers_cut_total", kind: .counter,
            help: "Websockets cut because their reader fell behind or stopped.", value: { $0.slowReadersClosed }),
        Metric(
            name: "contango_frames_superseded_total", kind: .counter,
            help: "Frames that a lagging reader was spared because a later one made them worthless; of closed websockets.",
            value: { $0.framesSuperseded }),
        Metric(
            name: "contango_requests_malformed_total", kind: .counter,
            help: "Requests refused because they were malformed or too large.", value: { $0.requestsMalformed }),
    ]
}
