import NIOCore

/// A body that arrives in chunks, RFC 9112 §7.1. Extensions and trailers are read over.
struct ChunkedBody {
    private enum Expecting {
        case size
        case data(remaining: Int)
        case dataEnd
        case trailers
    }

    /// A size line is a few digits; extensions, which nobody sends, share the room.
    static let sizeLineBytesMax = 256

    private(set) var bytes: [UInt8] = []
    private var expecting = Expecting.size
    private var trailerBytes = 0

    /// True once the body is complete.
    mutating func read(from buffer: inout ByteBuffer, limits: HTTPServer.Limits) throws(RequestError) -> Bool {
        while true {
            switch expecting {
            case .size:
                guard let line = try readLine(from: &buffer, bytesMax: ChunkedBody.sizeLineBytesMax) else { return false }
                let size = try ChunkedBody.size(line, bytesMax: limits.bodyBytesMax)
                guard bytes.count + size <= limits.bodyBytesMax else { throw .bodyTooLarge }
                expecting = size == 0 ? .trailers : .data(remaining: size)
            case .data(let remaining):
                guard let data = buffer.readBytes(length: min(remaining, buffer.readableBytes)), !data.isEmpty else { return false }
                bytes += data
                expecting = data.count == remaining ? .dataEnd : .data(remaining: remaining - data.count)
            case .dataEnd:
                guard buffer.readableBytes >= 2 else { return false }
                guard buffer.readBytes(length: 2) == [FieldSyntax.carriageReturn, FieldSyntax.lineFeed] else { throw .malformed }
                expecting = .size
            case .trailers:
                guard let line = try readLine(from: &buffer, bytesMax: limits.headerBytesMax) else { return false }
                if line.isEmpty { return true }
                trailerBytes += line.count
                guard trailerBytes <= limits.headerBytesMax else { throw .headerTooLarge }
            }
        }
    }

    private func readLine(from buffer: inout ByteBuffer, bytesMax: Int) throws(RequestError) -> [UInt8]? {
        let view = buffer.readableBytesView.prefix(bytesMax + 2)
        guard let end = view.firstIndex(of: FieldSyntax.lineFeed) else {
            guard view.count < bytesMax + 2 else { throw .malformed }
            return nil
        }
        let line = buffer.readBytes(length: end - view.startIndex + 1) ?? []
        guard line.dropLast().last == FieldSyntax.carriageReturn else { throw .malformed }
        return Array(line.dropLast(2))
    }

    private static func size(_ line: [UInt8], bytesMax: Int) throws(RequestError) -> Int {
        var size = 0
        var digits = 0
        for byte in line {
            guard let digit = hexDigit(byte) else {
                guard byte == UInt8(ascii: ";") || byte == FieldSyntax.space || byte == FieldSyntax.tab else { throw .malformed }
                break
            }
            digits += 1
            size = size << 4 | digit
            guard size <= bytesMax else { throw .bodyTooLarge }
        }
        guard digits > 0 else { throw .malformed }
        return size
    }

    private static func hexDigit(_ byte: UInt8) -> Int? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): Int(byte - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): Int(byte - UInt8(ascii: "A")) + 10
        default: nil
        }
    }
}
