import ExchangePorts

/// API keys that are forgotten with the test.
final class MemoryKeyStore: KeyStore {
    private let held = Locked<[String: APIKey]>([:])

    func key(_ text: String) -> APIKey? { held.withLock { $0[text] } }
    func add(_ key: APIKey) { held.withLock { $0[key.key] = key } }
    func revoke(_ text: String) -> Bool { held.withLock { $0.removeValue(forKey: text) != nil } }
}
