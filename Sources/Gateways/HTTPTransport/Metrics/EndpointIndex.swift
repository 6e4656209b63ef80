import GatewayKit

/// Numbers the endpoints that requests are counted under. What is none of them is counted under number 0: the names of the
/// counters are never chosen by clients.
struct EndpointIndex: Sendable {
    private struct Key: Hashable {
        let method: HTTPRequest.Method
        let path: String
    }

    /// By number.
    let names: [(method: String, path: String)]
    private let numbers: [Key: Int]

    init(_ endpoints: [Endpoint]) {
        var names = [(method: "", path: "other")]
        var numbers: [Key: Int] = [:]
        for endpoint in endpoints where numbers[Key(method: endpoint.method, path: endpoint.path)] == nil {
            numbers[Key(method: endpoint.method, path: endpoint.path)] = names.count
            names.append((endpoint.method.rawValue, endpoint.path))
        }
        self.names = names
        self.numbers = numbers
    }

    func number(of request: HTTPRequest) -> Int {
        numbers[Key(method: request.method, path: request.path)] ?? 0
    }
}
