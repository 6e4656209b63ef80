/// One of the APIs this program speaks: some paths, some sockets.
public struct Surface: Sendable {
    public var name: String
    public var http: [any HTTPHandler]
    public var sockets: [any WebSocketHandler]
    /// What requests are counted under.
    public var endpoints: [Endpoint]

    public init(
        name: String, http: [any HTTPHandler], sockets: [any WebSocketHandler], endpoints: [Endpoint] = []
    ) {
        self.name = name
        self.http = http
        self.sockets = sockets
        self.endpoints = endpoints
    }
}

/// A method and a path that requests are answered at.
public struct Endpoint: Hashable, Sendable {
    public var method: HTTPRequest.Method
    public var path: String

    public init(method: HTTPRequest.Method, path: String) {
        self.method = method
        self.path = path
    }
}
