/// Says when a batch carries the digest of the state after it.
///
/// A digest reads the whole state, so a larger state is digested less often: no more than a set share of the work goes into
/// digests. Counted in work, not in time: the same commands in the same batches put the digests at the same places.
struct DigestSchedule {
    /// What a batch costs by itself, in commands.
    private static let batchWork = 32

    private let everyBatches: Int
    private let costPercent: Int
    private var batches = 0
    private var work = 0

    init(everyBatches: Int, costPercent: Int) {
        self.everyBatches = everyBatches
        self.costPercent = max(1, costPercent)
    }

    /// Counts a batch. A byte of state costs about a hundredth of a command.
    mutating func isDue(afterCommands commands: Int, stateBytes: Int) -> Bool {
        batches += 1
        work += commands + Self.batchWork
        guard batches >= everyBatches, work >= stateBytes / costPercent else { return false }
        batches = 0
        work = 0
        return true
    }
}
