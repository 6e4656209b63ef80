import Foundation
public import Primitives

/// A journal that ends with the process: for ephemeral servers, which keep nothing, and for tests, which look at what was kept.
///
/// `@unchecked Sendable`: `held` is only touched while `lock` is.
public final class MemoryJournal: Journal, @unchecked Sendable {
    private struct Held {
        var batches: [JournalBatch] = []
        var lastSequence = SequenceNumber(0)
        var snapshots: [Snapshot] = []
    }

    private let lock = NSLock()
    private var held = Held()
    private let retaining: Bool

    /// Without `retaining` only the position is kept, so that a server can run for ever.
    public init(retaining: Bool) { self.retaining = retaining }

    public var lastSequence: SequenceNumber { lock.withLock { held.lastSequence } }

    public func append(_ batches: [JournalBatch]) throws {
        try lock.withLock {
            var last = held.lastSequence
            for batch in batches {
                try batch.checkFollows(last)
                last = batch.lastSequence
            }
            held.lastSequence = last
            if retaining { held.batches.append(contentsOf: batches) }
        }
    }

    public func read(from sequence: SequenceNumber, _ body: (JournalBatch) throws -> Void) throws {
        let (batches, last) = lock.withLock { (held.batches, held.lastSequence) }
        let firstHeld = batches.first?.firstSequence ?? last.next
        if sequence < firstHeld && last.value > 0 { throw JournalError.pruned(requested: sequence, firstHeld: firstHeld) }
        for batch in batches where batch.lastSequence >= sequence { try body(batch) }
    }

    public func saveSnapshot(_ snapshot: Snapshot) throws {
        guard retaining else { return }
        lock.withLock {
            held.snapshots.removeAll { $0.sequence == snapshot.sequence }
            held.snapshots.append(snapshot)
            held.snapshots.sort { $0.sequence < $1.sequence }
            held.snapshots.removeFirst(max(0, held.snapshots.count - SnapshotFolder.heldMax))
        }
    }

    public func latestSnapshot(notAfter sequence: SequenceNumber?) throws -> Snapshot? {
        lock.withLock {
            held.snapshots.last { snapshot in sequence.map { snapshot.sequence <= $0 } ?? true }
        }
    }

    public func prune(before sequence: SequenceNumber) throws {
        lock.withLock {
            guard let oldest = held.snapshots.first else { return }
            let bound = min(sequence, oldest.sequence.next)
            held.batches.removeAll { $0.lastSequence < bound }
        }
    }

    public func checkpoint() throws {}
    public func close() throws {}
}

extension JournalBatch {
    func checkFollows(_ last: SequenceNumber) throws(JournalError) {
        guard firstSequence == last.next, count > 0 else {
            throw JournalError.outOfOrder(expected: last.next, found: firstSequence)
        }
    }
}
