import ExchangePorts

/// Lets one caller through at a time, in the order they came. An actor alone does not: others enter at each `await`.
final class Turnstile: Sendable {
    private struct Queue {
        var isOccupied = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let queue = Locked(Queue())

    func enter() async {
        await withCheckedContinuation { continuation in
            let mayEnter = queue.withLock { queue in
                if queue.isOccupied {
                    queue.waiting.append(continuation)
                    return false
                }
                queue.isOccupied = true
                return true
            }
            if mayEnter { continuation.resume() }
        }
    }

    func leave() {
        let next: CheckedContinuation<Void, Never>? = queue.withLock { queue in
            if queue.waiting.isEmpty {
                queue.isOccupied = false
                return nil
            }
            return queue.waiting.removeFirst()
        }
        next?.resume()
    }
}
