import Foundation

/// The monotonic clock as one number: cheaper to read than `ContinuousClock`, whose instants have 128 bits.
enum Monotonic {
    @inline(__always)
    static var nanoseconds: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}
