public import ExchangePorts
import Foundation
import GRDB
import Primitives

/// API keys in a SQLite file that only its owner may read, with a copy in memory that answers lookups.
public final class SQLiteKeyStore: KeyStore {
    public static let fileName = "keys.sqlite"

    /// Another key has this text.
    public struct DuplicateKey: Error, CustomStringConvertible {
        public let description = "there is such a key already, with other rights"
    }

    private let database: DatabaseQueue
    private let keys: Locked<[String: APIKey]>
    private let changing = Locked(())

    /// Without a path the keys live in memory.
    public init(path: String?) throws {
        database = try Self.open(path)
        try Self.migrator.migrate(database)
        let stored = try database.read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM keys ORDER BY key").compactMap(Self.key)
        }
        keys = Locked(Dictionary(uniqueKeysWithValues: stored.map { ($0.key, $0) }))
    }

    public func key(_ text: String) -> APIKey? { keys.withLock { $0[text] } }

    /// Adding a key that is there just so already changes nothing; one with other rights throws `DuplicateKey`.
    public func add(_ key: APIKey) throws {
        try changing.withLock { _ in
            if let held = self.key(key.key) {
                guard held == key else { throw DuplicateKey() }
                return
            }
            try database.write { try Self.insert(key, $0) }
            keys.withLock { $0[key.key] = key }
        }
    }

    public func revoke(_ text: String) throws -> Bool {
        try changing.withLock { _ in
            guard key(text) != nil else { return false }
            try database.write { try $0.execute(sql: "DELETE FROM keys WHERE key = ?", arguments: [text]) }
            keys.withLock { $0[text] = nil }
            return true
        }
    }

    // MARK: The file

    private static func open(_ path: String?) throws -> DatabaseQueue {
        guard let path else { return try DatabaseQueue() }
        if !FileManager.default.fileExists(atPath: path) {
            _ = FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
        }
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        var configuration = Configuration()
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    private static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("v1") { database in
            try database.execute(
                sql: """
                    CREATE TABLE keys (
                        key TEXT PRIMARY KEY NOT NULL,
                        account INTEGER NOT NULL,
                        secret_kind TEXT NOT NULL,
                        secret TEXT NOT NULL,
                        permissions TEXT NOT NULL,
                        addresses TEXT NOT NULL
                    ) WITHOUT ROWID
                    """)
        }
        return migrator
    }

    // MARK: Rows

    private static let hmac = "HMAC"
    private static let separator = "\n"

    private static func insert(_ key: APIKey, _ database: Database) throws {
        let (kind, secret) =
            switch key.secret {
            case .hmac(let text): (hmac, text)
            }
        try database.execute(
            sql: "INSERT INTO keys VALUES (?, ?, ?, ?, ?, ?)",
            arguments: [
                key.key, key.account.index, kind, secret,
                key.permissions.map(\.rawValue).sorted().joined(separator: separator),
                key.allowedAddresses.joined(separator: separator),
            ])
    }

    private static func key(_ row: Row) throws -> APIKey? {
        guard try row.checked("secret_kind") == hmac else { return nil }
        return APIKey(
            key: try row.checked("key"), account: AccountID(try row.checked("account")), secret: .hmac(try row.checked("secret")),
            permissions: Set(list(try row.checked("permissions")).compactMap(KeyPermission.init(rawValue:))),
            allowedAddresses: list(try row.checked("addresses")))
    }

    private static func list(_ text: String) -> [String] { text.split(separator: separator).map { String($0) } }
}
