import GatewayKit

/// A request's first line and fields, and what they say about the body and the connection.
struct RequestHead {
    enum BodyLength: Equatable {
        case bytes(Int)
        case chunked
    }

    var method: HTTPRequest.Method
    var path: String
    var query: [UInt8]
    var fields: [(name: String, value: String)] = []
    var body = BodyLength.bytes(0)
    var isHTTP10: Bool
    var keepsAlive: Bool
    var expectsContinue = false
    var upgradesToWebSocket = false

    private var contentLength: Int?
    private var hasHost = false

    /// Parses everything in front of the empty line that ends the head. `bytes` holds complete lines without the last line end.
    init(_ bytes: Span<UInt8>, limits: HTTPServer.Limits) throws(RequestError) {
        let lineEnd = bytes.firstIndex(of: FieldSyntax.carriageReturn, in: 0..<bytes.count) ?? bytes.count
        let line = try RequestLine(bytes, end: lineEnd, targetBytesMax: limits.targetBytesMax)
        method = line.method
        path = bytes.text(line.path)
        query = line.query.map { bytes[$0] }
        isHTTP10 = line.isHTTP10
        keepsAlive = !line.isHTTP10
        guard bytes.count - lineEnd <= limits.headerBytesMax else { throw .headerTooLarge }
        try parseFields(bytes, from: lineEnd, fieldsMax: limits.headerFieldsMax)
        try conclude()
    }

    private mutating func parseFields(_ bytes: Span<UInt8>, from start: Int, fieldsMax: Int) throws(RequestError) {
        var position = start + 2
        while position < bytes.count {
            let end = bytes.firstIndex(of: FieldSyntax.carriageReturn, in: position..<bytes.count) ?? bytes.count
            guard fields.count < fieldsMax else { throw .headerTooLarge }
            try parseField(bytes, position..<end)
            position = end + 2
        }
    }

    private mutating func parseField(_ bytes: Span<UInt8>, _ line: Range<Int>) throws(RequestError) {
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":"), in: line), colon > line.lowerBound else { throw .malformed }
        // This also refuses folded lines and a space before the colon, as RFC 9112 §5 demands.
        guard bytes.allSatisfy(in: line.lowerBound..<colon, FieldSyntax.isToken) else { throw .malformed }
        let value = bytes.trimmed(colon + 1..<line.upperBound)
        guard bytes.allSatisfy(in: value, FieldSyntax.isValue) else { throw .malformed }
        let field = (name: bytes.text(line.lowerBound..<colon), value: bytes.text(value))
        try interpret(field)
        fields.append(field)
    }

    /// The lengths pick out the few names that matter here before any name is compared.
    private mutating func interpret(_ field: (name: String, value: String)) throws(RequestError) {
        switch field.name.utf8.count {
        case 4 where field.name.lowercased() == "host": try interpretHost()
        case 6 where field.name.lowercased() == "expect": expectsContinue = field.value.lowercased() == "100-continue"
        case 7 where field.name.lowercased() == "upgrade": upgradesToWebSocket = field.value.listsToken("websocket")
        case 10 where field.name.lowercased() == "connection": interpretConnection(field.value)
        case 14 where field.name.lowercased() == "content-length": try interpretContentLength(field.value)
        case 17 where field.name.lowercased() == "transfer-encoding": try interpretTransferEncoding(field.value)
        default: break
        }
    }

    private mutating func interpretHost() throws(RequestError) {
        guard !hasHost else { throw .malformed }
        hasHost = true
    }

    private mutating func interpretConnection(_ value: String) {
        if value.listsToken("close") {
            keepsAlive = false
        } else if isHTTP10, value.listsToken("keep-alive") {
            keepsAlive = true
        }
    }

    private mutating func interpretContentLength(_ value: String) throws(RequestError) {
        let isNumber = !value.isEmpty && value.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard isNumber else { throw .malformed }
        // More digits than an integer holds are a length, only a too large one.
        let length = Int(value) ?? Int.max
        guard contentLength == nil || contentLength == length else { throw .malformed }
        contentLength = length
    }

    private mutating func interpretTransferEncoding(_ value: String) throws(RequestError) {
        guard body != .chunked, !isHTTP10 else { throw .malformed }
        guard value.lowercased() == "chunked" else { throw .transferCodingUnknown }
        body = .chunked
    }

    private mutating func conclude() throws(RequestError) {
        guard hasHost || isHTTP10 else { throw .malformed }
        guard let contentLength else { return }
        // Both lengths at once is how requests are smuggled past a proxy that believes the other one.
        guard body != .chunked else { throw .malformed }
        body = .bytes(contentLength)
    }
}
