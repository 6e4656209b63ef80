import Testing

import Primitives

@Suite("Bytes, texts, digests")
struct BytesTests {
    @Test("what was written is read back, and nothing is left")
    func roundTrip() throws {
        var writer = ByteWriter()
        let text = try #require(ShortText("order-1"))
        writer.write(UInt16(513))
        writer.write(Int64.min)
        writer.write(Int128.max)
        writer.write(true)
        writer.write(Price.of("1.5"))
        writer.write(text)
        writer.write("naïve")
        #expect(Array(writer.bytes[..<2]) == [1, 2])
        var reader = ByteReader(writer.bytes)
        #expect(try reader.read(UInt16.self) == 513)
        #expect(try reader.read(Int64.self) == .min)
        #expect(try reader.read(Int128.self) == .max)
        #expect(try reader.read(Bool.self))
        #expect(try reader.read(Price.self) == .of("1.5"))
        #expect(try reader.read(ShortText.self) == text)
        #expect(try reader.read(String.self) == "naïve")
        #expect(reader.isAtEnd)
    }

    @Test("bytes that end early or cannot be are refused")
    func malformed() {
        var short = ByteReader([1, 2, 3])
        #expect(throws: MalformedBytes.self) { try short.read(UInt32.self) }
        var flag = ByteReader([2])
        #expect(throws: MalformedBytes.self) { try flag.read(Bool.self) }
        var text = ByteReader([9, 0, 65])
        #expect(throws: MalformedBytes.self) { try text.read(String.self) }
    }

    @Test("a short text holds 39 bytes and no more")
    func shortText() throws {
        let longest = String(repeating: "x", count: 39)
        #expect(try #require(ShortText(longest)).description == longest)
        #expect(ShortText(longest + "x") == nil)
        #expect(ShortText.empty.isEmpty && ShortText("") == .empty)
        #expect(ShortText("a") != ShortText("b"))
    }

    @Test("a digest tells any two inputs apart that differ in one bit or in length")
    func digest() {
        var seen: Set<Digest> = []
        for length in 0..<40 {
            let bytes = [UInt8](repeating: 0, count: length)
            seen.insert(Digest(of: bytes))
            for bit in 0..<length * 8 {
                var changed = bytes
                changed[bit / 8] ^= 1 << UInt8(bit % 8)
                seen.insert(Digest(of: changed))
            }
        }
        #expect(seen.count == (0..<40).reduce(0) { $0 + 1 + $1 * 8 })
    }
}
