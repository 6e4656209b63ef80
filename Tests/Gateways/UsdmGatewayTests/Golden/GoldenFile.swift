import Foundation
import Testing
import WireKit

/// A file under `Tests/Golden/usdm`. Renew them all with `UPDATE_GOLDEN=1 swift test --filter UsdmGatewayTests`.
struct GoldenFile {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Golden/usdm")

    /// Below the folder, without `.json`.
    let name: String
    private var url: URL { Self.folder.appendingPathComponent(name + ".json") }

    func expect(_ value: JSONValue, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let text = value.pretty() + "\n"
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try text.write(to: url, atomically: true, encoding: .utf8)
        }
        let kept = try #require(
            try? String(contentsOf: url, encoding: .utf8), "there is no \(name).json: make it with UPDATE_GOLDEN=1",
            sourceLocation: sourceLocation)
        #expect(text == kept, "\(name).json is not what was answered", sourceLocation: sourceLocation)
    }

    func text() throws -> String { try String(contentsOf: url, encoding: .utf8) }

    /// The names of every file there is.
    static func all() throws -> Set<String> {
        let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        return Set(paths.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(".json".count)) })
    }
}
