import GatewayKit
import NIOCore

/// A complete request and how its reply has to be framed.
struct ReceivedRequest {
    var request: HTTPRequest
    var framing: ReplyFraming
    var upgradesToWebSocket: Bool
}

/// Takes requests out of a stream of bytes, strictly: what RFC 9112 lets a server refuse is refused.
///
/// Written here rather than taken from NIOHTTP1 so that each limit is checked before its bytes are stored, requests come
/// out one at a time however many a client pipelines, and target and query reach the handlers as the bytes they were.
struct RequestParser {
    enum Step {
        /// More bytes are needed.
        case incomplete
        /// More bytes are needed, and the client waits for a `100 Continue` before it sends them. Said once per request.
        case expectsContinue
        case request(ReceivedRequest)
        case failed(RequestError)
    }

    private enum State {
        /// The head's end is not within the first `scanned` bytes.
        case head(scanned: Int)
        case body(RequestHead, bytes: Int)
        case chunks(RequestHead, ChunkedBody)
        case failed(RequestError)
    }

    /// Longer than every method that anyone has registered.
    static let methodBytesMax = 32
    /// ` HTTP/1.1` and line ends.
    private static let requestLineOverhead = methodBytesMax + 16

    private let limits: HTTPServer.Limits
    private let remoteAddress: String
    private var state = State.head(scanned: 0)

    init(limits: HTTPServer.Limits, remoteAddress: String) {
        self.limits = limits
        self.remoteAddress = remoteAddress
    }

    /// The next request in the buffer; its bytes are consumed. After a failure the answer stays the same failure.
    mutating func next(from buffer: inout ByteBuffer) -> Step {
        do throws(RequestError) {
            return try step(&buffer)
        } catch {
            state = .failed(error)
            return .failed(error)
        }
    }

    private mutating func step(_ buffer: inout ByteBuffer) throws(RequestError) -> Step {
        switch state {
        case .head(let scanned): return try readHead(&buffer, scanned: scanned)
        case .body(let head, let bytes): return readBody(&buffer, head, bytes: bytes)
        case .chunks(let head, let body): return try readChunks(&buffer, head, body)
        case .failed(let error): throw error
        }
    }

    private mutating func readHead(_ buffer: inout ByteBuffer, scanned: Int) throws(RequestError) -> Step {
        if scanned == 0 { RequestParser.skipEmptyLines(&buffer) }
        guard let end = try findHeadEnd(buffer, scanned: scanned) else {
            // A single byte may be the first half of an empty line, which is skipped at the start only.
            state = .head(scanned: buffer.readableBytes > 1 ? buffer.readableBytes : 0)
            return .incomplete
        }
        let head = try RequestHead(buffer.readableBytesUInt8Span.extracting(0..<end), limits: limits)
        buffer.moveReaderIndex(forwardBy: end + 4)
        return try begin(head, &buffer)
    }

    private mutating func begin(_ head: RequestHead, _ buffer: inout ByteBuffer) throws(RequestError) -> Step {
        let step: Step
        switch head.body {
        case .bytes(let count):
            guard count <= limits.bodyBytesMax else { throw .bodyTooLarge }
            step = readBody(&buffer, head, bytes: count)
        case .chunked:
            step = try readChunks(&buffer, head, ChunkedBody())
        }
        if case .incomplete = step, head.expectsContinue, buffer.readableBytes == 0 { return .expectsContinue }
        return step
    }

    private mutating func readBody(_ buffer: inout ByteBuffer, _ head: RequestHead, bytes: Int) -> Step {
        guard let body = buffer.readBytes(length: bytes) else {
            state = .body(head, bytes: bytes)
            return .incomplete
        }
        return finish(head, body: body)
    }

    private mutating func readChunks(
        _ buffer: inout ByteBuffer, _ head: RequestHead, _ chunks: ChunkedBody
    ) throws(RequestError) -> Step {
        var chunks = chunks
        guard try chunks.read(from: &buffer, limits: limits) else {
            state = .chunks(head, chunks)
            return .incomplete
        }
        return finish(head, body: chunks.bytes)
    }

    /// Handlers see HEAD as GET, which it equals but for the body that is not sent.
    private mutating func finish(_ head: RequestHead, body: [UInt8]) -> Step {
        state = .head(scanned: 0)
        let request = HTTPRequest(
            method: head.method == .head ? .get : head.method, path: head.path, query: head.query, headers: head.fields,
            body: body, remoteAddress: remoteAddress)
        let framing = ReplyFraming(omitsBody: head.method == .head, keepsAlive: head.keepsAlive, isHTTP10: head.isHTTP10)
        let upgrades = head.upgradesToWebSocket && head.method == .get && !head.isHTTP10
        return .request(ReceivedRequest(request: request, framing: framing, upgradesToWebSocket: upgrades))
    }

    /// Some old clients send an empty line after a body.
    private static func skipEmptyLines(_ buffer: inout ByteBuffer) {
        while buffer.readableBytesView.starts(with: [FieldSyntax.carriageReturn, FieldSyntax.lineFeed]) {
            buffer.moveReaderIndex(forwardBy: 2)
        }
    }

    /// Where the head's last line ends, or nil when that has not come yet and may still come.
    private func findHeadEnd(_ buffer: ByteBuffer, scanned: Int) throws(RequestError) -> Int? {
        let bytes = buffer.readableBytesUInt8Span
        var index = max(scanned, 1)
        while index < bytes.count {
            if bytes[index] == FieldSyntax.lineFeed {
                guard bytes[index - 1] == FieldSyntax.carriageReturn else { throw .malformed }
                let endsHead = index >= 3 && bytes[index - 2] == FieldSyntax.lineFeed
                if endsHead { return index - 3 }
            }
            index += 1
        }
        try checkUnfinished(bytes)
        return nil
    }

    /// Refuses as early as possible what can no longer become a request.
    private func checkUnfinished(_ bytes: Span<UInt8>) throws(RequestError) {
        let start = 0..<min(bytes.count, RequestParser.methodBytesMax)
        let methodEnd = bytes.firstIndex(of: FieldSyntax.space, in: start) ?? start.upperBound
        // A lone carriage return at the start may be the first half of an empty line.
        let isLineStart = bytes.count == 1 && bytes[0] == FieldSyntax.carriageReturn
        guard isLineStart || bytes.allSatisfy(in: 0..<methodEnd, FieldSyntax.isToken) else { throw .malformed }
        guard methodEnd < RequestParser.methodBytesMax else { throw .malformed }

        let lineMax = limits.targetBytesMax + RequestParser.requestLineOverhead
        guard bytes.count > min(lineMax, limits.headerBytesMax) else { return }
        guard let lineEnd = bytes.firstIndex(of: FieldSyntax.carriageReturn, in: 0..<min(lineMax, bytes.count)) else {
            if bytes.count < lineMax { return }
            throw .targetTooLong
        }
        guard bytes.count - lineEnd <= limits.headerBytesMax + 4 else { throw .headerTooLarge }
    }
}
