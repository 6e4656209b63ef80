import ExchangePorts
import Primitives

/// How far history is, and who waits for it to get further.
final class HistoryProgress: Sendable {
    private struct State {
        var sequence: SequenceNumber
        var isOver = false
        var waiting: [(SequenceNumber, CheckedContinuation<Void, Never>)] = []
    }

    private let state: Locked<State>

    init(at sequence: SequenceNumber) { state = Locked(State(sequence: sequence)) }

    var sequence: SequenceNumber { state.withLock { $0.sequence } }

    /// Returns once everything up to `sequence` is written, or nothing more will be.
    func reached(_ sequence: SequenceNumber) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.isOver || sequence <= state.sequence { return true }
                state.waiting.append((sequence, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    func advance(to sequence: SequenceNumber) {
        let due = state.withLock { state in
            state.sequence = max(state.sequence, sequence)
            let reached = state.sequence
            let due = state.waiting.filter { $0.0 <= reached }
            if !due.isEmpty { state.waiting.removeAll { $0.0 <= reached } }
            return due
        }
        for (_, continuation) in due { continuation.resume() }
    }

    /// Nothing more will be written: nobody waits any longer.
    func end() {
        let waiting = state.withLock { state in
            state.isOver = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for (_, continuation) in waiting { continuation.resume() }
    }
}
