import ExchangePorts

/// API keys that are forgotten with the test.
final class MemoryKeyStore: KeyStore {
    struct Unwritable: Error {}

    private let held = Locked<[String: APIKey]>([:])
    private let broken = Locked(false)

    private let observers = RevocationObservers()

    var all: [APIKey] { held.withLock { $0.values.inListingOrder() } }
    func onRevoke(_ observer: @escaping @Sendable (APIKey) -> Void) { observers.add(observer) }

    /// Every later change fails.
    func breakDown() { broken.withLock { $0 = true } }

    func key(_ text: String) -> APIKey? { held.withLock { $0[text] } }

    func add(_ key: APIKey) throws {
        if broken.withLock({ $0 }) { throw Unwritable() }
        held.withLock { $0[key.key] = key }
    }

    func revoke(_ text: String) throws -> Bool {
        if broken.withLock({ $0 }) { throw Unwritable() }
        guard let revoked = held.withLock({ $0.removeValue(forKey: text) }) else { return false }
        observers.revoked(revoked)
        return true
    }
}
