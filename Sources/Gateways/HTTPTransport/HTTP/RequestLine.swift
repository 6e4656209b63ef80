import GatewayKit

/// The first line of a request, as ranges of its bytes.
struct RequestLine {
    let method: HTTPRequest.Method
    let path: Range<Int>
    let query: Range<Int>
    let isHTTP10: Bool

    init(_ bytes: Span<UInt8>, end: Int, targetBytesMax: Int) throws(RequestError) {
        guard let methodEnd = bytes.firstIndex(of: FieldSyntax.space, in: 0..<end), methodEnd > 0 else { throw .malformed }
        guard bytes.allSatisfy(in: 0..<methodEnd, FieldSyntax.isToken) else { throw .malformed }
        guard let targetEnd = bytes.firstIndex(of: FieldSyntax.space, in: methodEnd + 1..<end) else { throw .malformed }
        isHTTP10 = try RequestLine.isHTTP10(version: bytes.text(targetEnd + 1..<end))
        method = try RequestLine.method(named: bytes.text(0..<methodEnd))

        let target = methodEnd + 1..<targetEnd
        guard target.count <= targetBytesMax else { throw .targetTooLong }
        guard !target.isEmpty, bytes.allSatisfy(in: target, FieldSyntax.isTarget) else { throw .malformed }
        let origin = try RequestLine.originForm(bytes, target)
        let mark = bytes.firstIndex(of: UInt8(ascii: "?"), in: origin)
        path = origin.lowerBound..<(mark ?? origin.upperBound)
        query = mark.map { $0 + 1..<origin.upperBound } ?? origin.upperBound..<origin.upperBound
    }

    private static func isHTTP10(version: String) throws(RequestError) -> Bool {
        switch version {
        case "HTTP/1.1": return false
        case "HTTP/1.0": return true
        default:
            guard version.hasPrefix("HTTP/"), version.utf8.count == 8 else { throw .malformed }
            throw .versionUnsupported
        }
    }

    private static func method(named name: String) throws(RequestError) -> HTTPRequest.Method {
        if let method = HTTPRequest.Method(rawValue: name) { return method }
        throw name == "CONNECT" || name == "TRACE" ? .methodNotAllowed : .methodUnknown
    }

    /// Proxies and some clients send the whole URL: what stands in front of the path is dropped. A URL without a path has
    /// an empty one here, and `*`, which only OPTIONS may ask for, stays.
    private static func originForm(_ bytes: Span<UInt8>, _ target: Range<Int>) throws(RequestError) -> Range<Int> {
        if bytes[target.lowerBound] == UInt8(ascii: "/") { return target }
        if target.count == 1, bytes[target.lowerBound] == UInt8(ascii: "*") { return target }
        let scheme = bytes.text(target.lowerBound..<min(target.upperBound, target.lowerBound + 8)).lowercased()
        guard scheme.hasPrefix("http://") || scheme == "https://" else { throw .malformed }
        var position = target.lowerBound + (scheme == "https://" ? 8 : 7)
        while position < target.upperBound, bytes[position] != UInt8(ascii: "/"), bytes[position] != UInt8(ascii: "?") {
            position += 1
        }
        return position..<target.upperBound
    }
}
