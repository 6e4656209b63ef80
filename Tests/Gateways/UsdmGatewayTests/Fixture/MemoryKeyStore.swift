import ExchangePorts

/// API keys that are forgotten with the test.
final class MemoryKeyStore: KeyStore {
    private let held = Locked<[String: APIKey]>([:])
    private let observers = RevocationObservers()

    func key(_ text: String) -> APIKey? { held.withLock { $0[text] } }
    var all: [APIKey] { held.withLock { $0.values.inListingOrder() } }
    func add(_ key: APIKey) { held.withLock { $0[key.key] = key } }
    func onRevoke(_ observer: @escaping @Sendable (APIKey) -> Void) { observers.add(observer) }

    @discardableResult
    func revoke(_ text: String) -> Bool {
        guard let revoked = held.withLock({ $0.removeValue(forKey: text) }) else { return false }
        observers.revoked(revoked)
        return true
    }
}
