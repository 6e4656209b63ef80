/// Named values of a request, from its query string, its form body, or both.
public struct FormParameters: Sendable {
    public struct Entry: Sendable {
        public let name: String
        public let value: String
    }

    public private(set) var entries: [Entry] = []
    /// One for each entry: a request asks for twenty names, and most of them are not there.
    private var tags: [NameTag] = []

    public enum Flaw: Error, Hashable, Sendable {
        /// Two values for one name within the same part.
        case duplicate(String)
        /// More values than any endpoint takes.
        case tooMany(Int)
        /// A percent sign without two hexadecimal digits, or bytes that are no UTF-8.
        case undecodable
    }

    public static let entriesMax = 100

    public init() {}

    public init(_ entries: [(name: String, value: String)]) {
        for entry in entries { append(Entry(name: entry.name, value: entry.value)) }
    }

    /// A name in both parts has the value of the query.
    public init(query: [UInt8], body: [UInt8]) throws(Flaw) {
        try add(query)
        if body.isEmpty { return }
        let fromQuery = entries.count
        try add(body)
        if fromQuery > 0 { forgetRepeated(after: fromQuery) }
    }

    public subscript(_ name: String) -> String? { index(of: name, in: entries.indices).map { entries[$0].value } }

    private func index(of name: String, in range: Range<Int>) -> Int? {
        let tag = NameTag(name)
        return tags.withUnsafeBufferPointer { tags in
            range.first { tags[$0] == tag && entries[$0].name == name }
        }
    }

    private mutating func append(_ entry: Entry) {
        entries.append(entry)
        tags.append(NameTag(entry.name))
    }

    private mutating func forgetRepeated(after count: Int) {
        let fromBody = Array(entries[count...])
        entries.removeSubrange(count...)
        tags.removeSubrange(count...)
        for entry in fromBody where index(of: entry.name, in: 0..<count) == nil { append(entry) }
    }

    private mutating func add(_ part: [UInt8]) throws(Flaw) {
        try part.withUnsafeBufferPointer { (bytes) throws(Flaw) in
            let start = entries.count
            var rest = bytes[...]
            while !rest.isEmpty {
                let pair = rest.prefix { $0 != UInt8(ascii: "&") }
                rest = rest[pair.endIndex...].dropFirst()
                if !pair.isEmpty { try add(pair, since: start) }
            }
        }
    }

    private mutating func add(_ pair: Slice<UnsafeBufferPointer<UInt8>>, since start: Int) throws(Flaw) {
        let name = pair.prefix { $0 != UInt8(ascii: "=") }
        let entry = Entry(name: try Self.decoded(name), value: try Self.decoded(pair[name.endIndex...].dropFirst()))
        if index(of: entry.name, in: start..<entries.count) != nil { throw .duplicate(entry.name) }
        append(entry)
        if entries.count > Self.entriesMax { throw .tooMany(entries.count) }
    }

    private static func decoded(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) throws(Flaw) -> String {
        let isPlain = bytes.allSatisfy { $0 < 0x80 && $0 != UInt8(ascii: "%") && $0 != UInt8(ascii: "+") }
        if isPlain { return String(decoding: UnsafeBufferPointer(rebasing: bytes), as: UTF8.self) }
        guard let text = String(validating: try percentDecoded(Array(bytes)[...]), as: UTF8.self) else { throw .undecodable }
        return text
    }
}

/// The length and the first bytes of a name: names whose tags differ are different.
private struct NameTag: Equatable {
    private let count: Int
    private let start: UInt64

    init(_ name: String) {
        var name = name
        (count, start) = name.withUTF8 { bytes in
            var start: UInt64 = 0
            withUnsafeMutableBytes(of: &start) { $0.copyBytes(from: bytes.prefix(8)) }
            return (bytes.count, start)
        }
    }
}

/// Undoes form encoding: `%41` is `A`, `+` is a space.
public func percentDecoded(_ bytes: ArraySlice<UInt8>) throws(FormParameters.Flaw) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = bytes.startIndex
    while index < bytes.endIndex {
        switch bytes[index] {
        case UInt8(ascii: "%"):
            guard index + 2 < bytes.endIndex, let high = hexDigit(bytes[index + 1]), let low = hexDigit(bytes[index + 2]) else {
                throw .undecodable
            }
            result.append(high << 4 | low)
            index += 3
        case UInt8(ascii: "+"):
            result.append(UInt8(ascii: " "))
            index += 1
        default:
            result.append(bytes[index])
            index += 1
        }
    }
    return result
}

/// The value of a hexadecimal digit of either case.
public func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): return byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): return byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): return byte - UInt8(ascii: "A") + 10
    default: return nil
    }
}
