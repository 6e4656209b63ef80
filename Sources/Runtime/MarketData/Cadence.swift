import Primitives

/// Says when something that goes out every so often is due: when time passes a whole multiple of its period.
///
/// What changes in between waits for the next multiple; a period in which nothing changed leaves no debt, and a jump
/// of the clock over many multiples is due once.
struct Cadence: Sendable {
    let periodMilliseconds: Int64

    init(everyMilliseconds period: Int64) {
        periodMilliseconds = period
    }

    /// Whether a multiple lies in `(previous, time]`. A period of zero is always due.
    func isDue(at time: Timestamp, since previous: Timestamp) -> Bool {
        guard periodMilliseconds > 0 else { return true }
        return time.floored(toMilliseconds: periodMilliseconds) > previous.floored(toMilliseconds: periodMilliseconds)
    }
}
