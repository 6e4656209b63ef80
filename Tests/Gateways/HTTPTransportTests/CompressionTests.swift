import GatewayKit
import HTTPTransport
import Testing
import Zlib

@testable import HTTPTransport

@Suite("Compressed replies", .timeLimit(.minutes(1)))
struct CompressionTests {
    /// As many bytes as the path says.
    private struct Repeating: HTTPHandler {
        func respond(to request: HTTPRequest) async -> HTTPReply? {
            Int(request.path.dropFirst()).map { .text(String(repeating: "contango ", count: $0 / 9 + 1), status: 200) }
        }
    }

    private func ask(_ port: Int, _ path: String, _ fields: String, _ check: (TestClient.Reply) -> Void) async throws {
        var client = try await TestClient.connect(port)
        try await client.send("GET \(path) HTTP/1.1\r\nHost: h\r\n\(fields)\r\n")
        check(try #require(await client.reply()))
        await client.close()
    }

    @Test("a large reply is compressed for who accepts it, a small one never")
    func negotiation() async throws {
        try await withServer(http: [Repeating()]) { _, port in
            try await ask(port, "/20000", "Accept-Encoding: gzip, deflate\r\n") {
                #expect($0.head.contains("Content-Encoding: gzip\r\n") && $0.head.contains("Vary: Accept-Encoding\r\n"))
                #expect($0.body.utf8.count < 2_000)
            }
            try await ask(port, "/20000", "") {
                #expect(!$0.head.contains("Content-Encoding") && $0.body.utf8.count > 20_000)
                #expect($0.head.contains("Vary: Accept-Encoding\r\n"))
            }
            try await ask(port, "/20000", "Accept-Encoding: gzip;q=0, *\r\n") { #expect(!$0.head.contains("Content-Encoding")) }
            try await ask(port, "/900", "Accept-Encoding: gzip\r\n") { #expect(!$0.head.contains("Content-Encoding")) }
        }
    }

    @Test("a compressed body is the body, for each of several in a row", arguments: [1, 1_000, 300_000])
    func roundTrip(count: Int) throws {
        let gzip = Gzip()
        for seed in [UInt64(1), 2] {
            var random = Seeded(state: seed)
            let body = (0..<count * 20).map { _ in UInt8(ascii: "0") + UInt8.random(in: 0...9, using: &random) }
            guard let compressed = gzip.compress(body) else {
                #expect(count == 1, "digits take half their bytes, when they are many")
                continue
            }
            #expect(compressed.count < body.count)
            #expect(Self.inflated(compressed, count: body.count) == body)
        }
    }

    @Test(
        "gzip's own entry comes before that of any",
        arguments: [
            ("gzip", true), ("GZIP;q=0.5", true), ("deflate, x-gzip", true), ("*", true), ("gzip;q=0, *", false),
            ("*;q=0", false), ("identity", false), ("", false), ("gzip; q=0.000", false),
        ])
    func acceptance(field: String, isAccepted: Bool) {
        #expect(Gzip.isAccepted(by: field) == isAccepted)
    }

    private static func inflated(_ bytes: [UInt8], count: Int) -> [UInt8] {
        var stream = z_stream()
        inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        defer { inflateEnd(&stream) }
        var bytes = bytes
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            bytes.withUnsafeMutableBufferPointer { bytes in
                stream.next_in = bytes.baseAddress
                stream.avail_in = UInt32(bytes.count)
                stream.next_out = buffer.baseAddress
                stream.avail_out = UInt32(count)
                inflate(&stream, Z_FINISH)
            }
            filled = count - Int(stream.avail_out)
        }
    }
}
