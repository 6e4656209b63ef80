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
    /// Addresses it may be used from; empty: any.
    public var allowedAddresses: [String]

    public init(key: String, account: AccountID, secret: Secret, permissions: Set<KeyPermission>, allowedAddresses: [String]) {
        self.key = key
        self.account = account
        self.secret = secret
        self.permissions = permissions
        self.allowedAddresses = allowedAddresses
    }

    public enum Secret: Sendable, Hashable {
        case hmac(String)
    }
}

/// The API keys there are. Lookups are answered from memory; changes are durable before they return.
public protocol KeyStore: AnyObject, Sendable {
    func key(_ text: String) -> APIKey?
    func add(_ key: APIKey) throws
    /// False when there is no such key.
    func revoke(_ text: String) throws -> Bool
}
