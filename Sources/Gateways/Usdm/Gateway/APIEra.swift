/// What of the API's history is served. By default all of it at once: old and new clients both work.
public enum APIEra: String, Sendable, CaseIterable {
    case any
    /// As document 001 has it: conditional orders on `/order`, streams at the root.
    case july2024 = "2024-07"
    /// Conditional orders by `/algoOrder` only.
    case december2025 = "2025-12"
    /// Streams below `/public`, `/market` and `/private` only, too.
    case april2026 = "2026-04"

    var hasAlgoOrders: Bool { self != .july2024 }
    var hasConditionalOrdersByAlgoOnly: Bool { self == .december2025 || self == .april2026 }

    /// Whether there are streams at the root, or below a route.
    func hasStreams(routed: Bool) -> Bool { self != (routed ? .july2024 : .april2026) }
}
