import Foundation
import Primitives

/// What waits to be written. Full, it makes the one who brings more wait.
///
/// `@unchecked Sendable`: everything behind `condition` is only touched while it is held.
final class HistoryInbox: @unchecked Sendable {
    static let rowsMax = 65_536

    /// How long a row may wait for others to be written with, unless somebody asks for it. Rows that are written together
    /// share the pages that SQLite copies for them.
    static let lingerSeconds = 0.1

    private let condition = NSCondition()
    private var entry: HistoryEntry?
    private var isClosed = false
    /// Somebody waits for what is inside.
    private var isUrgent = false
    private var takerIsIdle = false

    /// Waits while there is no room. What comes after closing is dropped; false then.
    func put(_ new: HistoryEntry) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        while !isClosed, let held = entry, !held.rows.isEmpty, held.rows.count + new.rows.count > Self.rowsMax {
            isUrgent = true
            condition.broadcast()
            condition.wait()
        }
        if isClosed { return false }
        if entry == nil {
            entry = new
        } else {
            entry?.rows.append(contentsOf: new.rows)
            entry?.lastSequence = new.lastSequence
        }
        if takerIsIdle { condition.broadcast() }
        return true
    }

    /// Everything that waits, as one, after a moment in which more may come; nil once closed and empty.
    func take() -> HistoryEntry? {
        condition.lock()
        defer { condition.unlock() }
        takerIsIdle = true
        while entry == nil && !isClosed { condition.wait() }
        takerIsIdle = false
        let deadline = Date(timeIntervalSinceNow: Self.lingerSeconds)
        while !isUrgent && !isClosed && condition.wait(until: deadline) {}
        defer {
            entry = nil
            isUrgent = false
            condition.broadcast()
        }
        return entry
    }

    /// Somebody waits for what is inside: it is not to linger.
    func hurry() {
        condition.lock()
        isUrgent = true
        condition.broadcast()
        condition.unlock()
    }

    func close() {
        condition.lock()
        isClosed = true
        condition.broadcast()
        condition.unlock()
    }
}
