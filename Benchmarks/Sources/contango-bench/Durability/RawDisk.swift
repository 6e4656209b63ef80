import Foundation

/// The yardstick: what one durable write costs at the least, a block into a file that was filled with zeros before.
final class RawDisk {
    private static let blockBytes = 4_096

    private let descriptor: Int32
    private let block = [UInt8](repeating: 0x5A, count: blockBytes)
    private var offset = 0

    /// Room for this many writes; more begin at the front again.
    private let capacityBytes: Int

    init(path: String, writes: Int) throws {
        capacityBytes = writes * Self.blockBytes
        descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC, 0o600)
        guard descriptor >= 0 else { throw VoidRun("no file at \(path)") }
        let zeros = [UInt8](repeating: 0, count: capacityBytes)
        guard pwrite(descriptor, zeros, capacityBytes, 0) == capacityBytes, fsync(descriptor) == 0 else {
            throw VoidRun("no room for the raw writes")
        }
    }

    deinit { close(descriptor) }

    func write() throws {
        guard pwrite(descriptor, block, Self.blockBytes, off_t(offset)) == Self.blockBytes, sync() == 0 else {
            throw VoidRun("a raw write failed")
        }
        offset = (offset + Self.blockBytes) % capacityBytes
    }

    private func sync() -> Int32 {
        #if os(Linux)
            fdatasync(descriptor)
        #else
            fsync(descriptor)
        #endif
    }
}
