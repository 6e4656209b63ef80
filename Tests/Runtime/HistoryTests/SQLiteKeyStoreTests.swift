import ExchangePorts
import Foundation
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
}
