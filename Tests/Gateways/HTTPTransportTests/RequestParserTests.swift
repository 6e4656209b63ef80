import GatewayKit
import NIOCore
import Testing

@testable import HTTPTransport

@Suite("The request parser")
struct RequestParserTests {
    private func parse(_ pieces: [[UInt8]]) -> [String] {
        var parser = RequestParser(limits: .init(), remoteAddress: "here")
        var buffer = ByteBuffer()
        var seen: [String] = []
        for piece in pieces {
            buffer.writeBytes(piece)
            steps: while true {
                switch parser.next(from: &buffer) {
                case .incomplete, .expectsContinue: break steps
                case .failed(let error): return seen + ["\(error)"]
                case .request(let received): seen.append("\(received)")
                }
            }
        }
        return seen
    }

    private static let stream = """
        \r\nGET /fapi/v1/depth?symbol=BTCUSDT HTTP/1.1\r\nHost: h\r\nX-MBX-APIKEY: k\r\n\r\n\
        POST /fapi/v1/order?a=b HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\n\r\nc=d&e=f&g=h\r\n\
        PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1;q\r\nc\r\n0\r\nT: u\r\n\r\n\
        DELETE http://h HTTP/1.0\r\n\r\nOPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n\
        BAD
        """

    @Test("requests are the same however their bytes are cut")
    func cuts() {
        let bytes = Array(RequestParserTests.stream.utf8) + [0]
        let whole = parse([bytes])
        #expect(whole.count == 6 && whole.last == "malformed")
        #expect(parse(bytes.map { [$0] }) == whole)
        for cut in bytes.indices { #expect(parse([Array(bytes[..<cut]), Array(bytes[cut...])]) == whole) }
    }

    @Test("a mutated stream is parsed or refused, and cut or whole it is the same", arguments: [21, 22, 23] as [UInt64])
    func mutations(seed: UInt64) {
        var random = Seeded(state: seed)
        for _ in 0..<400 {
            var bytes = Array(RequestParserTests.stream.utf8)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let index = Int.random(in: bytes.indices, using: &random)
                if Bool.random(using: &random) {
                    bytes[index] = UInt8.random(in: 0...255, using: &random)
                } else {
                    bytes.remove(at: index)
                }
            }
            let cut = Int.random(in: bytes.indices, using: &random)
            #expect(parse([bytes]) == parse([Array(bytes[..<cut]), Array(bytes[cut...])]))
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
