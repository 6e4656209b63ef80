import GatewayKit
import HTTPTransport
import NIOConcurrencyHelpers
import Testing

@Suite("Requests that are taken", .timeLimit(.minutes(1)))
struct TakenRequestTests {
    /// Takes `/taken…` and fills the slots when they are carried out, the last first; `/now` is filled at once.
    private final class Taker: HTTPHandler {
        private let waiting = NIOLockedValueBox<[(path: String, slot: any ReplySlot)]>([])

        func respond(to request: HTTPRequest) async -> HTTPReply? {
            if request.path.hasPrefix("/taken") { return .text("asked, not taken", status: 500) }
            return request.path == "/asked" ? .text("asked", status: 200) : nil
        }

        func take(_ request: HTTPRequest, _ slot: any ReplySlot) -> Bool {
            switch request.path {
            case "/now": slot.fill(.text("now", status: 200))
            case let path where path.hasPrefix("/taken"): waiting.withLockedValue { $0.append((path, slot)) }
            default: return false
            }
            return true
        }

        func carryOutTaken() async {
            await Task.yield()
            let taken = waiting.withLockedValue { waiting in
                defer { waiting = [] }
                return waiting
            }
            for (path, slot) in taken.reversed() { slot.fill(.text(path, status: 200)) }
        }
    }

    @Test("those of many connections are answered each with its own reply")
    func manyConnections() async throws {
        try await withServer(http: [Taker()]) { _, port in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for client in 0..<20 {
                    group.addTask { try await exchangeReplies(port, of: client) }
                }
                try await group.waitForAll()
            }
        }
    }

    private func exchangeReplies(_ port: Int, of number: Int) async throws {
        var client = try await TestClient.connect(port)
        for turn in 0..<50 {
            try await client.send("GET /taken/\(number)/\(turn) HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(await client.reply()?.body == "/taken/\(number)/\(turn)")
        }
    }

    @Test("a handler that takes nothing keeps none from the others")
    func behindAnother() async throws {
        try await withServer(http: [Mirror(), Taker()]) { _, port in try await exchangeReplies(port, of: 1) }
    }

    @Test("pipelined, taken or not, they are answered in order")
    func pipelined() async throws {
        try await withServer(http: [Taker(), Mirror()]) { _, port in
            var client = try await TestClient.connect(port)
            let paths = ["/taken/1", "/now", "/mirror", "/taken/2", "/asked", "/taken/3", "/now", "/now", "/nothing"]
            try await client.send(paths.map { "GET \($0) HTTP/1.1\r\nHost: h\r\n\r\n" }.joined())
            for path in paths {
                let reply = try #require(await client.reply())
                switch path {
                case "/now": #expect(reply.body == "now")
                case "/asked": #expect(reply.body == "asked")
                case "/mirror": #expect(reply.body.hasPrefix("GET /mirror"))
                case "/nothing": #expect(reply.status == 404)
                default: #expect(reply.body == path)
                }
            }
        }
    }

    @Test("a client that is gone before its reply harms nobody")
    func gone() async throws {
        try await withServer(http: [Taker()]) { _, port in
            for number in 0..<20 {
                let leaving = try await TestClient.connect(port)
                try await leaving.resetOnClose()
                try await leaving.send("GET /taken/\(number) HTTP/1.1\r\nHost: h\r\n\r\n")
                await leaving.close()
                try await exchangeReplies(port, of: number)
            }
        }
    }
}
