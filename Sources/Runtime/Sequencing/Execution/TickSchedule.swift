import Primitives

/// Says when time has to be told to the engine because nobody else does: once per tick of exchange time.
struct TickSchedule {
    /// However fast a scaled clock runs, ticks leave this much machine time between them.
    private static let gapNanosecondsMin: Int64 = 1_000_000

    private let milliseconds: Int64
    private let clock: ExchangeClock
    private var next: Timestamp
    private var earliestNanoseconds: Int64 = 0

    init(milliseconds: Int64, clock: ExchangeClock) {
        self.milliseconds = max(1, milliseconds)
        self.clock = clock
        next = clock.now
    }

    /// When to look again, by the machine's monotonic clock; nil while the clock is manual.
    var deadlineNanoseconds: Int64? {
        clock.monotonicNanoseconds(at: next).map { max($0, earliestNanoseconds) }
    }

    /// Whether a tick belongs at the head of a batch of this time. A manual clock ticks only when its owner says so.
    mutating func isDue(at time: Timestamp) -> Bool {
        guard time >= next, clock.mode != .manual else { return false }
        let now = SystemTime.monotonicNanoseconds
        guard now >= earliestNanoseconds else { return false }
        earliestNanoseconds = now + Self.gapNanosecondsMin
        next = time.floored(toMilliseconds: milliseconds).advanced(byMilliseconds: milliseconds)
        return true
    }
}
