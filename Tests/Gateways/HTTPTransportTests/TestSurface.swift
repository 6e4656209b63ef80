import GatewayKit
import HTTPTransport
import Logging
import NIOConcurrencyHelpers

/// Starts a server on a port of the system's choice, runs the test and stops the server.
func withServer(
    http: [any HTTPHandler] = [Mirror()], sockets: [any WebSocketHandler] = [], limits: HTTPServer.Limits = .init(),
    _ test: (HTTPServer, Int) async throws -> Void
) async throws {
    let server = HTTPServer(
        surfaces: [Surface(name: "test", http: http, sockets: sockets)],
        configuration: .init(port: 0, eventLoopThreads: 1, limits: limits), logger: .silent)
    let port = try await server.start()
    do {
        try await test(server, port)
    } catch {
        await server.stop()
        throw error
    }
    await server.stop()
}

extension Logger {
    static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}

/// Answers everything under `/mirror` with what it was asked.
struct Mirror: HTTPHandler {
    func respond(to request: HTTPRequest) async -> HTTPReply? {
        guard request.path.hasPrefix("/mirror") else { return nil }
        let query = String(decoding: request.query, as: UTF8.self)
        let body = String(decoding: request.body, as: UTF8.self)
        let key = request.header("x-mbx-apikey") ?? "-"
        return .text("\(request.method.rawValue) \(request.path) [\(query)] [\(body)] \(key) \(request.remoteAddress)", status: 200)
    }
}

/// Answers `/gate` when the test opens it.
actor Gate: HTTPHandler {
    private var isOpen = false
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private let arrivals = AsyncStream<Void>.makeStream()

    func respond(to request: HTTPRequest) async -> HTTPReply? {
        guard request.path == "/gate" else { return nil }
        arrivals.continuation.yield()
        if !isOpen { await withCheckedContinuation { waiting.append($0) } }
        return .text("through", status: 200)
    }

    /// Returns once a request waits at the gate.
    func arrival() async {
        for await _ in arrivals.stream { return }
    }

    func open() {
        isOpen = true
        for continuation in waiting { continuation.resume() }
        waiting = []
    }
}

/// Echoes, and tells the test what it heard.
final class TestSession: WebSocketSession {
    enum Event: Equatable {
        case opened, text(String), binary([UInt8]), closed
    }

    private let socket = NIOLockedValueBox<(any Socket)?>(nil)
    private let hasClosed = NIOLockedValueBox(false)
    private let stream = AsyncStream<Event>.makeStream()

    func opened(_ socket: any Socket) {
        self.socket.withLockedValue { $0 = socket }
        stream.continuation.yield(.opened)
    }

    func received(text: [UInt8]) {
        stream.continuation.yield(.text(String(decoding: text, as: UTF8.self)))
        send(Frame(text))
    }

    func received(binary: [UInt8]) {
        stream.continuation.yield(.binary(binary))
        send(Frame(binary, kind: .binary))
    }

    func closed() {
        let isFirst = hasClosed.withLockedValue { closed in
            defer { closed = true }
            return !closed
        }
        precondition(isFirst, "a session is closed once")
        stream.continuation.yield(.closed)
        stream.continuation.finish()
    }

    func start(_ operation: @escaping @Sendable () async -> Void) {
        socket.withLockedValue { $0 }?.start(operation)
    }

    func send(_ frame: Frame) {
        socket.withLockedValue { $0 }?.send(frame)
    }

    func close(code: UInt16, reason: String) {
        socket.withLockedValue { $0 }?.close(code: code, reason: reason)
    }

    /// All that is heard until the socket is gone.
    func eventsUntilClosed() async -> [Event] {
        var events: [Event] = []
        for await event in stream.stream { events.append(event) }
        return events
    }
}

/// Accepts at `/socket`, refuses at `/refused`, and keeps the sessions in the order they came.
final class TestSockets: WebSocketHandler {
    let policy: WebSocketPolicy
    private let opened = NIOLockedValueBox<[TestSession]>([])
    private let asked = NIOLockedValueBox<[String]>([])

    init(_ policy: WebSocketPolicy = WebSocketPolicy(messagesPerSecondMax: 1_000)) {
        self.policy = policy
    }

    var sessions: [TestSession] { opened.withLockedValue { $0 } }
    var queries: [String] { asked.withLockedValue { $0 } }

    func upgrade(_ request: HTTPRequest) -> WebSocketUpgrade? {
        asked.withLockedValue { $0.append(String(decoding: request.query, as: UTF8.self)) }
        if request.path == "/refused" { return .refuse(.text("no key", status: 401)) }
        guard request.path == "/socket" else { return nil }
        let session = TestSession()
        opened.withLockedValue { $0.append(session) }
        return .accept(session, policy)
    }
}

/// A small generator for tests whose failures must be repeatable (SplitMix64).
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
