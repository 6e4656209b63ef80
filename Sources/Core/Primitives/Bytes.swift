/// Appends values to a byte array, little-endian: what journal payloads and snapshots are made of.
public struct ByteWriter: Sendable {
    public private(set) var bytes: [UInt8] = []

    public init(reservingCapacity capacity: Int = 0) { bytes.reserveCapacity(capacity) }

    public mutating func write(_ value: UInt8) { bytes.append(value) }
    public mutating func write(_ value: Bool) { bytes.append(value ? 1 : 0) }

    @inlinable
    public mutating func write<Integer: FixedWidthInteger>(_ value: Integer) {
        withUnsafeBytes(of: value.littleEndian) { append($0) }
    }

    public mutating func write(_ value: some FixedPoint) { write(value.raw) }

    public mutating func write(_ text: ShortText) {
        let words = text.rawWords
        write(words.0)
        write(words.1)
        write(words.2)
        write(words.3)
        write(words.4)
    }

    /// A length of two bytes, then UTF-8.
    public mutating func write(_ text: String) {
        let utf8 = Array(text.utf8)
        precondition(utf8.count <= Int(UInt16.max), "texts in the journal are short")
        write(UInt16(utf8.count))
        bytes.append(contentsOf: utf8)
    }

    public mutating func append(_ buffer: UnsafeRawBufferPointer) { bytes.append(contentsOf: buffer) }
    public mutating func append(contentsOf other: [UInt8]) { bytes.append(contentsOf: other) }
    public mutating func removeAll(keepingCapacity: Bool = true) { bytes.removeAll(keepingCapacity: keepingCapacity) }
}

/// Bytes ended early, or held a value that cannot be.
public struct MalformedBytes: Error, Equatable {
    public let reason: String
    public init(_ reason: String) { self.reason = reason }
}

/// Reads back what `ByteWriter` wrote. Never reads past the end; never traps on what it finds.
public struct ByteReader: Sendable {
    @usableFromInline let bytes: ArraySlice<UInt8>
    @usableFromInline var position: Int

    public init(_ bytes: [UInt8]) { self.init(bytes[...]) }
    public init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    @inlinable public var isAtEnd: Bool { position == bytes.endIndex }
    @inlinable public var remaining: Int { bytes.endIndex - position }

    @inlinable
    public mutating func read<Integer: FixedWidthInteger>(_: Integer.Type = Integer.self) throws(MalformedBytes) -> Integer {
        let width = MemoryLayout<Integer>.size
        guard remaining >= width else { throw MalformedBytes("ends early") }
        let offset = position - bytes.startIndex
        position += width
        return Integer(littleEndian: bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: Integer.self) })
    }

    public mutating func read(_: Bool.Type) throws(MalformedBytes) -> Bool {
        switch try read(UInt8.self) {
        case 0: return false
        case 1: return true
        default: throw MalformedBytes("not a truth value")
        }
    }

    @inlinable
    public mutating func read<Value: FixedPoint>(_: Value.Type = Value.self) throws(MalformedBytes) -> Value {
        Value(raw: try read(Int64.self))
    }

    public mutating func read(_: ShortText.Type) throws(MalformedBytes) -> ShortText {
        var text = ShortText()
        text.rawWords = (try read(), try read(), try read(), try read(), try read())
        guard text.count <= ShortText.capacity else { throw MalformedBytes("text too long") }
        return text
    }

    public mutating func read(_: String.Type) throws(MalformedBytes) -> String {
        let count = Int(try read(UInt16.self))
        guard remaining >= count else { throw MalformedBytes("ends early") }
        defer { position += count }
        return String(decoding: bytes[position..<position + count], as: UTF8.self)
    }

    @inlinable
    public mutating func read(count: Int) throws(MalformedBytes) -> ArraySlice<UInt8> {
        guard count >= 0, remaining >= count else { throw MalformedBytes("ends early") }
        defer { position += count }
        return bytes[position..<position + count]
    }
}
