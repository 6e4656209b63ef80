import ExchangePorts
import GatewayKit
public import Primitives

/// The listen keys in use: one per account, good for 60 minutes (supplement §6.1).
///
/// They are sessions, not state of the exchange: a restart ends them, and they are drawn at random.
public final class ListenKeys: Sendable {
    public struct Expired: Sendable {
        public var key: String
        public var account: AccountID
    }

    private struct Entry {
        var key: String
        var expires: Timestamp
    }

    private struct State {
        var byAccount: [AccountID: Entry] = [:]
        var byKey: [String: AccountID] = [:]
    }

    public static let lifetimeMilliseconds: Int64 = 3_600_000
    private let state = Locked(State())

    public init() {}

    /// The account's key, made when there is none, good for another hour.
    public func start(for account: AccountID, at now: Timestamp) -> String {
        state.withLock { state in
            let expires = now.advanced(byMilliseconds: Self.lifetimeMilliseconds)
            let key = state.byAccount[account]?.key ?? Self.fresh()
            state.byAccount[account] = Entry(key: key, expires: expires)
            state.byKey[key] = account
            return key
        }
    }

    /// The account's key, good for another hour; nil when it has none.
    public func extend(_ account: AccountID, at now: Timestamp) -> String? {
        state.withLock { state in
            guard let entry = state.byAccount[account] else { return nil }
            state.byAccount[account]?.expires = now.advanced(byMilliseconds: Self.lifetimeMilliseconds)
            return entry.key
        }
    }

    /// False when the account has no key.
    public func close(_ account: AccountID) -> Bool {
        state.withLock { state in
            guard let entry = state.byAccount.removeValue(forKey: account) else { return false }
            state.byKey[entry.key] = nil
            return true
        }
    }

    public func account(of key: String) -> AccountID? { state.withLock { $0.byKey[key] } }
    public func key(of account: AccountID) -> String? { state.withLock { $0.byAccount[account]?.key } }

    /// Removes and returns the keys whose hour is over.
    public func expire(at now: Timestamp) -> [Expired] {
        state.withLock { state in
            let due = state.byAccount.filter { $0.value.expires <= now }.sorted { $0.key < $1.key }
            for (account, entry) in due {
                state.byAccount[account] = nil
                state.byKey[entry.key] = nil
            }
            return due.map { Expired(key: $0.value.key, account: $0.key) }
        }
    }

    private static func fresh() -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
        return String((0..<64).map { _ in alphabet[Int.random(in: 0..<alphabet.count)] })
    }
}
