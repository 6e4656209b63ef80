public import Primitives

/// Request weight per address and minute (supplement §4.3): windows are aligned to the clock.
///
/// An address that goes on after being told to stop is banned, each time longer.
public struct RequestWeights: Sendable {
    public struct Policy: Sendable {
        public var weightPerMinute: Int
        /// Requests over the limit that are still answered with a warning.
        public var warningsMax: Int
        public var firstBanMilliseconds: Int64
        public var longestBanMilliseconds: Int64
        public var isEnforced: Bool

        public init(
            weightPerMinute: Int = 2_400, warningsMax: Int = 20, firstBanMilliseconds: Int64 = 120_000,
            longestBanMilliseconds: Int64 = 259_200_000, isEnforced: Bool = true
        ) {
            self.weightPerMinute = weightPerMinute
            self.warningsMax = warningsMax
            self.firstBanMilliseconds = firstBanMilliseconds
            self.longestBanMilliseconds = longestBanMilliseconds
            self.isEnforced = isEnforced
        }
    }

    public enum Verdict: Sendable, Hashable {
        case allowed(used: Int)
        case tooMany(used: Int, retryAfterSeconds: Int)
        case banned(until: Timestamp, retryAfterSeconds: Int)
    }

    private struct Entry {
        var window = Timestamp.zero
        var used = 0
        var warnings = 0
        var bannedUntil = Timestamp.zero
        var bans = 0
    }

    /// Addresses remembered at once. When they are too many, those that are not banned are forgotten.
    public static let addressesMax = 100_000

    public let policy: Policy
    private var entries: [String: Entry] = [:]
    private static let minute: Int64 = 60_000

    public init(policy: Policy) { self.policy = policy }

    public mutating func take(_ weight: Int, from address: String, at now: Timestamp) -> Verdict {
        if entries.count >= Self.addressesMax && entries[address] == nil { forgetIdle(at: now) }
        return Self.judge(weight, &entries[address, default: Entry()], policy, at: now)
    }

    /// Static, so that changing an entry in place does not copy all of them.
    private static func judge(_ weight: Int, _ entry: inout Entry, _ policy: Policy, at now: Timestamp) -> Verdict {
        let window = now.floored(toMilliseconds: minute)
        if entry.window != window {
            entry.window = window
            entry.used = 0
            entry.warnings = 0
        }
        if policy.isEnforced && entry.bannedUntil > now {
            return .banned(until: entry.bannedUntil, retryAfterSeconds: seconds(from: now, to: entry.bannedUntil))
        }
        entry.used += weight
        guard policy.isEnforced, entry.used > policy.weightPerMinute else { return .allowed(used: entry.used) }
        entry.warnings += 1
        if entry.warnings <= policy.warningsMax {
            let reset = window.advanced(byMilliseconds: minute)
            return .tooMany(used: entry.used, retryAfterSeconds: seconds(from: now, to: reset))
        }
        let span = min(policy.longestBanMilliseconds, policy.firstBanMilliseconds << Int64(min(entry.bans, 20)))
        entry.bans += 1
        entry.bannedUntil = now.advanced(byMilliseconds: span)
        return .banned(until: entry.bannedUntil, retryAfterSeconds: seconds(from: now, to: entry.bannedUntil))
    }

    private mutating func forgetIdle(at now: Timestamp) {
        entries = entries.filter { $0.value.bannedUntil > now }
        if entries.count >= Self.addressesMax { entries.removeAll() }
    }

    private static func seconds(from now: Timestamp, to then: Timestamp) -> Int {
        Int(max(1, (then.milliseconds - now.milliseconds + 999) / 1_000))
    }
}
