import Foundation
import Primitives

/// Looks at SQLite's write-ahead log before SQLite does.
///
/// SQLite reads the log up to the first frame whose checksum fails and drops the rest without a word. For a torn last
/// transaction that is right: it was never acknowledged. But when whole transactions stand behind the broken frame, they
/// had been synced, hence acknowledged, and what broke is the medium. This tells the two apart. The layout is
/// https://www.sqlite.org/fileformat2.html#the_write_ahead_log.
struct WriteAheadLogInspection {
    private static let headerSize = 32
    private static let frameHeaderSize = 24

    private let file: FileHandle
    private let pageSize: Int
    private let isBigEndian: Bool
    private let salts: [UInt8]
    private let headerIsSound: Bool
    private let headerSums: (UInt32, UInt32)

    /// The frame (from 1; 0: the log's header) at which a log is broken before its last transaction, if it is.
    static func firstDamage(in path: String) throws -> Int? {
        guard let file = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? file.close() }
        guard let inspection = try WriteAheadLogInspection(file) else { return nil }
        return try inspection.firstDamage()
    }

    /// Nil when there is no log that could hold a frame.
    private init?(_ file: FileHandle) throws {
        guard let header = try file.read(upToCount: Self.headerSize).map({ [UInt8]($0) }), header.count == Self.headerSize else {
            return nil
        }
        let pageSize = Int(Self.word(header, 8, bigEndian: true))
        guard (512...65_536).contains(pageSize), pageSize & (pageSize - 1) == 0 else { return nil }
        self.file = file
        self.pageSize = pageSize
        isBigEndian = header[3] & 1 == 1
        salts = Array(header[16..<24])
        headerSums = Self.sums(header[..<24], after: (0, 0), bigEndian: isBigEndian)
        headerIsSound =
            headerSums.0 == Self.word(header, 24, bigEndian: true) && headerSums.1 == Self.word(header, 28, bigEndian: true)
    }

    private func firstDamage() throws -> Int? {
        var sums = headerSums
        var broken = headerIsSound ? nil : 0
        var brokenTransactionEnded = false
        var number = 0
        while let frame = try file.read(upToCount: Self.frameHeaderSize + pageSize).map({ [UInt8]($0) }),
            frame.count == Self.frameHeaderSize + pageSize
        {
            number += 1
            let isOfThisLog = frame[8..<16].elementsEqual(salts)
            if broken == nil {
                sums = Self.sums(frame[..<8], after: sums, bigEndian: isBigEndian)
                sums = Self.sums(frame[Self.frameHeaderSize...], after: sums, bigEndian: isBigEndian)
                let isSound =
                    isOfThisLog && sums.0 == Self.word(frame, 16, bigEndian: true)
                    && sums.1 == Self.word(frame, 20, bigEndian: true)
                if isSound { continue }
                broken = number
            }
            guard isOfThisLog else { continue }
            if brokenTransactionEnded { return broken }
            brokenTransactionEnded = Self.word(frame, 4, bigEndian: true) != 0
        }
        return nil
    }

    private static func word(_ bytes: [UInt8], _ offset: Int, bigEndian: Bool) -> UInt32 {
        let places = bigEndian ? [24, 16, 8, 0] : [0, 8, 16, 24]
        var word: UInt32 = 0
        for (index, place) in places.enumerated() { word |= UInt32(bytes[offset + index]) << UInt32(place) }
        return word
    }

    /// SQLite's running checksum over pairs of words.
    private static func sums(_ bytes: ArraySlice<UInt8>, after start: (UInt32, UInt32), bigEndian: Bool) -> (UInt32, UInt32) {
        var (first, second) = start
        bytes.withUnsafeBytes { buffer in
            for offset in stride(from: 0, to: buffer.count - 7, by: 8) {
                let left = buffer.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
                let right = buffer.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self)
                first = first &+ (bigEndian ? UInt32(bigEndian: left) : UInt32(littleEndian: left)) &+ second
                second = second &+ (bigEndian ? UInt32(bigEndian: right) : UInt32(littleEndian: right)) &+ first
            }
        }
        return (first, second)
    }
}
