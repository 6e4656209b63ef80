import Primitives

extension ByteWriter {
    /// One byte of length, then the bytes.
    mutating func write(compact text: ShortText) {
        let words = text.rawWords
        withUnsafeBytes(of: words) { buffer in
            let count = Int(buffer[ShortText.capacity])
            write(UInt8(count))
            append(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }

    /// Four bytes of length, then UTF-8.
    mutating func write(name: String) {
        let utf8 = Array(name.utf8)
        write(UInt32(clamping: utf8.count))
        append(contentsOf: utf8)
    }
}

extension ByteReader {
    mutating func readCompactText() throws(MalformedBytes) -> ShortText {
        let count = Int(try read(UInt8.self))
        guard count <= ShortText.capacity else { throw MalformedBytes("text too long") }
        let bytes = try read(count: count)
        var text = ShortText()
        var words = text.rawWords
        // The text's own initialiser takes any collection, byte by byte; most of a replay would be spent in it.
        withUnsafeMutableBytes(of: &words) { buffer in
            bytes.withUnsafeBytes { buffer.copyMemory(from: $0) }
            buffer[ShortText.capacity] = UInt8(count)
        }
        text.rawWords = words
        return text
    }

    mutating func readName() throws(MalformedBytes) -> String {
        let count = Int(try read(UInt32.self))
        guard let name = String(validating: try read(count: count), as: UTF8.self) else { throw MalformedBytes("not UTF-8") }
        return name
    }

    mutating func readWhole() throws(MalformedBytes) -> Int {
        guard let whole = Int(exactly: try read(Int64.self)) else { throw MalformedBytes("number too large") }
        return whole
    }

    mutating func readCase<Choice: RawRepresentable<UInt8>>() throws(MalformedBytes) -> Choice {
        let byte = try read(UInt8.self)
        guard let choice = Choice(rawValue: byte) else { throw MalformedBytes("no \(Choice.self) has number \(byte)") }
        return choice
    }

    mutating func readID() throws(MalformedBytes) -> AccountID { AccountID(try read(UInt32.self)) }
    mutating func readID() throws(MalformedBytes) -> InstrumentID { InstrumentID(try read(UInt16.self)) }
    mutating func readID() throws(MalformedBytes) -> UnderlyingID { UnderlyingID(try read(UInt16.self)) }
    mutating func readID() throws(MalformedBytes) -> AssetID { AssetID(try read(UInt16.self)) }
}
