import ExchangePorts

/// Where requests wait for the engine thread. Many put, one drains; full means refused, never waiting.
final class Inbox: Sendable {
    private struct State {
        var requests: [Request] = []
        var weight = 0
        var isClosed = false
        /// Somebody wants the engine thread to look around although nothing was asked.
        var isNudged = false
    }

    private let limit: Int
    private let spinNanoseconds: Int64
    private let state = Monitor(State())

    init(limit: Int, spinMicroseconds: Int) {
        self.limit = limit
        spinNanoseconds = Int64(spinMicroseconds) * 1_000
    }

    /// Nil when the request was taken.
    func put(_ request: Request) -> ExchangeUnavailable? {
        let weight = request.weight
        return state.change { state in
            if state.isClosed { return .stopped }
            if weight > limit - state.weight { return .overloaded }
            state.requests.append(request)
            state.weight += weight
            return nil
        }
    }

    /// Everything that waits, once there is something, the deadline has come or somebody nudged; nil once closed and drained.
    func drain(orAt deadline: Int64?) -> [Request]? {
        spin(until: deadline)
        let isReady: (State) -> Bool = { !$0.requests.isEmpty || $0.isClosed || $0.isNudged }
        guard let deadline else { return state.wait(until: isReady) { Self.empty(&$0) } }
        return state.wait(until: isReady, orAt: deadline) { Self.empty(&$0) }
    }

    /// Commands and reads that wait.
    var weight: Int { state.change { $0.weight } }

    /// Makes `drain` return soon.
    func nudge() { state.change { $0.isNudged = true } }

    /// Takes nothing more; what waits will still be drained.
    func close() { state.change { $0.isClosed = true } }

    /// Takes nothing more, and hands back what waits.
    func abandon() -> [Request] {
        state.change { state in
            state.isClosed = true
            return Self.empty(&state) ?? []
        }
    }

    /// Looks for a moment before it sleeps: waking a sleeping thread takes longer than many commands do.
    private func spin(until deadline: Int64?) {
        guard spinNanoseconds > 0 else { return }
        let end = min(SystemTime.monotonicNanoseconds + spinNanoseconds, deadline ?? .max)
        while SystemTime.monotonicNanoseconds < end {
            if state.change({ !$0.requests.isEmpty || $0.isClosed || $0.isNudged }) { return }
        }
    }

    private static func empty(_ state: inout State) -> [Request]? {
        state.isNudged = false
        if state.requests.isEmpty && state.isClosed { return nil }
        defer {
            state.requests = []
            state.weight = 0
        }
        return state.requests
    }
}
