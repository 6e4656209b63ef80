#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// One IPv4 or IPv6 address, or a network of them in CIDR notation: `10.0.0.7`, `10.0.0.0/8`, `2001:db8::/32`.
public struct AddressBlock: Hashable, Sendable, CustomStringConvertible {
    /// Four or sixteen, with zeros behind the prefix.
    private let bytes: [UInt8]
    private let prefixBits: Int

    /// Nil for anything else, host names among it. Bits behind the prefix do not count: `10.1.2.3/8` is `10.0.0.0/8`.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = Self.bytes(of: String(parts[0])) else { return nil }
        var bits = address.count * 8
        if parts.count == 2 {
            guard parts[1].utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let asked = Int(parts[1]),
                asked <= bits
            else { return nil }
            bits = asked
        }
        bytes = Self.masked(address, to: bits)
        prefixBits = bits
    }

    /// Whether the text is an address of this block. An IPv4 address is the same as its mapping to IPv6.
    public func contains(_ address: String) -> Bool {
        guard let other = Self.bytes(of: address), other.count == bytes.count else { return false }
        return Self.masked(other, to: prefixBits) == bytes
    }

    /// The one way of writing it; a single address goes without a prefix.
    public var description: String {
        var bytes = bytes
        var written = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = bytes.count == 4 ? AF_INET : AF_INET6
        guard inet_ntop(family, &bytes, &written, socklen_t(written.count)) != nil else {
            preconditionFailure("four or sixteen bytes are an address")
        }
        let address = String(decoding: written.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return prefixBits == bytes.count * 8 ? address : "\(address)/\(prefixBits)"
    }

    private static func bytes(of text: String) -> [UInt8]? {
        if text.utf8.contains(0) { return nil }
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &bytes) == 1 { return Array(bytes.prefix(4)) }
        guard inet_pton(AF_INET6, text, &bytes) == 1 else { return nil }
        return bytes.starts(with: mappedPrefix) ? Array(bytes.suffix(4)) : bytes
    }

    /// `::ffff:0:0/96`, under which sockets that listen on both families show IPv4 peers.
    private static let mappedPrefix: [UInt8] = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]

    private static func masked(_ bytes: [UInt8], to bits: Int) -> [UInt8] {
        bytes.indices.map { index in
            let kept = min(max(bits - index * 8, 0), 8)
            return bytes[index] & ~UInt8(truncatingIfNeeded: 0xFF >> kept)
        }
    }
}
