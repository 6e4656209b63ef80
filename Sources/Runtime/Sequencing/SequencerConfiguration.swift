/// The limits and rhythms of a sequencer.
public struct SequencerConfiguration: Sendable {
    /// Where batches are made durable.
    public enum CommitPlacement: Sendable {
        /// On a thread of its own: the engine goes on while the disk writes.
        case ownThread
        /// On the engine thread: quicker when nothing has to be waited for, as with a journal in memory.
        case engineThread
        /// On the engine thread for a `MemoryJournal`, else on a thread of its own.
        case automatic
    }

    /// Commands that may wait in the inbox; more are refused as `overloaded`.
    public var inboxCommandsMax = 65_536
    /// Commands that are stamped and journaled together. A single submission that is larger is a batch by itself.
    public var batchCommandsMax = 4_096
    /// Batches that may wait to be committed; the engine waits beyond that.
    public var uncommittedBatchesMax = 8
    /// Events that may wait for a projection; commits wait beyond that.
    public var queuedEventsMax = 262_144
    /// How often time passes by itself, in exchange time, unless the clock is manual.
    public var tickMilliseconds: Int64 = 10
    /// A batch carries a digest at most this often, and less often when the state is large.
    public var digestBatches = 1_000
    /// About how much of the engine's work may go into digests.
    public var digestCostPercent = 1
    /// Commands between two snapshots. One more is taken on a clean stop.
    public var snapshotCommands = 1_000_000
    /// How long the engine looks for work before it sleeps. Pays only where a core is free for it.
    public var spinMicroseconds = 0
    public var commits = CommitPlacement.automatic

    public init() {}
}
