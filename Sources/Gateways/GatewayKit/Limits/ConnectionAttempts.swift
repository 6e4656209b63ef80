public import Primitives

/// How many sockets an address may open within five minutes (supplement §5.1): windows are aligned to the clock.
public struct ConnectionAttempts: Sendable {
    public struct Policy: Sendable {
        public var perWindow: Int
        /// Programs on this machine are let through: what limits them is the machine itself. Not so behind a proxy, where
        /// everybody comes from here.
        public var exemptsLoopback: Bool
        public var isEnforced: Bool

        public init(perWindow: Int = 300, exemptsLoopback: Bool = true, isEnforced: Bool = true) {
            self.perWindow = perWindow
            self.exemptsLoopback = exemptsLoopback
            self.isEnforced = isEnforced
        }
    }

    public enum Verdict: Sendable, Hashable {
        case allowed
        case tooMany(retryAfterSeconds: Int)
    }

    /// Addresses remembered at once. When they are too many, they all begin anew.
    public static let addressesMax = 100_000
    public static let windowMilliseconds: Int64 = 300_000

    public let policy: Policy
    /// Of the current window.
    private var counts: [String: Int] = [:]
    private var window = Timestamp.zero

    public init(policy: Policy) { self.policy = policy }

    public mutating func take(from address: String, at now: Timestamp) -> Verdict {
        guard policy.isEnforced, !(policy.exemptsLoopback && Self.isLoopback(address)) else { return .allowed }
        let current = now.floored(toMilliseconds: Self.windowMilliseconds)
        if current != window || (counts.count >= Self.addressesMax && counts[address] == nil) {
            window = current
            counts.removeAll()
        }
        counts[address, default: 0] += 1
        guard counts[address, default: 0] > policy.perWindow else { return .allowed }
        let left = Self.windowMilliseconds - (now.milliseconds - current.milliseconds)
        return .tooMany(retryAfterSeconds: Int((left + 999) / 1_000))
    }

    private static func isLoopback(_ address: String) -> Bool {
        address.hasPrefix("127.") || address == "::1" || address.hasPrefix("::ffff:127.")
    }
}
