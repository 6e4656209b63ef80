import Foundation

/// Writes files that are either there whole or not at all.
enum DurableFile {
    static func replace(_ path: String, with bytes: [UInt8], in directory: String) throws {
        let draft = path + ".new"
        try write(bytes, to: draft)
        guard rename(draft, path) == 0 else { throw JournalError.file(path: path, operation: "rename", errorNumber: errno) }
        try syncDirectory(directory)
    }

    /// Makes names in a directory durable.
    static func syncDirectory(_ directory: String) throws {
        let descriptor = open(directory, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw JournalError.file(path: directory, operation: "open", errorNumber: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw JournalError.file(path: directory, operation: "fsync", errorNumber: errno) }
    }

    static func makeDirectory(_ directory: String) throws {
        if FileManager.default.fileExists(atPath: directory) { return }
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try syncDirectory(URL(fileURLWithPath: directory).deletingLastPathComponent().path)
    }

    /// Lengthens a file with zeros. SQLite, reading its log, stops at the first frame that is none, so zeros behind it are nothing.
    static func extend(_ path: String, to size: Int) throws {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw JournalError.file(path: path, operation: "open", errorNumber: errno) }
        defer { close(descriptor) }
        let start = Int(lseek(descriptor, 0, SEEK_END))
        guard start >= 0, start < size else { return }
        try write([UInt8](repeating: 0, count: size - start), to: descriptor, path)
    }

    private static func write(_ bytes: [UInt8], to path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw JournalError.file(path: path, operation: "open", errorNumber: errno) }
        defer { close(descriptor) }
        try write(bytes, to: descriptor, path)
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws {
        try bytes.withUnsafeBytes { buffer in
            var offset = 0
            while offset < buffer.count {
                let rest = UnsafeRawBufferPointer(rebasing: buffer[offset...])
                let count = Foundation.write(descriptor, rest.baseAddress, rest.count)
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { throw JournalError.file(path: path, operation: "write", errorNumber: errno) }
                offset += count
            }
        }
        guard fsync(descriptor) == 0 else { throw JournalError.file(path: path, operation: "fsync", errorNumber: errno) }
    }
}
