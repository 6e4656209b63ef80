import GatewayKit
import Testing

@testable import HTTPTransport

@Suite("A stream of requests", .timeLimit(.minutes(1)))
struct RequestStreamTests {
    /// Answers everything with everything it was given.
    private struct Echo: HTTPHandler {
        func respond(to request: HTTPRequest) async -> HTTPReply? {
            .text("\(request)", status: 200)
        }
    }

    private static let requests = """
        \r\nGET /fapi/v1/depth?symbol=BTCUSDT HTTP/1.1\r\nHost: h\r\nX-MBX-APIKEY: k\r\n\r\n\
        POST /fapi/v1/order?a=b HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\n\r\nc=d&e=f&g=h\r\n\
        PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1;q\r\nc\r\n0\r\nT: u\r\n\r\n\
        DELETE http://h HTTP/1.1\r\nHost: h\r\n\r\nOPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n
        """

    private static let stream = """
        PATCH /a HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 1\r\n\r\nb\
        \(requests)GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n
        """

    /// All replies to the pieces, which are sent one after the other.
    private func replies(_ pieces: [[UInt8]], _ port: Int, thenCloses: Bool = false) async throws -> [String] {
        var client = try await TestClient.connect(port)
        for piece in pieces where !piece.isEmpty { try? await client.send(piece) }
        var replies: [String] = []
        if thenCloses { try? await client.closeOutput() }
        while let reply = await client.reply() { replies.append("\(reply.status) \(reply.body)") }
        return replies
    }

    @Test("requests are the same however their bytes are cut")
    func cuts() async throws {
        let bytes = Array(RequestStreamTests.stream.utf8)
        try await withServer(http: [Echo()]) { _, port in
            let whole = try await replies([bytes], port)
            #expect(whole.count == 7 && whole.allSatisfy { $0.hasPrefix("200") })
            #expect(try await replies(bytes.map { [$0] }, port) == whole)
            for cut in bytes.indices { #expect(try await replies([Array(bytes[..<cut]), Array(bytes[cut...])], port) == whole) }
        }
    }

    @Test("a mutated stream is answered or refused, and cut or whole it is the same", arguments: [21, 22, 23] as [UInt64])
    func mutations(seed: UInt64) async throws {
        var random = Seeded(state: seed)
        try await withServer(http: [Echo()]) { _, port in
            for _ in 0..<100 {
                var bytes = Array(RequestStreamTests.requests.utf8)
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    let index = Int.random(in: bytes.indices, using: &random)
                    if Bool.random(using: &random) {
                        bytes[index] = UInt8.random(in: 0...255, using: &random)
                    } else {
                        bytes.remove(at: index)
                    }
                }
                let cut = Int.random(in: bytes.indices, using: &random)
                let whole = try await replies([bytes], port, thenCloses: true)
                let pieces = [Array(bytes[..<cut]), Array(bytes[cut...])]
                #expect(try await replies(pieces, port, thenCloses: true) == whole)
            }
        }
    }

    @Test(
        "dates are written as RFC 9110 shows them",
        arguments: [
            (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (1_735_689_599, "Tue, 31 Dec 2024 23:59:59 GMT"),
        ])
    func dates(second: Int, text: String) {
        #expect(HTTPDate.format(Int64(second)) == text)
    }
}
