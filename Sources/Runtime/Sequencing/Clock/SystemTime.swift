#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The clocks of the machine.
enum SystemTime {
    /// Since some point in the past; never goes back.
    static var monotonicNanoseconds: Int64 { nanoseconds(CLOCK_MONOTONIC) }

    /// Since 1970; goes back when somebody sets it back.
    static var realtimeMilliseconds: Int64 { nanoseconds(CLOCK_REALTIME) / 1_000_000 }

    private static func nanoseconds(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
