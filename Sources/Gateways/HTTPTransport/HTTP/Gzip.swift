import Zlib

/// Compresses bodies with gzip, one after the other. Belongs to an event loop; its memory (about 256 KiB) is used again for
/// each body.
final class Gzip {
    /// The fastest: a body is compressed on the event loop, and everyone else on it waits.
    private static let level: Int32 = 1
    /// 32 KiB of window, 16 more for the gzip header.
    private static let windowBits: Int32 = 15 + 16
    private static let memoryLevel: Int32 = 8

    /// zlib keeps the address, so the stream must not move.
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    private let isReady: Bool

    init() {
        stream.initialize(to: z_stream())
        isReady =
            deflateInit2_(
                stream, Self.level, Z_DEFLATED, Self.windowBits, Self.memoryLevel, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
                Int32(MemoryLayout<z_stream>.size)) == Z_OK
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    /// Nil when there is no memory for it, or the result would not be smaller.
    func compress(_ body: [UInt8]) -> [UInt8]? {
        guard isReady, body.count <= Int(UInt32.max), deflateReset(stream) == Z_OK else { return nil }
        return body.withUnsafeBufferPointer { body in
            let compressed = [UInt8](unsafeUninitializedCapacity: body.count) { buffer, count in
                stream.pointee.next_in = UnsafeMutablePointer(mutating: body.baseAddress)
                stream.pointee.avail_in = UInt32(body.count)
                stream.pointee.next_out = buffer.baseAddress
                stream.pointee.avail_out = UInt32(buffer.count)
                let isWhole = deflate(stream, Z_FINISH) == Z_STREAM_END
                count = isWhole ? buffer.count - Int(stream.pointee.avail_out) : 0
            }
            return compressed.isEmpty ? nil : compressed
        }
    }

    /// Whether an `Accept-Encoding` field takes gzip (RFC 9110 §12.5.3). Gzip's own entry comes before that of `*`.
    static func isAccepted(by field: String) -> Bool {
        var byAny = false
        for entry in field.lowercased().split(separator: ",") {
            let parts = entry.split(separator: ";").map { String($0).trimmingWhitespace() }
            let isRefused = parts.dropFirst().contains { $0.hasPrefix("q=") && Double($0.dropFirst(2)) == 0 }
            switch parts.first {
            case "gzip", "x-gzip": return !isRefused
            case "*": byAny = !isRefused
            default: break
            }
        }
        return byAny
    }
}
