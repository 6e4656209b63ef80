/// The latest elements of an endless row: when full, the oldest makes room.
///
/// Memory grows with what is held, up to `limit` elements. Appending and dropping the oldest are constant time.
struct BoundedRing<Element: Sendable>: Sendable {
    let limit: Int
    private var storage: [Element] = []
    private var head = 0
    private(set) var count = 0

    init(limit: Int) {
        precondition(limit > 0, "a ring holds something")
        self.limit = limit
    }

    var isEmpty: Bool { count == 0 }
    var first: Element? { count == 0 ? nil : self[0] }
    var last: Element? { count == 0 ? nil : self[count - 1] }

    /// Counted from the oldest.
    subscript(position: Int) -> Element {
        get { storage[slot(position)] }
        set { storage[slot(position)] = newValue }
    }

    mutating func append(_ element: Element) {
        if count == limit { removeFirst() }
        let end = slot(count)
        if end == storage.count { storage.append(element) } else { storage[end] = element }
        count += 1
    }

    mutating func removeFirst() {
        precondition(count > 0, "the ring is empty")
        head = slot(1)
        count -= 1
    }

    /// The first position whose element satisfies `condition`, which holds for all behind it too; `count` if none does.
    func firstPosition(where condition: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if condition(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// At most `length` elements from `position` on, oldest first.
    func elements(from position: Int, atMost length: Int) -> [Element] {
        guard length > 0, position < count else { return [] }
        return (position..<position + min(length, count - position)).map { self[$0] }
    }

    /// At most `length` elements that end just before `end`, oldest first.
    func elements(before end: Int, atMost length: Int) -> [Element] {
        let taken = max(0, min(length, end))
        return elements(from: end - taken, atMost: taken)
    }

    /// `storage` reaches up to `limit` before a position wraps around: positions are only handed out in order.
    private func slot(_ position: Int) -> Int {
        let slot = head + position
        return slot >= limit ? slot - limit : slot
    }
}
