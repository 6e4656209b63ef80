public import Primitives

/// What a journal can hold that does not replay. Each text names the batch by the commands in it.
public enum ReplayError: Error, Hashable, CustomStringConvertible {
    /// The state after the batch is not the state that was.
    case digestDiffers(batchFrom: SequenceNumber, to: SequenceNumber, recorded: Digest, replayed: Digest)
    /// A snapshot is not the state that the commands before it lead to, or does not read back as what was written.
    case snapshotDiffers(sequence: SequenceNumber, recorded: Digest, replayed: Digest)
    case snapshotMalformed(sequence: SequenceNumber, reason: String)
    /// The bytes of a batch are not commands.
    case malformed(batchFrom: SequenceNumber, reason: String)
    /// A batch does not begin where the one before it ended.
    case gap(expected: SequenceNumber, found: SequenceNumber)
    /// A batch is older than the one before it.
    case timeWentBack(batchFrom: SequenceNumber, from: Timestamp, to: Timestamp)
    /// A snapshot or a projection holds commands that the journal no longer has.
    case journalBehind(journal: SequenceNumber, other: SequenceNumber, holder: String)

    public var description: String {
        switch self {
        case .digestDiffers(let from, let to, let recorded, let replayed):
            "the batch of commands \(from.value) to \(to.value) leads to state \(replayed), but the journal says \(recorded)"
        case .snapshotDiffers(let sequence, let recorded, let replayed):
            "the snapshot after command \(sequence.value) says \(recorded), but the state there is \(replayed)"
        case .snapshotMalformed(let sequence, let reason):
            "the snapshot after command \(sequence.value) cannot be read: \(reason)"
        case .malformed(let from, let reason):
            "the batch of commands from \(from.value) cannot be read: \(reason)"
        case .gap(let expected, let found):
            "a batch begins at command \(found.value) where command \(expected.value) must follow"
        case .timeWentBack(let batch, let from, let to):
            "the batch of commands from \(batch.value) is of \(to.milliseconds) ms, before the \(from.milliseconds) ms of the one before"
        case .journalBehind(let journal, let other, let holder):
            "the journal ends at command \(journal.value), but \(holder) holds commands up to \(other.value): durable commands are missing"
        }
    }
}
