import Foundation

/// A port nobody listens on, and the one request that is made before the load generator makes many.
enum LoopbackHTTP {
    private static let replyBytesMax = 1 << 20

    /// The system chooses; it does not hand the same one out again soon.
    static func freePort() throws -> Int {
        let descriptor = try socket()
        defer { close(descriptor) }
        var address = loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let found = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard found else { throw VoidRun("no free port") }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    /// The body of the reply. Throws when nobody listens, or the status is not 200.
    static func send(_ method: String, _ target: String, headers: [String] = [], body: String = "", port: Int) throws -> String {
        let descriptor = try socket()
        defer { close(descriptor) }
        var address = loopback(port: port)
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard connected else { throw VoidRun("nothing listens on port \(port)") }
        let fields = headers + ["Host: 127.0.0.1", "Connection: close", "Content-Length: \(body.utf8.count)"]
        let request = Array("\(method) \(target) HTTP/1.1\r\n\(fields.joined(separator: "\r\n"))\r\n\r\n\(body)".utf8)
        guard write(descriptor, request, request.count) == request.count else { throw VoidRun("port \(port) hung up") }
        return try bodyOfReply(readToEnd(descriptor))
    }

    private static func readToEnd(_ descriptor: Int32) -> String {
        var reply: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while reply.count < replyBytesMax {
            let count = read(descriptor, &buffer, buffer.count)
            if count <= 0 { break }
            reply += buffer[..<count]
        }
        return String(decoding: reply, as: UTF8.self)
    }

    private static func bodyOfReply(_ reply: String) throws -> String {
        guard let end = reply.range(of: "\r\n\r\n"), reply.hasPrefix("HTTP/1.1 200") else {
            throw VoidRun("a request was answered with \(reply.prefix(400))")
        }
        return String(reply[end.upperBound...])
    }

    private static func socket() throws -> Int32 {
        #if canImport(Glibc)
            let descriptor = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
            let descriptor = Foundation.socket(AF_INET, SOCK_STREAM, 0)
        #endif
        guard descriptor >= 0 else { throw VoidRun("no socket") }
        return descriptor
    }

    private static func loopback(port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(truncatingIfNeeded: port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}
