import Foundation

/// Holds a data directory for one process, so that two servers never write the same files.
///
/// The lock goes with the process: what a killed server leaves behind locks nobody out.
public final class DirectoryLock: Sendable {
    public static let fileName = "contango.lock"

    private let descriptor: Int32

    public struct Held: Error, CustomStringConvertible {
        public let directory: String
        /// What the holder wrote down about itself.
        public let holder: String

        public var description: String {
            "the data directory \(directory) is in use by another contango (process \(holder)); stop it, or choose another --data"
        }
    }

    /// Throws `Held` when another process, or another part of this one, has the directory.
    public init(directory: String) throws {
        let path = directory + "/" + Self.fileName
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw JournalError.file(path: path, operation: "open", errorNumber: errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let errorNumber = errno
            defer { Foundation.close(descriptor) }
            guard errorNumber == EWOULDBLOCK else {
                throw JournalError.file(path: path, operation: "flock", errorNumber: errorNumber)
            }
            throw Held(directory: directory, holder: Self.holder(descriptor))
        }
        self.descriptor = descriptor
        writeHolder()
    }

    deinit { close(descriptor) }

    /// Lets the next one in.
    public func release() { flock(descriptor, LOCK_UN) }

    private func writeHolder() {
        let text = Array("\(getpid())\n".utf8)
        // Only informs; a lock without a name still locks.
        guard ftruncate(descriptor, 0) == 0 else { return }
        _ = pwrite(descriptor, text, text.count, 0)
    }

    private static func holder(_ descriptor: Int32) -> String {
        var text = [UInt8](repeating: 0, count: 32)
        let count = pread(descriptor, &text, text.count, 0)
        let digits = text.prefix(max(0, count)).prefix { (48...57).contains($0) }
        return digits.isEmpty ? "unknown" : String(decoding: digits, as: UTF8.self)
    }
}
