public import ExchangePorts
import Foundation
import GRDB
import Primitives
import RowStorage

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
    private let observers = RevocationObservers()

    /// Without a path the keys live in memory.
    public init(path: String?) throws {
        database = try Self.open(path)
        try Self.migrator.migrate(database)
        let stored = try database.read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM keys").map(Self.key)
        }
        keys = Locked(Dictionary(uniqueKeysWithValues: stored.map { ($0.key, $0) }))
    }

    public func key(_ text: String) -> APIKey? { keys.withLock { $0[text] } }
    public var all: [APIKey] { keys.withLock { $0.values.inListingOrder() } }
    public func onRevoke(_ observer: @escaping @Sendable (APIKey) -> Void) { observers.add(observer) }

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
        let revoked: APIKey? = try changing.withLock { _ in
            guard let held = key(text) else { return nil }
            try database.write { try $0.execute(sql: "DELETE FROM keys WHERE key = ?", arguments: [text]) }
            keys.withLock { $0[text] = nil }
            return held
        }
        guard let revoked else { return false }
        observers.revoked(revoked)
        return true
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
        // Keys with a key pair: their public key is no secret, and a row of an unknown kind is an error, not passed over.
        migrator.registerMigration("v2 key pairs") { database in
            try database.execute(
                sql: """
                    CREATE TABLE keys_v2 (
                        key TEXT PRIMARY KEY NOT NULL,
                        account INTEGER NOT NULL,
                        kind TEXT NOT NULL CHECK (kind IN ('HMAC', 'RSA', 'ED25519')),
                        credential TEXT NOT NULL,
                        permissions TEXT NOT NULL,
                        addresses TEXT NOT NULL
                    ) WITHOUT ROWID;
                    INSERT INTO keys_v2 SELECT key, account, secret_kind, secret, permissions, addresses FROM keys;
                    DROP TABLE keys;
                    ALTER TABLE keys_v2 RENAME TO keys;
                    """)
        }
        return migrator
    }

    // MARK: Rows

    private static let separator = "\n"

    /// A kind of key that this version does not know.
    struct UnknownKind: Error, CustomStringConvertible {
        let kind: String
        var description: String { "there is a key of the kind '\(kind)', which this version does not know" }
    }

    private static func insert(_ key: APIKey, _ database: Database) throws {
        try database.execute(
            sql: "INSERT INTO keys VALUES (?, ?, ?, ?, ?, ?)",
            arguments: [
                key.key, key.account.index, key.secret.kind.rawValue, key.secret.credential,
                key.permissions.map(\.rawValue).sorted().joined(separator: separator),
                key.allowedAddresses.joined(separator: separator),
            ])
    }

    private static func key(_ row: Row) throws -> APIKey {
        let kind: String = try row.checked("kind")
        guard let known = APIKey.Kind(rawValue: kind) else { throw UnknownKind(kind: kind) }
        return APIKey(
            key: try row.checked("key"), account: AccountID(try row.checked("account")),
            secret: .init(known, credential: try row.checked("credential")),
            permissions: Set(list(try row.checked("permissions")).compactMap(KeyPermission.init(rawValue:))),
            allowedAddresses: list(try row.checked("addresses")))
    }

    private static func list(_ text: String) -> [String] { text.split(separator: separator).map { String($0) } }
}

extension APIKey.Secret {
    /// The secret or the public key, whichever signatures are checked with.
    fileprivate var credential: String {
        switch self {
        case .hmac(let secret): secret
        case .rsa(let publicKey), .ed25519(let publicKey): publicKey
        }
    }

    fileprivate init(_ kind: APIKey.Kind, credential: String) {
        switch kind {
        case .hmac: self = .hmac(credential)
        case .rsa: self = .rsa(publicKeyPEM: credential)
        case .ed25519: self = .ed25519(publicKeyPEM: credential)
        }
    }
}
