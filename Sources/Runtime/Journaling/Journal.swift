public import Primitives

/// Where the commands of the exchange are kept, in order, batch by batch.
///
/// One owner appends. What a store promises when `append` returns is its `Durability`.
public protocol Journal: AnyObject, Sendable {
    /// The last command held, or zero.
    var lastSequence: SequenceNumber { get }

    /// Appends batches that follow one another and what is held, all or none of them. Durable on return.
    func append(_ batches: [JournalBatch]) throws

    /// Hands over every batch from the one that holds `sequence` on, in order, each checked before it is handed over.
    ///
    /// The first batch may begin before `sequence`, when that lies within one. Streams: memory does not grow with the
    /// length of the journal.
    func read(from sequence: SequenceNumber, _ body: (JournalBatch) throws -> Void) throws

    /// Keeps a snapshot; the newest two are held.
    func saveSnapshot(_ snapshot: Snapshot) throws

    /// The newest snapshot that is whole and, where a bound is given, not newer than it. Damaged ones are reported and passed over.
    func latestSnapshot(notAfter sequence: SequenceNumber?) throws -> Snapshot?

    /// Drops batches that lie wholly before `sequence` and that no held snapshot needs.
    func prune(before sequence: SequenceNumber) throws

    /// Tidies up at a quiet moment. Never needed for what was appended to be safe.
    func checkpoint() throws

    /// Lets go of the files. Nothing may be called afterwards.
    func close() throws
}

/// Commands that were stamped, journaled and carried out together.
public struct JournalBatch: Hashable, Sendable {
    public var firstSequence: SequenceNumber
    public var count: Int
    /// All commands of a batch share a time.
    public var time: Timestamp
    /// The commands one after the other, each as `CommandCodecV1` writes it.
    public var payload: [UInt8]
    /// Of the state after the batch, every so often.
    public var digest: Digest?

    public init(firstSequence: SequenceNumber, count: Int, time: Timestamp, payload: [UInt8], digest: Digest? = nil) {
        self.firstSequence = firstSequence
        self.count = count
        self.time = time
        self.payload = payload
        self.digest = digest
    }

    public var lastSequence: SequenceNumber { SequenceNumber(firstSequence.value + UInt64(max(count, 1)) - 1) }
}

/// The whole state of the exchange after a command.
public struct Snapshot: Hashable, Sendable {
    public var sequence: SequenceNumber
    public var time: Timestamp
    public var digest: Digest
    public var bytes: [UInt8]

    public init(sequence: SequenceNumber, time: Timestamp, digest: Digest, bytes: [UInt8]) {
        self.sequence = sequence
        self.time = time
        self.digest = digest
        self.bytes = bytes
    }
}

/// What an appended batch survives.
public enum Durability: String, Sendable, CaseIterable {
    /// Loss of power: every commit waits for the disk.
    case fsync
    /// The end of the process, not of the machine.
    case os
}
