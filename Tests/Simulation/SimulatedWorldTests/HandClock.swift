import ExchangePorts
import Primitives

/// A clock that stands until it is moved.
final class HandClock: AdjustableClock {
    private let state: Locked<(mode: ClockMode, now: Timestamp)>

    init(at milliseconds: Int64) { state = Locked((.manual, Timestamp(milliseconds: milliseconds))) }

    var now: Timestamp { state.withLock { $0.now } }
    var mode: ClockMode { state.withLock { $0.mode } }
    func set(_ mode: ClockMode) { state.withLock { $0.mode = mode } }
    func move(to time: Timestamp) { state.withLock { $0.now = max($0.now, time) } }
}
