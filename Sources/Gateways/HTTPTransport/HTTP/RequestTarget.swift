/// What a request asks for, without the scheme and host that may stand in front of it.
///
/// The decoder lets ASCII pass only, so the text is the bytes that were sent.
struct RequestTarget {
    let path: String
    let query: [UInt8]

    init(_ uri: String) throws(RequestError) {
        let origin = try RequestTarget.originForm(uri)
        guard let mark = origin.utf8.firstIndex(of: UInt8(ascii: "?")) else {
            path = String(origin)
            query = []
            return
        }
        path = String(origin[..<mark])
        query = Array(origin.utf8[mark...].dropFirst())
    }

    /// Proxies and some clients send the whole URL: what stands in front of the path is dropped. A URL without a path has
    /// an empty one here, and `*`, which only OPTIONS may ask for, stays.
    private static func originForm(_ uri: String) throws(RequestError) -> Substring {
        if uri.utf8.first == UInt8(ascii: "/") || uri == "*" { return uri[...] }
        let start = uri.prefix(8).lowercased()
        guard start == "https://" || start.hasPrefix("http://") else { throw .malformed }
        return uri.dropFirst(start == "https://" ? 8 : 7).drop { $0 != "/" && $0 != "?" }
    }
}
