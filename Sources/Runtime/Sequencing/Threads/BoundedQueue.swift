/// Hands elements from one thread to another, in order. Whoever puts waits while it is full; whoever takes, while it is empty.
final class BoundedQueue<Element: Sendable>: Sendable {
    private struct State {
        var elements: [Element] = []
        var weight = 0
        var isClosed = false
    }

    private let limit: Int
    private let state = Monitor(State())

    /// An element is let in while those inside weigh less than `limit` together.
    init(limit: Int) { self.limit = limit }

    /// False when the queue was closed: the element was not taken.
    func put(_ element: Element, weight: Int = 1) -> Bool {
        state.wait(
            until: { $0.weight < limit || $0.isClosed },
            then: { state in
                guard !state.isClosed else { return false }
                state.elements.append(element)
                state.weight += weight
                return true
            })
    }

    /// Everything inside; empty once the queue is closed and drained.
    func takeAll() -> [Element] {
        state.wait(until: { !$0.elements.isEmpty || $0.isClosed }, then: { Self.empty(&$0) })
    }

    /// Lets nothing more in. What is inside can still be taken.
    func close() { state.change { $0.isClosed = true } }

    /// Lets nothing more in, and hands back what was inside.
    func abandon() -> [Element] {
        state.change { state in
            state.isClosed = true
            return Self.empty(&state)
        }
    }

    private static func empty(_ state: inout State) -> [Element] {
        defer {
            state.elements = []
            state.weight = 0
        }
        return state.elements
    }
}
