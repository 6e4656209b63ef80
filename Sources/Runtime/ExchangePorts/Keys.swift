public import Primitives

public enum KeyPermission: String, Sendable, CaseIterable {
    case read = "READ"
    case trade = "TRADE"
    case transfer = "TRANSFER"
    case withdraw = "WITHDRAW"
}

/// An API key with what it may do.
public struct APIKey: Sendable, Hashable {
    /// 64 letters and digits.
    public var key: String
    public var account: AccountID
    public var secret: Secret
    public var permissions: Set<KeyPermission>
    /// Addresses, and networks like `10.0.0.0/8`, it may be used from; empty: any.
    public var allowedAddresses: [String]

    public init(key: String, account: AccountID, secret: Secret, permissions: Set<KeyPermission>, allowedAddresses: [String]) {
        self.key = key
        self.account = account
        self.secret = secret
        self.permissions = permissions
        self.allowedAddresses = allowedAddresses
    }

    /// What signatures of the key are checked with. Public keys are PEM, "BEGIN PUBLIC KEY" (SubjectPublicKeyInfo).
    public enum Secret: Sendable, Hashable {
        /// HMAC-SHA256 with a secret that both sides know.
        case hmac(String)
        /// RSASSA-PKCS1-v1_5 with SHA-256.
        case rsa(publicKeyPEM: String)
        case ed25519(publicKeyPEM: String)

        public var kind: Kind {
            switch self {
            case .hmac: .hmac
            case .rsa: .rsa
            case .ed25519: .ed25519
            }
        }
    }

    /// The kinds of keys, by the names the operator API knows them by.
    public enum Kind: String, Sendable, CaseIterable {
        case hmac = "HMAC"
        case rsa = "RSA"
        case ed25519 = "ED25519"
    }
}

/// The API keys there are. Lookups are answered from memory; changes are durable before they return.
public protocol KeyStore: AnyObject, Sendable {
    func key(_ text: String) -> APIKey?
    /// Every key, by account and then by text.
    var all: [APIKey] { get }
    func add(_ key: APIKey) throws
    /// False when there is no such key.
    func revoke(_ text: String) throws -> Bool
    /// Calls `observer` with each key that is revoked from now on, on the thread of the one who revokes it, once lookups no
    /// longer find it. Observers end the sessions of the key, and must not change keys.
    func onRevoke(_ observer: @escaping @Sendable (APIKey) -> Void)
}

/// Who is told of revoked keys: what a `KeyStore` answers `onRevoke` with.
public final class RevocationObservers: Sendable {
    private let observers = Locked<[@Sendable (APIKey) -> Void]>([])

    public init() {}

    public func add(_ observer: @escaping @Sendable (APIKey) -> Void) { observers.withLock { $0.append(observer) } }

    public func revoked(_ key: APIKey) {
        for observer in observers.withLock({ $0 }) { observer(key) }
    }
}

extension Sequence where Element == APIKey {
    /// The order keys are listed in: by account, then by text.
    public func inListingOrder() -> [APIKey] { sorted { ($0.account, $0.key) < ($1.account, $1.key) } }
}
