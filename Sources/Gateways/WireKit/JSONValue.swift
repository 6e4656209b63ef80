/// A JSON document as it was written: numbers keep their digits, because signatures are made over them.
public enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([Member])

    public struct Member: Hashable, Sendable {
        public var name: String
        public var value: JSONValue
        public init(name: String, value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// The last member of this name; nil for anything but an object.
    public subscript(_ name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.last { $0.name == name }?.value
    }

    /// Where and why a text is no JSON. Lines and columns count from 1.
    public struct SyntaxError: Error, Hashable, Sendable {
        public var line: Int
        public var column: Int
    }

    /// How deep arrays and objects may nest.
    public static let depthMax = 32

    public init(parsing bytes: [UInt8]) throws(SyntaxError) {
        var parser = JSONParser(bytes)
        self = try parser.document()
    }
}

extension JSONWriter {
    public mutating func value(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .bool(let flag): bool(flag)
        case .number(let digits): raw(digits.utf8)
        case .string(let text): string(text)
        case .array(let values): array(values) { $0.value($1) }
        case .object(let members):
            object { writer in
                for member in members {
                    writer.key(named: member.name)
                    writer.value(member.value)
                }
            }
        }
    }
}

/// Recursive descent over bytes; never reads past the end, never nests deeper than `depthMax`.
private struct JSONParser {
    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func document() throws(JSONValue.SyntaxError) -> JSONValue {
        skipSpace()
        let value = try value()
        skipSpace()
        if position != bytes.count { throw failure() }
        return value
    }

    private mutating func value() throws(JSONValue.SyntaxError) -> JSONValue {
        guard position < bytes.count else { throw failure() }
        switch bytes[position] {
        case UInt8(ascii: "{"): return try nested { (parser) throws(JSONValue.SyntaxError) in try parser.object() }
        case UInt8(ascii: "["): return try nested { (parser) throws(JSONValue.SyntaxError) in try parser.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: return try number()
        }
    }

    private mutating func nested(
        _ body: (inout JSONParser) throws(JSONValue.SyntaxError) -> JSONValue
    ) throws(JSONValue.SyntaxError) -> JSONValue {
        if depth == JSONValue.depthMax { throw failure() }
        depth += 1
        let value = try body(&self)
        depth -= 1
        return value
    }

    private mutating func object() throws(JSONValue.SyntaxError) -> JSONValue {
        position += 1
        var members: [JSONValue.Member] = []
        skipSpace()
        if take(UInt8(ascii: "}")) { return .object(members) }
        while true {
            skipSpace()
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { throw failure() }
            let name = try string()
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw failure() }
            skipSpace()
            members.append(JSONValue.Member(name: name, value: try value()))
            skipSpace()
            if take(UInt8(ascii: ",")) { continue }
            guard take(UInt8(ascii: "}")) else { throw failure() }
            return .object(members)
        }
    }

    private mutating func array() throws(JSONValue.SyntaxError) -> JSONValue {
        position += 1
        var values: [JSONValue] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return .array(values) }
        while true {
            skipSpace()
            values.append(try value())
            skipSpace()
            if take(UInt8(ascii: ",")) { continue }
            guard take(UInt8(ascii: "]")) else { throw failure() }
            return .array(values)
        }
    }

    private mutating func string() throws(JSONValue.SyntaxError) -> String {
        position += 1
        var text: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                guard let result = String(validating: text, as: UTF8.self) else { throw failure() }
                return result
            case UInt8(ascii: "\\"):
                position += 1
                try escape(into: &text)
            case 0..<0x20: throw failure()
            default:
                text.append(byte)
                position += 1
            }
        }
        throw failure()
    }

    private mutating func escape(into text: inout [UInt8]) throws(JSONValue.SyntaxError) {
        guard position < bytes.count else { throw failure() }
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): try unicodeEscape(into: &text)
        default: throw failure()
        }
    }

    private mutating func unicodeEscape(into text: inout [UInt8]) throws(JSONValue.SyntaxError) {
        var code = UInt32(try hexWord())
        if (0xD800..<0xDC00).contains(code) {
            guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else { throw failure() }
            let low = UInt32(try hexWord())
            guard (0xDC00..<0xE000).contains(low) else { throw failure() }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw failure() }
        text.append(contentsOf: String(Character(scalar)).utf8)
    }

    private mutating func hexWord() throws(JSONValue.SyntaxError) -> UInt16 {
        guard position + 4 <= bytes.count, let text = String(validating: bytes[position..<position + 4], as: UTF8.self),
            text.allSatisfy(\.isHexDigit), let word = UInt16(text, radix: 16)
        else { throw failure() }
        position += 4
        return word
    }

    private mutating func number() throws(JSONValue.SyntaxError) -> JSONValue {
        let start = position
        _ = take(UInt8(ascii: "-"))
        guard position < bytes.count, isDigit(bytes[position]) else { throw failure() }
        skipDigits()
        if take(UInt8(ascii: ".")) {
            guard position < bytes.count, isDigit(bytes[position]) else { throw failure() }
            skipDigits()
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            guard position < bytes.count, isDigit(bytes[position]) else { throw failure() }
            skipDigits()
        }
        return .number(String(decoding: bytes[start..<position], as: UTF8.self))
    }

    private mutating func literal(_ text: String, _ value: JSONValue) throws(JSONValue.SyntaxError) -> JSONValue {
        guard bytes[position...].starts(with: text.utf8) else { throw failure() }
        position += text.utf8.count
        return value
    }

    private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private mutating func skipDigits() {
        while position < bytes.count, isDigit(bytes[position]) { position += 1 }
    }

    private mutating func skipSpace() {
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private func failure() -> JSONValue.SyntaxError {
        let before = bytes[..<min(position, bytes.count)]
        let line = before.count { $0 == 0x0A } + 1
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        return JSONValue.SyntaxError(line: line, column: before.count - lineStart + 1)
    }
}
