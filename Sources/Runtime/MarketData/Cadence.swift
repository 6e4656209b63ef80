import Primitives

/// Says when something that goes out every so often is due: once in each whole multiple of its period.
///
/// A period in which nothing was worth sending leaves no debt: after a quiet hour, or a jump of the clock by one, the
/// next thing goes out once and at once.
struct Cadence: Sendable {
    let periodMilliseconds: Int64
    private var dueFrom = Timestamp.zero

    init(everyMilliseconds period: Int64) {
        periodMilliseconds = period
    }

    /// A period of zero is always due.
    func isDue(at time: Timestamp) -> Bool { time >= dueFrom }

    /// Something went out: the next is due when the next period begins.
    mutating func strike(at time: Timestamp) {
        guard periodMilliseconds > 0 else { return }
        dueFrom = time.floored(toMilliseconds: periodMilliseconds).advanced(byMilliseconds: periodMilliseconds)
    }
}
