import CommandsAndEvents
import HeapModule
import Primitives

/// When good-till-date orders end, the next first. Orders are named by their ids, so that their way from slot to slot
/// does not matter; those that have ended otherwise leave when they come to the front, or all together.
struct Deadlines {
    struct Entry: Comparable {
        var time: Timestamp
        var instrument: InstrumentID
        /// `.none` for orders of the algo door that have not triggered.
        var id: OrderID
        var algo: AlgoID

        static func < (left: Entry, right: Entry) -> Bool {
            (left.time, left.instrument, left.id, left.algo) < (right.time, right.instrument, right.id, right.algo)
        }
    }

    private var heap = Heap<Entry>()
    /// From this many entries on, those of ended orders are dropped.
    private var compactionCount = 64
    /// Whether the first entry may be of an order that has ended.
    var isFirstStale = false

    var first: Entry? { heap.min }
    var isDueForCompaction: Bool { heap.count >= compactionCount }

    mutating func add(_ entry: Entry) { heap.insert(entry) }
    mutating func removeFirst() { heap.removeMin() }

    mutating func compact(keeping isKept: (Entry) -> Bool) {
        heap = Heap(heap.unordered.filter(isKept))
        compactionCount = max(64, 2 * heap.count)
    }
}
