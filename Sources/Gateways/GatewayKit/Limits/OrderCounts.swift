public import Primitives

/// Orders per account in ten seconds and in a minute (supplement §4.3): windows are aligned to the clock.
public struct OrderCounts: Sendable {
    public struct Policy: Sendable {
        public var perTenSeconds: Int
        public var perMinute: Int
        public var isEnforced: Bool
        public init(perTenSeconds: Int = 300, perMinute: Int = 1_200, isEnforced: Bool = true) {
            self.perTenSeconds = perTenSeconds
            self.perMinute = perMinute
            self.isEnforced = isEnforced
        }
    }

    public struct Usage: Sendable, Hashable {
        public var tenSeconds: Int
        public var minute: Int
    }

    public enum Verdict: Sendable, Hashable {
        case allowed(Usage)
        /// The limit that would be broken, and its window in the documents' words.
        case tooMany(limit: Int, window: String)
    }

    private struct Entry {
        var tenSecondWindow = Timestamp.zero
        var minuteWindow = Timestamp.zero
        var usage = Usage(tenSeconds: 0, minute: 0)
    }

    public let policy: Policy
    private var entries: [AccountID: Entry] = [:]

    public init(policy: Policy) { self.policy = policy }

    /// What the account has used of the windows that are open now.
    public mutating func usage(of account: AccountID, at now: Timestamp) -> Usage {
        Self.roll(&entries[account, default: Entry()], at: now)
        return entries[account, default: Entry()].usage
    }

    public mutating func take(tenSeconds: Int, minute: Int, of account: AccountID, at now: Timestamp) -> Verdict {
        let usage = usage(of: account, at: now)
        let after = Usage(tenSeconds: usage.tenSeconds + tenSeconds, minute: usage.minute + minute)
        if policy.isEnforced && after.tenSeconds > policy.perTenSeconds {
            return .tooMany(limit: policy.perTenSeconds, window: "10 SECOND")
        }
        if policy.isEnforced && after.minute > policy.perMinute { return .tooMany(limit: policy.perMinute, window: "1 MINUTE") }
        entries[account, default: Entry()].usage = after
        return .allowed(after)
    }

    /// Static, so that changing an entry in place does not copy all of them.
    private static func roll(_ entry: inout Entry, at now: Timestamp) {
        let tenSeconds = now.floored(toMilliseconds: 10_000)
        let minute = now.floored(toMilliseconds: 60_000)
        if entry.tenSecondWindow != tenSeconds {
            entry.tenSecondWindow = tenSeconds
            entry.usage.tenSeconds = 0
        }
        if entry.minuteWindow != minute {
            entry.minuteWindow = minute
            entry.usage.minute = 0
        }
    }
}
