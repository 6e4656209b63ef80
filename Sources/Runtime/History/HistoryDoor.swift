import ExchangePorts

/// Counts who reads, so that the file is closed behind the last of them: a read of a closed database stops the program.
final class HistoryDoor: Sendable {
    private struct State {
        var inside = 0
        var isShut = false
    }

    private let state = Locked(State())

    /// False once the door is shut.
    func enter() -> Bool {
        state.withLock { state in
            if !state.isShut { state.inside += 1 }
            return !state.isShut
        }
    }

    /// True for the one who has to close the file.
    func leave() -> Bool {
        state.withLock { state in
            state.inside -= 1
            return state.isShut && state.inside == 0
        }
    }

    /// True when nobody is inside, so that the caller has to close the file.
    func shut() -> Bool {
        state.withLock { state in
            state.isShut = true
            return state.inside == 0
        }
    }
}
