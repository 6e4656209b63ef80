#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A value behind a lock, with a condition to wait on until the value is as one wants it.
///
/// `@unchecked Sendable`: every access to `value` and `sleepers` holds `mutex`; neither the mutex nor the condition moves.
final class Monitor<Value>: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private var value: Value
    /// Waking costs a system call, so nobody is woken when nobody sleeps.
    private var sleepers = 0

    init(_ value: Value) {
        self.value = value
        mutex = .allocate(capacity: 1)
        condition = .allocate(capacity: 1)
        var result = pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        result |= pthread_condattr_init(&attributes)
        #if canImport(Glibc)
            result |= pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        #endif
        result |= pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
        precondition(result == 0, "a mutex and a condition can always be made")
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// Changes the value and wakes whoever waits for that.
    func change<Result>(_ body: (inout Value) -> Result) -> Result {
        pthread_mutex_lock(mutex)
        let result = body(&value)
        let wakes = sleepers > 0
        pthread_mutex_unlock(mutex)
        if wakes { pthread_cond_broadcast(condition) }
        return result
    }

    /// Waits until `isReady`, then changes the value. Whoever waits for the change is woken.
    func wait<Result>(until isReady: (Value) -> Bool, then body: (inout Value) -> Result) -> Result {
        pthread_mutex_lock(mutex)
        while !isReady(value) { sleep() }
        let result = body(&value)
        let wakes = sleepers > 0
        pthread_mutex_unlock(mutex)
        if wakes { pthread_cond_broadcast(condition) }
        return result
    }

    /// As `wait`, but goes on at `deadline` (nanoseconds of the monotonic clock) even if the value is not ready.
    func wait<Result>(until isReady: (Value) -> Bool, orAt deadline: Int64, then body: (inout Value) -> Result) -> Result {
        pthread_mutex_lock(mutex)
        while !isReady(value), SystemTime.monotonicNanoseconds < deadline { sleep(until: deadline) }
        let result = body(&value)
        let wakes = sleepers > 0
        pthread_mutex_unlock(mutex)
        if wakes { pthread_cond_broadcast(condition) }
        return result
    }

    private func sleep() {
        sleepers += 1
        pthread_cond_wait(condition, mutex)
        sleepers -= 1
    }

    private func sleep(until deadline: Int64) {
        sleepers += 1
        #if canImport(Glibc)
            var time = timespec(tv_sec: Int(deadline / 1_000_000_000), tv_nsec: Int(deadline % 1_000_000_000))
            pthread_cond_timedwait(condition, mutex, &time)
        #else
            let left = max(0, deadline - SystemTime.monotonicNanoseconds)
            var time = timespec(tv_sec: Int(left / 1_000_000_000), tv_nsec: Int(left % 1_000_000_000))
            pthread_cond_timedwait_relative_np(condition, mutex, &time)
        #endif
        sleepers -= 1
    }
}
