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
        guard let text = ShortText(bytes: try read(count: count)) else { throw MalformedBytes("text too long") }
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
    mutating func readID() throws(MalformedBytes) -> AssetID { AssetID(try read(UInt16.self)) }
}
