/// Up to 39 bytes of text held in place: client order ids and account names.
///
/// Commands and events carry these instead of `String`, so that they are plain memory: copying one
/// touches no reference count.
@frozen public struct ShortText: Hashable, Sendable, CustomStringConvertible {
    @usableFromInline var words: (UInt64, UInt64, UInt64, UInt64, UInt64)

    @inlinable public static var capacity: Int { 39 }
    public static let empty = ShortText()

    @inlinable public init() { words = (0, 0, 0, 0, 0) }

    /// Nil when the text is longer than `capacity` bytes.
    @inlinable
    public init?(_ text: some StringProtocol) {
        self.init(bytes: text.utf8)
    }

    /// Nil when there are more than `capacity` bytes.
    @inlinable
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count <= Self.capacity else { return nil }
        self.init()
        withUnsafeMutableBytes(of: &words) { buffer in
            for (offset, byte) in bytes.enumerated() { buffer[offset] = byte }
            buffer[Self.capacity] = UInt8(bytes.count)
        }
    }

    public var count: Int { withUnsafeBytes(of: words) { Int($0[Self.capacity]) } }
    @inlinable public var isEmpty: Bool { words.4 == 0 }

    public func append(to bytes: inout [UInt8]) {
        withUnsafeBytes(of: words) { buffer in
            bytes.append(contentsOf: buffer[..<Int(buffer[Self.capacity])])
        }
    }

    public var description: String {
        withUnsafeBytes(of: words) { buffer in
            String(decoding: buffer[..<Int(buffer[Self.capacity])], as: UTF8.self)
        }
    }

    @inlinable public static func == (left: Self, right: Self) -> Bool {
        left.words.0 == right.words.0 && left.words.1 == right.words.1 && left.words.2 == right.words.2
            && left.words.3 == right.words.3 && left.words.4 == right.words.4
    }

    @inlinable public func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
        hasher.combine(words.2)
        hasher.combine(words.3)
        hasher.combine(words.4)
    }

    /// The five words behind the text, for encoders and hash tables of Core.
    @inlinable public var rawWords: (UInt64, UInt64, UInt64, UInt64, UInt64) {
        get { words }
        set { words = newValue }
    }
}
