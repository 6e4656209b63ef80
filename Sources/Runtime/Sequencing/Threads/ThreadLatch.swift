import ExchangePorts

/// Opens once every thread that entered has left.
final class ThreadLatch: Sendable {
    private struct State {
        var running = 0
        var waiting: [@Sendable () -> Void] = []
    }

    private let state = Locked(State())

    func enter() { state.withLock { $0.running += 1 } }

    func leave() {
        let released: [@Sendable () -> Void] = state.withLock { state in
            state.running -= 1
            guard state.running == 0 else { return [] }
            defer { state.waiting = [] }
            return state.waiting
        }
        for body in released { body() }
    }

    /// Calls `body` when it opens, or at once when it is open.
    func whenOpen(_ body: @escaping @Sendable () -> Void) {
        let isOpen = state.withLock { state in
            if state.running > 0 { state.waiting.append(body) }
            return state.running == 0
        }
        if isOpen { body() }
    }
}
