/// The rows of a surface that are methods of its request socket, found by name and version.
public struct MethodTable<Context: Sendable>: Sendable {
    private struct Entry: Sendable {
        let version: Int
        let row: Row<Context>
    }

    /// By name, versions ascending.
    private let byName: [String: [Entry]]

    public init(_ rows: [Row<Context>]) {
        var byName: [String: [Entry]] = [:]
        for row in rows {
            for text in row.contract.socketMethods {
                let method = VersionedMethod(text)
                let known = byName[method.name, default: []]
                precondition(!known.contains { $0.version == method.version }, "the method \(text) is listed twice")
                byName[method.name] = (known + [Entry(version: method.version, row: row)]).sorted { $0.version < $1.version }
            }
        }
        self.byName = byName
    }

    /// The newest version there is that is no newer than the one asked for.
    public func find(_ method: VersionedMethod) -> Row<Context>? {
        byName[method.name]?.last { $0.version <= method.version }?.row
    }
}

/// The name of a method, possibly after an explicit version: `v2/account.status`.
public struct VersionedMethod: Hashable, Sendable {
    public let name: String
    public let version: Int

    public init(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2, let version = Self.version(parts[0]) {
            name = String(parts[1])
            self.version = version
        } else {
            name = text
            version = 1
        }
    }

    private static let versionDigitsMax = 3

    private static func version(_ text: Substring) -> Int? {
        let digits = text.utf8.dropFirst()
        guard text.utf8.first == UInt8(ascii: "v"), !digits.isEmpty, digits.count <= versionDigitsMax,
            digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        return Int(text.dropFirst())
    }
}
