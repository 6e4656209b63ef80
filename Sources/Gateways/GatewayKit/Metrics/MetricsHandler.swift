import ExchangePorts

/// `/metrics`: what the parts of the program tell about themselves, for Prometheus and those who read its format.
public final class MetricsHandler: HTTPHandler {
    public static let path = "/metrics"

    private let sources = Locked<[any MetricsSource]>([])

    public init() {}

    /// Sources are asked in the order they were added.
    public func add(_ source: any MetricsSource) {
        sources.withLock { $0.append(source) }
    }

    public func respond(to request: HTTPRequest) async -> HTTPReply? {
        guard request.path == Self.path else { return nil }
        var text = MetricsText()
        for source in sources.withLock({ $0 }) { await source.write(to: &text) }
        return HTTPReply(
            status: 200, headers: [("Content-Type", "text/plain; version=0.0.4; charset=utf-8")], body: text.bytes)
    }
}
