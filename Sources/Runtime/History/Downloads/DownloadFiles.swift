import ExchangePorts
import Foundation

/// Where finished downloads lie, by the token of their link.
protocol DownloadFiles: Sendable {
    /// `body` hands over the bytes piece by piece. The file is there once it has returned, whole or not at all.
    func write(_ token: String, _ body: (_ sink: ([UInt8]) throws -> Void) throws -> Void) throws
    func has(_ token: String) -> Bool
    /// Nil when there is no such file.
    func read(_ token: String) throws -> [UInt8]?
    func remove(_ token: String)
}

/// Files of a folder that only its owner may read.
struct FolderOfDownloads: DownloadFiles {
    private let path: String
    private static let unfinished = ".part"

    /// What an earlier run left unfinished is thrown away.
    init(path: String) throws {
        self.path = path
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        for name in try FileManager.default.contentsOfDirectory(atPath: path) where name.hasSuffix(Self.unfinished) {
            try FileManager.default.removeItem(atPath: path + "/" + name)
        }
    }

    func write(_ token: String, _ body: (_ sink: ([UInt8]) throws -> Void) throws -> Void) throws {
        let part = file(token) + Self.unfinished
        guard FileManager.default.createFile(atPath: part, contents: nil, attributes: [.posixPermissions: 0o600]),
            let handle = FileHandle(forWritingAtPath: part)
        else { throw CocoaError(.fileWriteUnknown) }
        do {
            try body { try handle.write(contentsOf: Data($0)) }
            try handle.close()
            try FileManager.default.moveItem(atPath: part, toPath: file(token))
        } catch {
            try? FileManager.default.removeItem(atPath: part)
            throw error
        }
    }

    func has(_ token: String) -> Bool { FileManager.default.fileExists(atPath: file(token)) }

    func read(_ token: String) throws -> [UInt8]? {
        guard has(token) else { return nil }
        return [UInt8](try Data(contentsOf: URL(fileURLWithPath: file(token))))
    }

    func remove(_ token: String) { try? FileManager.default.removeItem(atPath: file(token)) }

    private func file(_ token: String) -> String { path + "/" + token + ".csv" }
}

/// Files that are gone with the program, or earlier: beyond `bytesMax` the oldest make room.
final class DownloadsInMemory: DownloadFiles {
    private let held = Locked<[(token: String, bytes: [UInt8])]>([])
    private let bytesMax: Int

    init(bytesMax: Int) { self.bytesMax = bytesMax }

    func write(_ token: String, _ body: (_ sink: ([UInt8]) throws -> Void) throws -> Void) throws {
        var bytes: [UInt8] = []
        try body { bytes += $0 }
        held.withLock { held in
            held.append((token, bytes))
            var total = held.reduce(0) { $0 + $1.bytes.count }
            while total > bytesMax && held.count > 1 { total -= held.removeFirst().bytes.count }
        }
    }

    func has(_ token: String) -> Bool { held.withLock { held in held.contains { $0.token == token } } }
    func read(_ token: String) -> [UInt8]? { held.withLock { held in held.first { $0.token == token }?.bytes } }
    func remove(_ token: String) { held.withLock { held in held.removeAll { $0.token == token } } }
}
