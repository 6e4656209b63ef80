/// One of the APIs this program speaks: some paths, some sockets.
public struct Surface: Sendable {
    public var name: String
    public var http: [any HTTPHandler]
    public var sockets: [any WebSocketHandler]

    public init(name: String, http: [any HTTPHandler], sockets: [any WebSocketHandler]) {
        self.name = name
        self.http = http
        self.sockets = sockets
    }
}
