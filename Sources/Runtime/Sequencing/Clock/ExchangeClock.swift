public import ExchangePorts
public import Primitives

/// The clock of the exchange: the machine's time, a multiple of it, or whatever it is moved to.
///
/// Time never goes back: not when the machine's clock is set back, not from one mode to the next. A clock that was moved
/// ahead of the machine's and is set to `wall` runs on from where it is.
public final class ExchangeClock: AdjustableClock {
    fileprivate struct State {
        var mode: ClockMode
        /// Exchange time and machine time when the mode was set.
        var start: Int64
        var startNanoseconds: Int64
        /// The latest time that was told to anyone.
        var latest: Int64
        var observers: [@Sendable () -> Void] = []
    }

    private let state: Locked<State>

    /// `notBefore` is the time of the state that was recovered. A manual clock starts there, or now when there is nothing yet.
    public init(mode: ClockMode, notBefore: Timestamp = .zero) {
        let now = SystemTime.realtimeMilliseconds
        let isFresh = notBefore <= .zero
        let start = mode == .manual && !isFresh ? notBefore.milliseconds : max(notBefore.milliseconds, now)
        state = Locked(
            State(mode: mode.limited, start: start, startNanoseconds: SystemTime.monotonicNanoseconds, latest: start))
    }

    /// A manual clock that starts at a given time.
    public init(manualAt time: Timestamp) {
        state = Locked(State(mode: .manual, start: time.milliseconds, startNanoseconds: 0, latest: time.milliseconds))
    }

    public var now: Timestamp { state.withLock { Timestamp(milliseconds: $0.tell()) } }
    public var mode: ClockMode { state.withLock { $0.mode } }

    public func set(_ mode: ClockMode) {
        let observers = state.withLock { state in
            state.start = state.tell()
            state.startNanoseconds = SystemTime.monotonicNanoseconds
            state.mode = mode.limited
            return state.observers
        }
        for observer in observers { observer() }
    }

    public func move(to time: Timestamp) {
        state.withLock { state in
            guard state.mode == .manual else { return }
            state.latest = max(state.latest, time.milliseconds)
        }
    }

    /// The machine's monotonic time at which this clock shows `time`; nil when it does not get there by itself.
    func monotonicNanoseconds(at time: Timestamp) -> Int64? {
        state.withLock { state in
            let left = max(0, Int128(time.milliseconds) - Int128(state.tell()))
            let wait: Int128
            switch state.mode {
            case .manual: return nil
            case .wall: wait = left * 1_000_000
            case .scaled(let thousandths):
                guard thousandths > 0 else { return nil }
                wait = (left * 1_000_000_000 + Int128(thousandths) - 1) / Int128(thousandths)
            }
            return SystemTime.monotonicNanoseconds + Int64(clamping: min(wait, Int128(Self.waitNanosecondsMax)))
        }
    }

    /// Calls `observer` whenever the mode was set.
    func observe(_ observer: @escaping @Sendable () -> Void) { state.withLock { $0.observers.append(observer) } }

    private static var waitNanosecondsMax: Int64 { 3_600_000_000_000 }
}

extension ExchangeClock.State {
    fileprivate mutating func tell() -> Int64 {
        let elapsed = SystemTime.monotonicNanoseconds - startNanoseconds
        switch mode {
        case .manual: break
        case .wall:
            latest = max(
                latest, SystemTime.realtimeMilliseconds,
                Timestamp(milliseconds: start).advanced(byMilliseconds: elapsed / 1_000_000).milliseconds)
        case .scaled(let thousandths):
            let passed = Int128(elapsed) * Int128(thousandths) / 1_000_000_000
            latest = max(latest, Int64(clamping: Int128(start) + passed))
        }
        return latest
    }
}

extension ClockMode {
    /// Neither backwards nor faster than numbers can follow.
    fileprivate var limited: ClockMode {
        guard case .scaled(let thousandths) = self else { return self }
        return .scaled(thousandths: min(max(thousandths, 0), 1_000_000_000))
    }
}
