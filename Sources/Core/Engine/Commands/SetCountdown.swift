import CommandsAndEvents
import HeapModule
import Primitives

extension ExchangeState {
    /// Sets an account's dead-man switch on an instrument anew, or stops it (supplement §2.12).
    mutating func setCountdown(_ request: SetCountdown) throws(Rejection) -> Receipt {
        try requireAccount(request.account)
        try requireInstrument(request.instrument)
        let due = request.milliseconds > 0 ? time.advanced(byMilliseconds: request.milliseconds) : nil
        countdowns.set(Countdowns.Key(account: request.account, instrument: request.instrument), due: due)
        return .done
    }

    /// Cancels the orders of those who have not called again in time.
    mutating func fireCountdowns() {
        while let key = countdowns.removeDue(at: time) {
            _ = cancelOrders(of: key.account, on: key.instrument, .everything)
        }
    }
}

/// The dead-man switches that run, the next first.
struct Countdowns {
    struct Key: Hashable, Comparable {
        var account: AccountID
        var instrument: InstrumentID
        static func < (left: Key, right: Key) -> Bool { (left.account, left.instrument) < (right.account, right.instrument) }
    }

    struct Running: Comparable {
        var due: Timestamp
        var key: Key
        static func < (left: Running, right: Running) -> Bool { (left.due, left.key) < (right.due, right.key) }
    }

    private var due: [Key: Timestamp] = [:]
    /// May hold entries that were replaced; never at the front.
    private var heap = Heap<Running>()

    var next: Timestamp? { heap.min?.due }

    mutating func set(_ key: Key, due time: Timestamp?) {
        if due[key] == time { return }
        due[key] = time
        if let time { heap.insert(Running(due: time, key: key)) }
        if heap.count > 64 + 2 * due.count { heap = Heap(running) }
        dropReplaced()
    }

    mutating func removeDue(at time: Timestamp) -> Key? {
        guard let first = heap.min, first.due <= time else { return nil }
        heap.removeMin()
        due[first.key] = nil
        dropReplaced()
        return first.key
    }

    /// By account and instrument.
    func sorted() -> [Running] { running.sorted { $0.key < $1.key } }

    /// Each once, although a switch may have been set to the same time twice.
    private var running: [Running] {
        var seen: Running?
        return heap.unordered.filter { due[$0.key] == $0.due }.sorted().filter { entry in
            defer { seen = entry }
            return entry != seen
        }
    }

    private mutating func dropReplaced() {
        while let first = heap.min, due[first.key] != first.due { heap.removeMin() }
    }
}
