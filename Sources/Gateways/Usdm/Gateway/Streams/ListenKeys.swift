import ExchangePorts
import GatewayKit
public import Primitives

/// The listen keys in use: one per account, good for 60 minutes, whichever of its API keys asks (supplement §6.1).
///
/// A listen key opens the account's stream to whoever knows it. It therefore remembers which API keys it was told to, and ends
/// when one of them is revoked. Listen keys are sessions, not state of the exchange: a restart ends them, and they are drawn at
/// random.
public final class ListenKeys: Sendable {
    public struct Expired: Sendable {
        public var key: String
        public var account: AccountID
    }

    private struct Entry {
        var key: String
        var expires: Timestamp
        /// The API keys that were answered with it.
        var apiKeys: Set<String>
    }

    private struct State {
        var byAccount: [AccountID: Entry] = [:]
        var byKey: [String: AccountID] = [:]

        mutating func remove(_ account: AccountID) -> Expired? {
            guard let entry = byAccount.removeValue(forKey: account) else { return nil }
            byKey[entry.key] = nil
            return Expired(key: entry.key, account: account)
        }
    }

    public static let lifetimeMilliseconds: Int64 = 3_600_000
    private let state = Locked(State())

    public init() {}

    /// The account's key, made when there is none, good for another hour.
    public func start(for account: AccountID, with apiKey: String, at now: Timestamp) -> String {
        state.withLock { state in
            let expires = now.advanced(byMilliseconds: Self.lifetimeMilliseconds)
            let known = state.byAccount[account]
            let key = known?.key ?? Self.fresh()
            state.byAccount[account] = Entry(key: key, expires: expires, apiKeys: (known?.apiKeys ?? []).union([apiKey]))
            state.byKey[key] = account
            return key
        }
    }

    /// The account's key, good for another hour; nil when it has none.
    public func extend(_ account: AccountID, with apiKey: String, at now: Timestamp) -> String? {
        state.withLock { state in
            guard let key = state.byAccount[account]?.key else { return nil }
            state.byAccount[account]?.expires = now.advanced(byMilliseconds: Self.lifetimeMilliseconds)
            state.byAccount[account]?.apiKeys.insert(apiKey)
            return key
        }
    }

    /// False when the account has no key.
    public func close(_ account: AccountID) -> Bool { state.withLock { $0.remove(account) != nil } }

    /// Removes and returns the account's key if this API key was told it.
    public func revoke(_ account: AccountID, toldTo apiKey: String) -> Expired? {
        state.withLock { state in
            guard state.byAccount[account]?.apiKeys.contains(apiKey) == true else { return nil }
            return state.remove(account)
        }
    }

    public func account(of key: String) -> AccountID? { state.withLock { $0.byKey[key] } }
    public func key(of account: AccountID) -> String? { state.withLock { $0.byAccount[account]?.key } }

    /// Removes and returns the keys whose hour is over.
    public func expire(at now: Timestamp) -> [Expired] {
        state.withLock { state in
            let due = state.byAccount.filter { $0.value.expires <= now }.sorted { $0.key < $1.key }
            return due.compactMap { state.remove($0.key) }
        }
    }

    private static func fresh() -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
        return String((0..<64).map { _ in alphabet[Int.random(in: 0..<alphabet.count)] })
    }
}
