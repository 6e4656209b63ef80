import ExchangePorts
import Foundation
import GRDB
import History
import Primitives
import Testing

@Suite("Key store")
struct SQLiteKeyStoreTests {
    private let key = APIKey(
        key: "ContangoDemoKeyalice", account: AccountID(4), secret: .hmac("secret"), permissions: [.read, .trade],
        allowedAddresses: ["127.0.0.1", "::1"])

    private func withPath(_ body: (String) throws -> Void) throws {
        let path = NSTemporaryDirectory() + "contango-keys-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(path)
    }

    @Test("keys survive opening again, with all their rights")
    func survives() throws {
        try withPath { path in
            try SQLiteKeyStore(path: path).add(key)
            let store = try SQLiteKeyStore(path: path)
            #expect(store.key(key.key) == key)
            #expect(store.key("other") == nil)
            #expect(try store.revoke(key.key))
            #expect(try !store.revoke(key.key))
            #expect(store.key(key.key) == nil)
            #expect(try SQLiteKeyStore(path: path).key(key.key) == nil)
        }
    }

    @Test("only the owner may read the file")
    func mode() throws {
        try withPath { path in
            try Data().write(to: URL(fileURLWithPath: path))
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
            _ = try SQLiteKeyStore(path: path)
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
        }
    }

    @Test("the same key again changes nothing; the same text with other rights is refused")
    func duplicates() throws {
        let store = try SQLiteKeyStore(path: nil)
        try store.add(key)
        try store.add(key)
        var other = key
        other.permissions = [.withdraw]
        #expect(throws: SQLiteKeyStore.DuplicateKey.self) { try store.add(other) }
        #expect(store.key(key.key) == key)
    }

    @Test("a key without rights and without addresses reads back so")
    func bare() throws {
        try withPath { path in
            let bare = APIKey(key: "k", account: AccountID(.max), secret: .hmac(""), permissions: [], allowedAddresses: [])
            try SQLiteKeyStore(path: path).add(bare)
            #expect(try SQLiteKeyStore(path: path).key("k") == bare)
        }
    }

    @Test("a key of each kind reads back as it was")
    func kinds() throws {
        try withPath { path in
            let secrets: [APIKey.Secret] = [.hmac("s"), .rsa(publicKeyPEM: "a\nb\n"), .ed25519(publicKeyPEM: "c\nd")]
            let keys = secrets.enumerated().map { index, secret in
                var key = self.key
                key.key = "key \(index)"
                key.secret = secret
                return key
            }
            let store = try SQLiteKeyStore(path: path)
            for key in keys { try store.add(key) }
            #expect(try SQLiteKeyStore(path: path).all == keys)
        }
    }

    @Test("keys are listed by account, then by text")
    func listing() throws {
        let store = try SQLiteKeyStore(path: nil)
        for (text, account) in [("b", 2), ("c", 1), ("a", 2)] as [(String, UInt32)] {
            try store.add(
                APIKey(key: text, account: AccountID(account), secret: .hmac(""), permissions: [], allowedAddresses: []))
        }
        #expect(store.all.map(\.key) == ["c", "a", "b"])
    }

    @Test("observers are told of each revoked key once lookups no longer find it")
    func observers() throws {
        let store = try SQLiteKeyStore(path: nil)
        let heard = Locked<[APIKey]>([])
        store.onRevoke { [unowned store] revoked in
            if store.key(revoked.key) == nil { heard.withLock { $0.append(revoked) } }
        }
        try store.add(key)
        #expect(try !store.revoke("other"))
        #expect(heard.withLock { $0 }.isEmpty)
        #expect(try store.revoke(key.key))
        #expect(try !store.revoke(key.key))
        #expect(heard.withLock { $0 } == [key])
    }

    /// The file as the first version left it.
    private func withFirstVersion(_ rows: String, _ body: (String) throws -> Void) throws {
        try withPath { path in
            let database = try DatabaseQueue(path: path)
            try database.write {
                try $0.execute(
                    sql: """
                        CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
                        INSERT INTO grdb_migrations VALUES ('v1');
                        CREATE TABLE keys (
                            key TEXT PRIMARY KEY NOT NULL, account INTEGER NOT NULL, secret_kind TEXT NOT NULL,
                            secret TEXT NOT NULL, permissions TEXT NOT NULL, addresses TEXT NOT NULL
                        ) WITHOUT ROWID;
                        INSERT INTO keys VALUES \(rows);
                        """)
            }
            try database.close()
            try body(path)
        }
    }

    @Test("a store of the first version keeps its keys, and takes keys with a key pair")
    func migration() throws {
        try withFirstVersion("('ContangoDemoKeyalice', 4, 'HMAC', 'secret', 'READ\nTRADE', '127.0.0.1\n::1')") { path in
            let store = try SQLiteKeyStore(path: path)
            #expect(store.all == [key])
            var other = key
            other.key = "other"
            other.secret = .ed25519(publicKeyPEM: "pem")
            try store.add(other)
            #expect(try SQLiteKeyStore(path: path).all == [key, other])
        }
    }

    @Test("a key of an unknown kind is an error, not passed over")
    func unknownKind() throws {
        try withFirstVersion("('k', 4, 'PAPER', 's', '', '')") { path in
            #expect(throws: (any Error).self) { try SQLiteKeyStore(path: path) }
        }
    }
}
