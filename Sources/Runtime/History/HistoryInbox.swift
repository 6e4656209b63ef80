import Foundation
import Primitives

/// What waits to be written. Full, it makes the one who brings more wait.
///
/// `@unchecked Sendable`: everything behind `condition` is only touched while it is held.
final class HistoryInbox: @unchecked Sendable {
    static let rowsMax = 65_536

    private let condition = NSCondition()
    private var entry: HistoryEntry?
    private var isClosed = false

    /// Waits while there is no room. What comes after closing is dropped; false then.
    func put(_ new: HistoryEntry) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        while !isClosed, let held = entry, !held.rows.isEmpty, held.rows.count + new.rows.count > Self.rowsMax {
            condition.wait()
        }
        if isClosed { return false }
        if entry == nil {
            entry = new
        } else {
            entry?.rows.append(contentsOf: new.rows)
            entry?.lastSequence = new.lastSequence
        }
        condition.broadcast()
        return true
    }

    /// Everything that waits, as one; nil once closed and empty.
    func take() -> HistoryEntry? {
        condition.lock()
        defer { condition.unlock() }
        while entry == nil && !isClosed { condition.wait() }
        defer {
            entry = nil
            condition.broadcast()
        }
        return entry
    }

    func close() {
        condition.lock()
        isClosed = true
        condition.broadcast()
        condition.unlock()
    }
}
