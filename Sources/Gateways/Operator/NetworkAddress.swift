#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// An IPv4 or IPv6 address in the one way of writing it that requests are compared with.
struct NetworkAddress: Hashable, Sendable {
    let text: String

    /// Nil for anything else, host names and networks among it.
    init?(_ text: String) {
        guard let canonical = Self.canonical(text, AF_INET) ?? Self.canonical(text, AF_INET6) else { return nil }
        self.text = canonical
    }

    private static func canonical(_ text: String, _ family: Int32) -> String? {
        var address = in6_addr()
        var written = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard !text.utf8.contains(0), inet_pton(family, text, &address) == 1,
            inet_ntop(family, &address, &written, socklen_t(written.count)) != nil
        else { return nil }
        return String(decoding: written.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
