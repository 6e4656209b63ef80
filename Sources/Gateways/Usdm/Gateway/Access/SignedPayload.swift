/// What a signature is made over: the raw query and the raw body one after the other, each without its signature.
struct SignedPayload {
    let bytes: [UInt8]

    init(query: [UInt8], body: [UInt8]) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(query.count + body.count)
        Self.append(query, to: &bytes)
        Self.append(body, to: &bytes)
        self.bytes = bytes
    }

    private static let marker = Array("signature=".utf8)

    /// Appends the pairs of a part but for its signature, with the separators that stay between them.
    private static func append(_ part: [UInt8], to bytes: inout [UInt8]) {
        var start = part.startIndex
        var isFirst = true
        while start < part.endIndex {
            let end = part[start...].firstIndex(of: UInt8(ascii: "&")) ?? part.endIndex
            if !part[start..<end].starts(with: marker) {
                if !isFirst { bytes.append(UInt8(ascii: "&")) }
                bytes.append(contentsOf: part[start..<end])
                isFirst = false
            }
            start = end + 1
        }
    }
}
