/// The Castagnoli checksum: catches every single flipped bit and every burst up to 32 bits.
struct CRC32C {
    private var register: UInt32 = ~0

    var value: UInt32 { ~register }

    init() {}

    mutating func update(_ bytes: [UInt8]) {
        var crc = register
        bytes.withUnsafeBytes { buffer in
            Self.tables.withUnsafeBufferPointer { table in
                var offset = 0
                while offset + 8 <= buffer.count {
                    let word = UInt64(littleEndian: buffer.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) ^ UInt64(crc)
                    crc = Self.folded(word, table)
                    offset += 8
                }
                for index in offset..<buffer.count {
                    crc = (crc >> 8) ^ table[Int(UInt8(truncatingIfNeeded: crc) ^ buffer[index])]
                }
            }
        }
        register = crc
    }

    /// Eight bytes at once, each through the table of its place.
    @inline(__always)
    private static func folded(_ word: UInt64, _ table: UnsafeBufferPointer<UInt32>) -> UInt32 {
        var crc: UInt32 = 0
        for place in 0..<8 {
            crc ^= table[(7 - place) * 256 + Int((word >> UInt64(place * 8)) & 0xFF)]
        }
        return crc
    }

    /// Eight tables of 256, one behind the other.
    private static let tables: [UInt32] = {
        let polynomial: UInt32 = 0x82F6_3B78
        var tables = [UInt32](repeating: 0, count: 8 * 256)
        for index in 0..<256 {
            var crc = UInt32(index)
            for _ in 0..<8 { crc = crc & 1 == 1 ? (crc >> 1) ^ polynomial : crc >> 1 }
            tables[index] = crc
        }
        for index in 256..<tables.count {
            let previous = tables[index - 256]
            tables[index] = (previous >> 8) ^ tables[Int(previous & 0xFF)]
        }
        return tables
    }()
}
