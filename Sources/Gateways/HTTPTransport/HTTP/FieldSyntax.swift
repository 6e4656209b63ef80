/// The alphabet of HTTP, RFC 9110 §5.
enum FieldSyntax {
    static let carriageReturn = UInt8(ascii: "\r")
    static let lineFeed = UInt8(ascii: "\n")
    static let space = UInt8(ascii: " ")
    static let tab = UInt8(ascii: "\t")

    /// What names of fields and methods are made of.
    static func isToken(_ byte: UInt8) -> Bool {
        byte < 0x80 && tokens[Int(byte)]
    }

    /// Bytes above ASCII pass: some clients send targets and values as raw UTF-8.
    static func isValue(_ byte: UInt8) -> Bool {
        (byte >= space && byte != 0x7F) || byte == tab
    }

    static func isTarget(_ byte: UInt8) -> Bool {
        byte > space && byte != 0x7F
    }

    private static let tokens: [Bool] = (0..<0x80).map { code in
        switch UInt8(code) {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(UInt8(code))
        }
    }
}

extension Span<UInt8> {
    func text(_ range: Range<Int>) -> String {
        extracting(range).withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }

    func firstIndex(of byte: UInt8, in range: Range<Int>) -> Int? {
        for index in range where self[index] == byte { return index }
        return nil
    }

    func allSatisfy(in range: Range<Int>, _ predicate: (UInt8) -> Bool) -> Bool {
        for index in range where !predicate(self[index]) { return false }
        return true
    }

    /// Without spaces and tabs at either end.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, self[start] == FieldSyntax.space || self[start] == FieldSyntax.tab { start += 1 }
        while start < end, self[end - 1] == FieldSyntax.space || self[end - 1] == FieldSyntax.tab { end -= 1 }
        return start..<end
    }
}

extension String {
    /// Whether this is a comma-separated list that names the token, which is given in lower case.
    func listsToken(_ token: String) -> Bool {
        lowercased().split(separator: ",").contains { $0.trimmingSpaces() == token }
    }
}

extension Substring {
    func trimmingSpaces() -> Substring {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        var trimmed = drop(while: isSpace)
        while let last = trimmed.last, isSpace(last) { trimmed.removeLast() }
        return trimmed
    }
}
