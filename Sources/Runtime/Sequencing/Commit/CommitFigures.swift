public import ExchangePorts
import Journaling
public import Primitives

/// What the commits since the start came to, for metrics.
public struct CommitFigures: Sendable, Equatable {
    public internal(set) var commands = 0
    public internal(set) var batches = 0
    /// Commands of a batch.
    public internal(set) var batchCommands = Histogram(bounds: [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500])
    /// Of a transaction, which may hold several batches, in nanoseconds.
    public internal(set) var commitNanoseconds = Histogram(bounds: Histogram.nanosecondBounds)
    /// As the journal was given them.
    public internal(set) var payloadBytes = 0
    /// The exchange's time of the last batch that carried a digest; nil when none did since the start.
    public internal(set) var lastDigest: Timestamp?
    /// Requests that wait for the engine, in commands.
    public internal(set) var waiting = 0

    mutating func count(_ batches: [JournalBatch], nanoseconds: Int64) {
        commitNanoseconds.record(nanoseconds)
        for batch in batches {
            self.batches += 1
            commands += batch.count
            batchCommands.record(Int64(batch.count))
            payloadBytes += batch.payload.count
            if batch.digest != nil { lastDigest = batch.time }
        }
    }
}
