/// Named values of a request, from its query string, its form body, or both.
public struct FormParameters: Sendable {
    public struct Entry: Sendable {
        public var name: String
        public var value: String
    }

    public private(set) var entries: [Entry] = []

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
        self.entries = entries.map { Entry(name: $0.name, value: $0.value) }
    }

    /// A name in both parts has the value of the query.
    public init(query: [UInt8], body: [UInt8]) throws(Flaw) {
        try add(query, overriding: false)
        let fromQuery = entries.count
        try add(body, overriding: true)
        if fromQuery > 0 && entries.count > fromQuery {
            let names = Set(entries[..<fromQuery].map(\.name))
            entries = entries[..<fromQuery] + entries[fromQuery...].filter { !names.contains($0.name) }
        }
    }

    public subscript(_ name: String) -> String? {
        for entry in entries where entry.name == name { return entry.value }
        return nil
    }

    private mutating func add(_ part: [UInt8], overriding: Bool) throws(Flaw) {
        let start = entries.count
        var position = part.startIndex
        while position < part.endIndex {
            let end = part[position...].firstIndex(of: UInt8(ascii: "&")) ?? part.endIndex
            defer { position = end + 1 }
            let pair = part[position..<end]
            if pair.isEmpty { continue }
            let equals = pair.firstIndex(of: UInt8(ascii: "="))
            let name = try decoded(pair[..<(equals ?? pair.endIndex)])
            let value = try equals.map { (index) throws(Flaw) in try decoded(pair[(index + 1)...]) } ?? ""
            for entry in entries[start...] where entry.name == name { throw .duplicate(name) }
            entries.append(Entry(name: name, value: value))
            if entries.count > Self.entriesMax { throw .tooMany(entries.count) }
        }
    }

    private func decoded(_ bytes: ArraySlice<UInt8>) throws(Flaw) -> String {
        let isPlain = bytes.allSatisfy { $0 < 0x80 && $0 != UInt8(ascii: "%") && $0 != UInt8(ascii: "+") }
        if isPlain { return String(decoding: bytes, as: UTF8.self) }
        guard let text = String(validating: try percentDecoded(bytes), as: UTF8.self) else { throw .undecodable }
        return text
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
