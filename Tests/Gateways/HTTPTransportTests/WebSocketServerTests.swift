import GatewayKit
import HTTPTransport
import Testing

@Suite("Websockets", .timeLimit(.minutes(1)))
struct WebSocketServerTests {
    @Test("an upgrade is accepted with the key of RFC 6455's own example, refused, or a 404")
    func upgrade() async throws {
        let sockets = TestSockets()
        try await withServer(sockets: [sockets]) { server, port in
            var accepted = try await TestClient.connect(port)
            try await accepted.send(TestClient.handshake("/socket?listenKey=abc"))
            let reply = try #require(await accepted.reply())
            #expect(reply.status == 101)
            #expect(reply.head.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="))
            #expect(reply.head.contains("Connection: Upgrade\r\n"))
            #expect(sockets.queries == ["listenKey=abc"])
            #expect(server.counters().socketsOpen == 1)

            var refused = try await TestClient.connect(port)
            try await refused.send(
                TestClient.handshake("/refused") + TestClient.handshake("/nobody") + TestClient.handshake("/socket"))
            #expect(await refused.reply()?.body == "no key")
            #expect(await refused.reply()?.status == 404)
            #expect(await refused.reply()?.status == 101)

            var malformed = try await TestClient.connect(port)
            try await malformed.send(TestClient.handshake("/socket").replacing("dGhlIHNhbXBsZSBub25jZQ==", with: "short"))
            #expect(await malformed.reply()?.status == 400)
            try await malformed.send(TestClient.handshake("/socket").replacing("Version: 13", with: "Version: 8"))
            #expect(await malformed.reply()?.status == 426)
        }
    }

    @Test("a session hears messages in order, whole or in fragments, and the socket answers")
    func echo() async throws {
        let sockets = TestSockets()
        try await withServer(sockets: [sockets]) { _, port in
            var client = try await TestClient.connect(port)
            // The first frame may come in the same packet as the handshake.
            try await client.send(Array(TestClient.handshake("/socket").utf8) + TestClient.frame(opcode: 1, Array("early".utf8)))
            #expect(await client.reply()?.status == 101)
            #expect(await client.frame()?.text == "early")
            try await client.send(opcode: 1, Array("he".utf8), isFinal: false)
            try await client.send(opcode: 9, [1, 2, 3])
            try await client.send(opcode: 0, Array("ll".utf8), isFinal: false)
            try await client.send(opcode: 0, Array("o €".utf8))
            #expect(await client.frame() == .init(opcode: 10, payload: [1, 2, 3]))
            #expect(await client.frame()?.text == "hello €")
            let large = [UInt8](repeating: 7, count: 60_000)
            try await client.send(opcode: 2, large)
            #expect(await client.frame() == .init(opcode: 2, payload: large))
            try await client.send(opcode: 8, [3, 232])
            #expect(await client.frame()?.closeCode == 1000)
            #expect(await client.rest().isEmpty)
            #expect(
                await sockets.sessions[0].eventsUntilClosed() == [
                    .opened, .text("early"), .text("hello €"), .binary(large), .closed,
                ])
        }
    }

    private static let violations: [(Int, [UInt8])] = [
        (1002, TestClient.frame(opcode: 1, [0x61], isMasked: false)),
        (1002, TestClient.frame(opcode: 3, [])),
        (1002, TestClient.frame(opcode: 0, [])),
        (1002, TestClient.frame(opcode: 1, [], isFinal: false) + TestClient.frame(opcode: 1, [])),
        (1002, TestClient.frame(opcode: 9, [], isFinal: false)),
        (1002, TestClient.frame(opcode: 9, [UInt8](repeating: 0, count: 126))),
        (1002, [0xC1, 0x80, 0, 0, 0, 0]),
        (1002, TestClient.frame(opcode: 8, [3])),
        (1002, TestClient.frame(opcode: 8, [3, 237])),
        (1007, TestClient.frame(opcode: 1, [0xFF, 0xFE])),
        (1009, TestClient.frame(opcode: 1, [UInt8](repeating: 0x61, count: 1001))),
        (
            1009,
            TestClient.frame(opcode: 1, [UInt8](repeating: 0x61, count: 600), isFinal: false)
                + TestClient.frame(opcode: 0, [UInt8](repeating: 0x61, count: 600))
        ),
        (1009, [0x81, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]),
    ]

    @Test(
        "what a client may not send closes the socket with its code",
        arguments: violations)
    func violation(code: Int, bytes: [UInt8]) async throws {
        let sockets = TestSockets(WebSocketPolicy(messageBytesMax: 1000))
        try await withServer(sockets: [sockets]) { _, port in
            var client = try await TestClient.webSocket(port, "/socket")
            try await client.send(bytes)
            #expect(await client.frame()?.closeCode == code)
            try? await client.send(opcode: 8, [3, 232])
            await client.close()
            #expect(await sockets.sessions[0].eventsUntilClosed() == [.opened, .closed])
        }
    }

    @Test("a client that sends faster than the policy allows is closed with 1008")
    func rateLimit() async throws {
        let sockets = TestSockets(WebSocketPolicy(messagesPerSecondMax: 5))
        try await withServer(sockets: [sockets]) { _, port in
            var client = try await TestClient.webSocket(port, "/socket")
            var bytes: [UInt8] = []
            for number in 0..<12 { bytes += TestClient.frame(opcode: number % 2 == 0 ? 1 : 9, [0x61]) }
            try await client.send(bytes)
            var last = await client.frame()
            while let frame = last, frame.opcode != 8 { last = await client.frame() }
            #expect(last?.closeCode == 1008)
            await client.close()
            #expect(await sockets.sessions[0].eventsUntilClosed().count == 5)
        }
    }

    @Test("the server pings with a payload, and closes a client that never answers")
    func serverPing() async throws {
        let sockets = TestSockets(WebSocketPolicy(pingIntervalSeconds: 1, pongTimeoutSeconds: 1))
        try await withServer(sockets: [sockets]) { _, port in
            var client = try await TestClient.webSocket(port, "/socket")
            let ping = try #require(await client.frame())
            #expect(ping.opcode == 9 && ping.payload.count == 13)
            try await client.send(opcode: 10, ping.payload)
            #expect(await client.frame()?.opcode == 9)
            #expect(await client.frame()?.closeCode == 1008)
        }
    }

    @Test("a slow reader is closed, and another reader gets every frame in order")
    func slowReader() async throws {
        let sockets = TestSockets(WebSocketPolicy(queuedBytesMax: 1 << 20))
        try await withServer(sockets: [sockets]) { server, port in
            var reader = try await TestClient.webSocket(port, "/socket")
            let slow = try await TestClient.webSocket(port, "/socket", reads: false)
            try await reader.send(text: "both are open")
            _ = await reader.frame()
            while sockets.sessions.count < 2 { await Task.yield() }
            let sessions = sockets.sessions

            var sent = 0
            while server.counters().slowReadersClosed == 0, sent < 4_000 {
                var payload = [UInt8](repeating: 0x61, count: 60_000)
                payload[0] = UInt8(sent & 0x7F)
                let frame = Frame(payload)
                for session in sessions { session.send(frame) }
                let received = try #require(await reader.frame())
                #expect(received.payload.count == 60_000 && received.payload[0] == UInt8(sent & 0x7F))
                sent += 1
            }
            #expect(server.counters().slowReadersClosed == 1)
            #expect(await sessions[1].eventsUntilClosed() == [.opened, .closed])
            try await reader.send(text: "still here")
            #expect(await reader.frame()?.text == "still here")
            await slow.close()
        }
    }

    @Test("a reader that stops is cut after a while, however little waits")
    func stalledReader() async throws {
        let sockets = TestSockets(WebSocketPolicy(queuedBytesMax: 64 << 20, stalledSecondsMax: 1))
        try await withServer(sockets: [sockets]) { server, port in
            let stalled = try await TestClient.webSocket(port, "/socket", reads: false)
            while sockets.sessions.isEmpty { await Task.yield() }
            let frame = Frame([UInt8](repeating: 0x61, count: 60_000))
            for _ in 0..<500 { sockets.sessions[0].send(frame) }
            #expect(await sockets.sessions[0].eventsUntilClosed() == [.opened, .closed])
            #expect(server.counters().slowReadersClosed == 1)
            await stalled.close()
        }
    }

    @Test("a lagging reader gets the latest word about each item, and the count of what it was spared")
    func superseded() async throws {
        let sockets = TestSockets(WebSocketPolicy(queuedBytesMax: 1 << 20))
        try await withServer(sockets: [sockets]) { server, port in
            var client = try await TestClient.webSocket(port, "/socket", reads: false)
            while sockets.sessions.isEmpty { await Task.yield() }
            for number in 0..<2_000 {
                var payload = [UInt8](repeating: 0x61, count: 30_000)
                payload.replaceSubrange(0..<2, with: [UInt8(number >> 8), UInt8(number & 0xFF)])
                sockets.sessions[0].send(Frame(payload, latestOf: .init(stream: 1, item: UInt32(number % 2))))
            }
            try await client.channel.setOption(.autoRead, value: true).get()
            #expect(await client.reply()?.status == 101)
            var last = [-1, -1]
            while last[0] != 1_998 || last[1] != 1_999 {
                let frame = try #require(await client.frame())
                let number = Int(frame.payload[0]) << 8 | Int(frame.payload[1])
                #expect(number > last[number % 2])
                last[number % 2] = number
            }
            await client.close()
            _ = await sockets.sessions[0].eventsUntilClosed()
            #expect(server.counters().framesSuperseded > 0 && server.counters().slowReadersClosed == 0)
        }
    }

    @Test("a target may name all streams of a connection when it opens one, and not otherwise")
    func longTarget() async throws {
        let sockets = TestSockets()
        try await withServer(sockets: [sockets]) { _, port in
            let names = (0..<1_024).map { "symbol\($0)usdt_perpetual@continuousKline_15m" }.joined(separator: "/")
            var client = try await TestClient.connect(port)
            try await client.send(TestClient.handshake("/socket?streams=" + names))
            #expect(await client.reply()?.status == 101)
            #expect(sockets.queries == ["streams=" + names])
            var plain = try await TestClient.connect(port)
            try await plain.send("GET /mirror?streams=\(names) HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(await plain.reply()?.status == 414)
        }
    }

    @Test("frames sent from many threads all arrive, each thread's in order")
    func manyThreads() async throws {
        let sockets = TestSockets()
        try await withServer(sockets: [sockets]) { _, port in
            var client = try await TestClient.webSocket(port, "/socket")
            try await client.send(text: "hello")
            _ = await client.frame()
            let session = sockets.sessions[0]
            await withTaskGroup(of: Void.self) { group in
                for thread in 0..<4 {
                    group.addTask { for number in 0..<1_000 { session.send(Frame(Array("\(thread) \(number)".utf8))) } }
                }
            }
            var next = [0, 0, 0, 0]
            for _ in 0..<4_000 {
                let parts = try #require(await client.frame()).text.split(separator: " ").compactMap { Int($0) }
                #expect(parts[1] == next[parts[0]])
                next[parts[0]] += 1
            }
            #expect(next == [1_000, 1_000, 1_000, 1_000])
        }
    }

    @Test("what was sent before a close arrives before it, and nothing after")
    func closeBySession() async throws {
        let sockets = TestSockets()
        try await withServer(sockets: [sockets]) { _, port in
            var client = try await TestClient.webSocket(port, "/socket")
            try await client.send(text: "one")
            _ = await client.frame()
            let session = sockets.sessions[0]
            session.send(Frame(Array("two".utf8)))
            session.close(code: 4001, reason: String(repeating: "é", count: 200))
            #expect(await client.frame()?.text == "two")
            let close = try #require(await client.frame())
            #expect(close.closeCode == 4001 && close.payload.count <= 125)
            session.send(Frame(Array("three".utf8)))
            try await client.send(opcode: 8, [15, 161])
            #expect(await client.rest().isEmpty)
            #expect(await session.eventsUntilClosed() == [.opened, .text("one"), .closed])
        }
    }

    @Test("stop says 1001 to every socket after what was queued, and the sessions end")
    func stop() async throws {
        let sockets = TestSockets()
        try await withServer(sockets: [sockets]) { server, port in
            var clients: [TestClient] = []
            for _ in 0..<5 {
                var client = try await TestClient.webSocket(port, "/socket")
                try await client.send(text: "open")
                #expect(await client.frame()?.text == "open")
                clients.append(client)
            }
            for session in sockets.sessions { session.send(Frame(Array("last".utf8))) }
            async let stopping: Void = server.stop()
            for index in clients.indices {
                #expect(await clients[index].frame()?.text == "last")
                #expect(await clients[index].frame()?.closeCode == 1001)
                try await clients[index].send(opcode: 8, [3, 233])
            }
            await stopping
            for session in sockets.sessions { #expect(await session.eventsUntilClosed() == [.opened, .text("open"), .closed]) }
            #expect(server.counters().socketsOpen == 0)
        }
    }

    @Test("clients that vanish or send noise leave no session behind", arguments: [11, 12, 13] as [UInt64])
    func noise(seed: UInt64) async throws {
        var random = Seeded(state: seed)
        let sockets = TestSockets()
        try await withServer(sockets: [sockets]) { server, port in
            for round in 0..<40 {
                let client = try await TestClient.webSocket(port, "/socket")
                let bytes = (0..<Int.random(in: 0...300, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
                try? await client.send(bytes)
                if round % 2 == 0 { try? await client.resetOnClose() }
                await client.close()
            }
            for session in sockets.sessions { #expect(await session.eventsUntilClosed().last == .closed) }
            #expect(sockets.sessions.count == 40)
            #expect(server.counters().socketsOpen == 0)
        }
    }
}
