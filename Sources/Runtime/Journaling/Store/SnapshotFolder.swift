import Foundation
import Primitives

/// The snapshots of a data directory, a file each, so that writing one never holds up a commit.
///
/// A snapshot is written beside its place, synced, and moved there: a file of that name is whole, or was damaged later,
/// which its digest shows.
struct SnapshotFolder: Sendable {
    /// The one before the newest stays, in case the newest is damaged.
    static let heldMax = 2

    private static let prefix = "snapshot-"
    private static let suffix = ".bin"
    private static let magic = Array("CTGSNAP1".utf8)

    let directory: String
    let report: @Sendable (String) -> Void

    func save(_ snapshot: Snapshot) throws {
        let path = path(of: snapshot.sequence)
        try DurableFile.replace(path, with: Self.encode(snapshot), in: directory)
        for old in try sequences().dropLast(Self.heldMax) { try? FileManager.default.removeItem(atPath: self.path(of: old)) }
    }

    func latest(notAfter bound: SequenceNumber?) throws -> Snapshot? {
        for sequence in try sequences().reversed() {
            if let bound, sequence > bound { continue }
            do {
                return try load(sequence)
            } catch {
                report("snapshot \(path(of: sequence)) is unusable and passed over: \(error)")
            }
        }
        return nil
    }

    /// Of the snapshots there are files of, oldest first.
    func sequences() throws -> [SequenceNumber] {
        try FileManager.default.contentsOfDirectory(atPath: directory).compactMap(Self.sequence(of:)).sorted()
    }

    private func load(_ sequence: SequenceNumber) throws -> Snapshot {
        guard let data = FileManager.default.contents(atPath: path(of: sequence)) else { throw MalformedBytes("cannot be read") }
        let snapshot = try Self.decode([UInt8](data))
        guard snapshot.sequence == sequence else { throw MalformedBytes("holds command \(snapshot.sequence.value)") }
        return snapshot
    }

    // MARK: Names

    private func path(of sequence: SequenceNumber) -> String {
        let digits = String(sequence.value)
        let padding = String(repeating: "0", count: max(0, 20 - digits.count))
        return directory + "/" + Self.prefix + padding + digits + Self.suffix
    }

    private static func sequence(of name: String) -> SequenceNumber? {
        guard name.hasPrefix(prefix), name.hasSuffix(suffix) else { return nil }
        return UInt64(name.dropFirst(prefix.count).dropLast(suffix.count)).map { SequenceNumber($0) }
    }

    // MARK: Bytes

    private static func encode(_ snapshot: Snapshot) -> [UInt8] {
        var writer = ByteWriter(reservingCapacity: snapshot.bytes.count + 64)
        writer.append(contentsOf: magic)
        writer.write(snapshot.sequence.value)
        writer.write(snapshot.time.milliseconds)
        writer.write(snapshot.digest)
        writer.write(UInt64(snapshot.bytes.count))
        writer.append(contentsOf: snapshot.bytes)
        let seal = Digest(of: writer.bytes)
        writer.write(seal)
        return writer.bytes
    }

    private static func decode(_ bytes: [UInt8]) throws(MalformedBytes) -> Snapshot {
        let sealSize = 16
        guard bytes.count >= sealSize else { throw MalformedBytes("ends early") }
        var seal = ByteReader(bytes.suffix(sealSize))
        guard try seal.readDigest() == Digest(of: Array(bytes.dropLast(sealSize))) else {
            throw MalformedBytes("its checksum does not match")
        }
        var reader = ByteReader(bytes.dropLast(sealSize))
        guard try reader.read(count: magic.count).elementsEqual(magic) else { throw MalformedBytes("not a snapshot of format 1") }
        let sequence = SequenceNumber(try reader.read(UInt64.self))
        let time = Timestamp(milliseconds: try reader.read(Int64.self))
        let digest = try reader.readDigest()
        guard let count = Int(exactly: try reader.read(UInt64.self)), count == reader.remaining else {
            throw MalformedBytes("wrong length")
        }
        return Snapshot(sequence: sequence, time: time, digest: digest, bytes: Array(try reader.read(count: count)))
    }
}
