import GatewayKit
import HTTPTransport
import Testing

@Suite("HTTP", .timeLimit(.minutes(1)))
struct HTTPServerTests {
    @Test("a request reaches its handler as the bytes it was, and the reply is framed")
    func plainRequest() async throws {
        try await withServer { server, port in
            var client = try await TestClient.connect(port)
            try await client.send(
                "POST /mirror/a%20b?symbol=BTC%2FUSDT&x=?y HTTP/1.1\r\nHost: h\r\nX-MBX-APIKEY:  key \r\nContent-Length: 3\r\n\r\na=1"
            )
            let reply = try #require(await client.reply())
            #expect(reply.status == 200)
            #expect(reply.body == "POST /mirror/a%20b [symbol=BTC%2FUSDT&x=?y] [a=1] key 127.0.0.1")
            #expect(reply.head.contains("\r\nDate: ") && reply.head.contains(" GMT\r\n"))
            #expect(!reply.head.contains("Connection"))
            try await client.send("GET http://host:80/mirror?q HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(await client.reply()?.body == "GET /mirror [q] [] - 127.0.0.1")
            #expect(server.counters().requests == 2 && server.counters().connectionsOpen == 1)
        }
    }

    @Test("a path of nobody is a 404 and the connection stays")
    func notFound() async throws {
        try await withServer { _, port in
            var client = try await TestClient.connect(port)
            try await client.send("GET /nothing HTTP/1.1\r\nHost: h\r\n\r\nGET /mirror HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(await client.reply()?.status == 404)
            #expect(await client.reply()?.status == 200)
        }
    }

    @Test("a reply to HEAD says the length and has no body")
    func head() async throws {
        try await withServer { _, port in
            var client = try await TestClient.connect(port)
            try await client.send("HEAD /mirror HTTP/1.1\r\nHost: h\r\n\r\nGET /mirror?2 HTTP/1.1\r\nHost: h\r\n\r\n")
            let reply = try #require(await client.reply(toHead: true))
            #expect(reply.head.contains("Content-Length: 29\r\n"))
            #expect(await client.reply()?.body == "GET /mirror [2] [] - 127.0.0.1")
        }
    }

    @Test("pipelined requests are answered in order, also behind one that takes its time")
    func pipelined() async throws {
        let gate = Gate()
        try await withServer(http: [gate, Mirror()]) { _, port in
            var client = try await TestClient.connect(port)
            var requests = "GET /gate HTTP/1.1\r\nHost: h\r\n\r\n"
            for number in 0..<500 { requests += "GET /mirror?\(number) HTTP/1.1\r\nHost: h\r\n\r\n" }
            try await client.send(requests)
            await gate.arrival()
            await gate.open()
            #expect(await client.reply()?.body == "through")
            for number in 0..<500 { #expect(await client.reply()?.body == "GET /mirror [\(number)] [] - 127.0.0.1") }
        }
    }

    @Test("a client that pipelines beyond the limit waits, and loses nothing")
    func pipelinedBeyondTheLimit() async throws {
        var limits = HTTPServer.Limits()
        limits.pipelinedBytesMax = 256
        let gate = Gate()
        try await withServer(http: [gate, Mirror()], limits: limits) { _, port in
            var client = try await TestClient.connect(port)
            try await client.send("GET /gate HTTP/1.1\r\nHost: h\r\n\r\n")
            await gate.arrival()
            for number in 0..<200 { try await client.send("GET /mirror?\(number) HTTP/1.1\r\nHost: h\r\n\r\n") }
            await gate.open()
            #expect(await client.reply()?.body == "through")
            for number in 0..<200 { #expect(await client.reply()?.body == "GET /mirror [\(number)] [] - 127.0.0.1") }
        }
    }

    @Test("the client's wish to close is honoured, by its word or by its version")
    func closes() async throws {
        try await withServer { _, port in
            for request in ["GET /mirror HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", "GET /mirror HTTP/1.0\r\n\r\n"] {
                var client = try await TestClient.connect(port)
                try await client.send(request)
                let reply = try #require(await client.reply())
                #expect(reply.status == 200 && reply.head.contains("Connection: close\r\n"))
                #expect(await client.rest().isEmpty)
            }
            var client = try await TestClient.connect(port)
            try await client.send("GET /mirror HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            #expect(await client.reply()?.head.contains("Connection: keep-alive\r\n") == true)
        }
    }

    @Test("a client that shuts its writing side still gets its replies")
    func halfClosed() async throws {
        let gate = Gate()
        try await withServer(http: [gate, Mirror()]) { _, port in
            var client = try await TestClient.connect(port)
            try await client.send("GET /gate HTTP/1.1\r\nHost: h\r\n\r\nGET /mirror HTTP/1.1\r\nHost: h\r\n\r\n")
            try await client.closeOutput()
            await gate.arrival()
            await gate.open()
            #expect(await client.reply()?.body == "through")
            #expect(await client.reply()?.status == 200)
            #expect(await client.rest().isEmpty)
        }
    }

    @Test("an offer of a protocol that is not spoken here is declined and what follows is answered")
    func declinedUpgrade() async throws {
        let gate = Gate()
        try await withServer(http: [gate, Mirror()]) { _, port in
            var client = try await TestClient.connect(port)
            let offer = "Host: h\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQ\r\n"
            try await client.send("GET /gate HTTP/1.1\r\n\(offer)\r\nPOST /mirror HTTP/1.1\r\n\(offer)Content-Length: 3\r\n\r\na=1")
            await gate.arrival()
            try await client.send("GET /mirror?2 HTTP/1.1\r\n\(offer)\r\nGET /mirror?3 HTTP/1.1\r\nHost: h\r\n\r\nGET /mirr")
            await gate.open()
            #expect(await client.reply()?.body == "through")
            #expect(await client.reply()?.body == "POST /mirror [] [a=1] - 127.0.0.1")
            #expect(await client.reply()?.body == "GET /mirror [2] [] - 127.0.0.1")
            #expect(await client.reply()?.body == "GET /mirror [3] [] - 127.0.0.1")
            try await client.send("or?4 HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(await client.reply()?.body == "GET /mirror [4] [] - 127.0.0.1")
            try await client.send("GET /mirror?5 HTTP/1.1\r\nHost: h\r\nUpgrade: h2c\r\n\r\n")
            let half = try #require(await client.reply())
            #expect(half.body == "GET /mirror [5] [] - 127.0.0.1" && half.head.contains("Connection: close\r\n"))
            #expect(await client.rest().isEmpty)
        }
    }

    @Test("100-continue is said before the body is sent, and chunks are put together")
    func bodies() async throws {
        try await withServer { _, port in
            var client = try await TestClient.connect(port)
            try await client.send("POST /mirror HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
            #expect(await client.reply()?.status == 100)
            try await client.send("ab")
            #expect(await client.reply()?.body == "POST /mirror [] [ab] - 127.0.0.1")
            try await client.send(
                "POST /mirror HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0A\r\n0123456789\r\n")
            try await client.send("0\r\nTrailer: t\r\n\r\n")
            #expect(await client.reply()?.body == "POST /mirror [] [abc0123456789] - 127.0.0.1")
        }
    }

    private static let longTarget = String(repeating: "a", count: 16 << 10)
    private static let longValue = String(repeating: "a", count: 129 << 10)
    private static let longBody = String(repeating: "a", count: 1 << 20 | 1)
    private static let blanks = String(repeating: " ", count: 256 << 10)
    private static let manyFields = String(repeating: "X: a\r\n", count: 101)
    private static let bad: [(Int, String)] = [
        (400, "hello\r\n\r\n"),
        (400, "GET / HTTP/1.1\r\n\r\n"),
        (505, "GET / HTTP/1.1\nHost: h\n\n"),
        (400, "GET / HTTP/1.1\r\nHost: h\n\n"),
        (400, "GET / HTTP/1.1\r\nHost : h\r\n\r\n"),
        (400, "GET / HTTP/1.1\r\nHost: h\r\n folded\r\n\r\n"),
        (400, "GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"),
        (400, "GET / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n"),
        (400, "GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"),
        (400, "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"),
        (400, "GET relative HTTP/1.1\r\nHost: h\r\n\r\n"),
        (400, "\u{16}\u{3}\u{1}"),
        (405, "TRACE / HTTP/1.1\r\nHost: h\r\n\r\n"),
        (405, "CONNECT h:1 HTTP/1.1\r\nHost: h\r\n\r\n"),
        (501, "PROPFIND / HTTP/1.1\r\nHost: h\r\n\r\n"),
        (400, "BREW / HTTP/1.1\r\nHost: h\r\n\r\n"),
        (501, "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"),
        (400, "GET / HTTP/1.1\r\nHost: h\r\nHost: i\r\n\r\n"),
        (400, "GET /€ HTTP/1.1\r\nHost: h\r\n\r\n"),
        (400, "GET ftp://h/ HTTP/1.1\r\nHost: h\r\n\r\n"),
        (505, "GET / HTTP/3.0\r\nHost: h\r\n\r\n"),
        (413, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1048577\r\n\r\n"),
        (413, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9999999999999999999\r\n\r\n"),
        (400, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999999999999\r\n\r\n"),
        (413, "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\n\(longBody)"),
        (400, "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n"),
        (414, "GET /\(longTarget) HTTP/1.1\r\nHost: h\r\n\r\n"),
        (431, "GET /\(longValue)"),
        (431, "GET / HTTP/1.1\r\nHost: h\r\nX:\(blanks)"),
        (431, "GET / HTTP/1.1\r\nHost: h\r\nX: \(longValue)"),
        (431, "GET / HTTP/1.1\r\nHost: h\r\nX: \(longTarget)\r\nY: \(longTarget)\r\n\r\n"),
        (431, "GET / HTTP/1.1\r\nHost: h\r\n\(manyFields)\r\n"),
    ]

    @Test(
        "what is wrong or too large is answered with its status, and the connection is closed",
        arguments: bad)
    func refused(status: Int, bytes: String) async throws {
        try await withServer { server, port in
            var client = try await TestClient.connect(port)
            try await client.send(bytes)
            let reply = try #require(await client.reply())
            #expect(reply.status == status)
            #expect(reply.head.contains("Connection: close\r\n"))
            #expect(server.counters().requestsMalformed == 1)
            await client.close()
        }
    }

    @Test("a handler's field cannot begin a line of its own, nor say the length")
    func responseSplitting() async throws {
        struct Reflecting: HTTPHandler {
            func respond(to request: HTTPRequest) async -> HTTPReply? {
                HTTPReply(status: 200, headers: [("X-A", "1\r\nX-B: 2"), ("content-length", "999")], body: [0x61])
            }
        }
        try await withServer(http: [Reflecting()]) { _, port in
            var client = try await TestClient.connect(port)
            try await client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            let reply = try #require(await client.reply())
            #expect(reply.head.contains("X-A: 1  X-B: 2\r\n"))
            #expect(reply.body == "a")
        }
    }

    @Test("random bytes, whole or cut off, never stop the server", arguments: [1, 2, 3, 4] as [UInt64])
    func garbage(seed: UInt64) async throws {
        var random = Seeded(state: seed)
        let alphabet = Array(
            "GET POST /?&=% HTTP/1.1\r\n\r\n\r\nHost: Content-Length: 9 Transfer-Encoding: chunked Upgrade: websocket\0\u{7F}".utf8)
        try await withServer(sockets: [TestSockets()]) { server, port in
            for _ in 0..<60 {
                let client = try await TestClient.connect(port)
                let bytes = (0..<Int.random(in: 1...600, using: &random)).map { _ in
                    Bool.random(using: &random)
                        ? alphabet.randomElement(using: &random) ?? 0 : UInt8.random(in: 0...255, using: &random)
                }
                try? await client.send((Bool.random(using: &random) ? Array("GET / HTTP/1.1\r\n".utf8) : []) + bytes)
                await client.close()
            }
            var client = try await TestClient.connect(port)
            try await client.send("GET /mirror HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(await client.reply()?.status == 200)
        }
    }

    @Test("a connection that completes no request in time is closed")
    func timeout() async throws {
        var limits = HTTPServer.Limits()
        limits.requestMillisecondsMax = 50
        try await withServer(limits: limits) { _, port in
            var silent = try await TestClient.connect(port)
            var slow = try await TestClient.connect(port)
            try? await slow.send("GET /mirror HTTP/1.1\r\n")
            #expect(await silent.rest().isEmpty)
            #expect(await slow.rest().isEmpty)
        }
    }

    @Test("a connection beyond the limit is told so, and one that leaves makes room")
    func connectionLimit() async throws {
        var limits = HTTPServer.Limits()
        limits.connectionsMax = 1
        try await withServer(limits: limits) { server, port in
            var first = try await TestClient.connect(port)
            try await first.send("GET /mirror HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
            #expect(await first.reply()?.status == 200)
            _ = await first.rest()
            var second = try await TestClient.connect(port)
            try await second.send("GET /mirror HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(await second.reply()?.status == 200)
            var third = try await TestClient.connect(port)
            #expect(await third.reply()?.status == 503)
            #expect(server.counters().connectionsRefused == 1)
        }
    }

    @Test("stop lets a request in flight finish and then closes")
    func stop() async throws {
        let gate = Gate()
        let server = HTTPServer(
            surfaces: [Surface(name: "test", http: [gate], sockets: [])], configuration: .init(port: 0), logger: .silent)
        let port = try await server.start()
        var client = try await TestClient.connect(port)
        var idle = try await TestClient.connect(port)
        try await client.send("GET /gate HTTP/1.1\r\nHost: h\r\n\r\n")
        await gate.arrival()
        async let stopping: Void = server.stop()
        // The idle connection is closed first, which shows that the stop is under way.
        #expect(await idle.rest().isEmpty)
        await gate.open()
        let reply = try #require(await client.reply())
        #expect(reply.body == "through" && reply.head.contains("Connection: close\r\n"))
        await stopping
        #expect(server.counters().connectionsOpen == 0)
        await #expect(throws: (any Error).self) { _ = try await TestClient.connect(port) }
    }

    @Test("stop does not wait forever for a handler, which may still finish later")
    func stopCutsOff() async throws {
        var limits = HTTPServer.Limits()
        limits.drainMillisecondsMax = 20
        let gate = Gate()
        try await withServer(http: [gate], limits: limits) { server, port in
            var client = try await TestClient.connect(port)
            try await client.send("GET /gate HTTP/1.1\r\nHost: h\r\n\r\n")
            await gate.arrival()
            await server.stop()
            #expect(await client.reply() == nil)
            await gate.open()
            await #expect(throws: HTTPServer.Failure.alreadyStarted) { _ = try await server.start() }
        }
    }
}
