import Foundation

/// When the thread of a store takes its turn, who waits for it, and who reads meanwhile.
///
/// `@unchecked Sendable`: everything behind `condition` is only touched while it is held.
final class StoreGate: @unchecked Sendable {
    private let condition = NSCondition()
    private var asked: UInt64 = 0
    private var finished: UInt64 = 0
    private var isClosed = false
    private var hasEnded = false
    private var readers = 0
    private var waiting: [(turn: UInt64, CheckedContinuation<Void, Never>)] = []

    // MARK: The thread

    /// Waits until somebody asks for a turn or the time is up. Nil after the last turn, which closing asks for.
    func nextTurn(lingering seconds: TimeInterval) -> UInt64? {
        condition.lock()
        defer { condition.unlock() }
        if isClosed && hasEnded { return nil }
        let deadline = Date(timeIntervalSinceNow: seconds)
        while !isClosed && asked <= finished && condition.wait(until: deadline) {}
        hasEnded = isClosed
        return max(asked, finished)
    }

    /// What was asked for before the turn began is done.
    func finish(_ turn: UInt64) {
        condition.lock()
        finished = max(finished, turn)
        let due = waiting.filter { $0.turn <= finished || hasEnded }
        waiting.removeAll { $0.turn <= finished || hasEnded }
        condition.broadcast()
        condition.unlock()
        for (_, continuation) in due { continuation.resume() }
    }

    // MARK: Those who wait

    func hurry() {
        condition.lock()
        if asked <= finished { asked = finished + 1 }
        condition.broadcast()
        condition.unlock()
    }

    /// Returns once a turn that begins after this call is finished.
    func turnTaken() async {
        await withCheckedContinuation { continuation in
            condition.lock()
            asked += 1
            let isOver = hasEnded
            if !isOver { waiting.append((asked, continuation)) }
            condition.broadcast()
            condition.unlock()
            if isOver { continuation.resume() }
        }
    }

    func waitForTurn() {
        condition.lock()
        asked += 1
        let turn = asked
        condition.broadcast()
        while finished < turn && !hasEnded { condition.wait() }
        condition.unlock()
    }

    // MARK: Readers

    /// False once it is closed.
    func enter() -> Bool {
        condition.lock()
        defer { condition.unlock() }
        if !isClosed { readers += 1 }
        return !isClosed
    }

    func leave() {
        condition.lock()
        readers -= 1
        condition.broadcast()
        condition.unlock()
    }

    func waitForReaders() {
        condition.lock()
        while readers > 0 { condition.wait() }
        condition.unlock()
    }

    func close() {
        condition.lock()
        isClosed = true
        condition.broadcast()
        condition.unlock()
    }
}
