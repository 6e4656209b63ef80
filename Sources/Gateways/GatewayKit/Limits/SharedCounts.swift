public import Primitives
public import WireKit

/// Requests per address to endpoints that share a limit: windows are aligned to the clock.
public struct SharedCounts: Sendable {
    public enum Verdict: Sendable, Hashable {
        case allowed
        case tooMany(retryAfterSeconds: Int)
    }

    private struct Key: Hashable {
        var limit: Contract.SharedLimit
        var address: String
    }

    private struct Entry {
        var window = Timestamp.zero
        var used = 0
    }

    /// Addresses remembered at once, each time with the limit it drew on. When they are too many, all are forgotten.
    public static let entriesMax = 100_000

    private var entries: [Key: Entry] = [:]

    public init() {}

    public mutating func take(_ limit: Contract.SharedLimit, from address: String, at now: Timestamp) -> Verdict {
        let key = Key(limit: limit, address: address)
        if entries.count >= Self.entriesMax && entries[key] == nil { entries.removeAll() }
        return Self.judge(limit, &entries[key, default: Entry()], at: now)
    }

    /// Static, so that changing an entry in place does not copy all of them.
    private static func judge(_ limit: Contract.SharedLimit, _ entry: inout Entry, at now: Timestamp) -> Verdict {
        let span = Int64(limit.minutes) * 60_000
        let window = now.floored(toMilliseconds: span)
        if entry.window != window { entry = Entry(window: window) }
        entry.used += 1
        if entry.used <= limit.requests { return .allowed }
        let left = window.advanced(byMilliseconds: span).milliseconds - now.milliseconds
        return .tooMany(retryAfterSeconds: Int(max(1, (left + 999) / 1_000)))
    }
}
