import ExchangePorts

/// API keys that are forgotten with the test.
final class MemoryKeyStore: KeyStore {
    struct Unwritable: Error {}

    private let held = Locked<[String: APIKey]>([:])
    private let broken = Locked(false)

    var all: [APIKey] { held.withLock { Array($0.values) } }

    /// Every later change fails.
    func breakDown() { broken.withLock { $0 = true } }

    func key(_ text: String) -> APIKey? { held.withLock { $0[text] } }

    func add(_ key: APIKey) throws {
        if broken.withLock({ $0 }) { throw Unwritable() }
        held.withLock { $0[key.key] = key }
    }

    func revoke(_ text: String) throws -> Bool {
        if broken.withLock({ $0 }) { throw Unwritable() }
        return held.withLock { $0.removeValue(forKey: text) != nil }
    }
}
