/// A 128-bit fingerprint of bytes: equal states have equal digests on every machine, on every day.
///
/// Guards against accidents and divergence, not against an adversary who forges states.
public struct Digest: Hashable, Sendable, CustomStringConvertible {
    public let high: UInt64
    public let low: UInt64

    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Two independent multiply-and-fold lanes over eight bytes at a time.
    public init(of bytes: [UInt8]) {
        var first: UInt64 = 0x9E37_79B9_7F4A_7C15
        var second: UInt64 = 0xC2B2_AE3D_27D4_EB4F
        bytes.withUnsafeBytes { buffer in
            var offset = 0
            while offset + 8 <= buffer.count {
                let word = UInt64(littleEndian: buffer.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
                first = fold(first ^ word, 0xA076_1D64_78BD_642F)
                second = fold(second &+ word, 0xE703_7ED1_A0B4_28DB)
                offset += 8
            }
            var tail: UInt64 = UInt64(buffer.count - offset) << 56
            for index in offset..<buffer.count { tail ^= UInt64(buffer[index]) << UInt64((index - offset) * 8) }
            first = fold(first ^ tail, 0x8EBC_6AF0_9C88_C6E3)
            second = fold(second &+ tail, 0x5899_65CC_7537_4CC3)
            first = fold(first ^ UInt64(buffer.count), second | 1)
        }
        self.init(high: first, low: fold(second, first | 1))
    }

    public var description: String { hex(high) + hex(low) }

    private func hex(_ word: UInt64) -> String {
        let text = String(word, radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
    }
}

private func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return product.high ^ product.low
}
