public import Primitives

/// What can be wrong with a journal. Each text says what to look at.
public enum JournalError: Error, Hashable, CustomStringConvertible {
    /// A batch that was written is not what it was.
    case corrupt(batch: Int64, firstSequence: SequenceNumber, reason: String)
    /// Batches that were durable are gone from the end.
    case tailMissing(expected: SequenceNumber, found: SequenceNumber)
    /// The write-ahead log is damaged before its end, so that durable batches behind the damage cannot be read.
    case logDamaged(path: String, frame: Int)
    /// The commands asked for were pruned.
    case pruned(requested: SequenceNumber, firstHeld: SequenceNumber)
    /// A batch that does not follow what is held, or holds nothing.
    case outOfOrder(expected: SequenceNumber, found: SequenceNumber)
    /// SQLite's own complaint.
    case database(path: String, code: Int32, message: String)
    /// A call of the operating system failed.
    case file(path: String, operation: String, errorNumber: Int32)

    public var description: String {
        switch self {
        case .corrupt(let batch, let firstSequence, let reason):
            "journal batch \(batch) (commands from \(firstSequence.value)) is corrupt: \(reason)"
        case .tailMissing(let expected, let found):
            "the journal ends at command \(found.value), but it once held commands up to \(expected.value)"
        case .logDamaged(let path, let frame):
            "\(path) is damaged at frame \(frame), before its end: durable batches behind it cannot be read"
        case .pruned(let requested, let firstHeld):
            "command \(requested.value) was pruned; the journal begins at command \(firstHeld.value)"
        case .outOfOrder(let expected, let found):
            "a batch begins at command \(found.value) where command \(expected.value) must follow, or is empty"
        case .database(let path, let code, let message):
            "\(path): SQLite error \(code): \(message)"
        case .file(let path, let operation, let errorNumber):
            "\(path): \(operation) failed with error \(errorNumber)"
        }
    }
}
