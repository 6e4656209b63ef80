#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A value behind a lock.
///
/// A pthread mutex rather than `Synchronization.Mutex`, which the thread sanitizer of this toolchain does not
/// understand. `@unchecked Sendable`: every access to `value` holds `mutex`, which never moves.
public final class Locked<Value>: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private var value: Value

    public init(_ value: Value) {
        self.value = value
        mutex = .allocate(capacity: 1)
        let result = pthread_mutex_init(mutex, nil)
        precondition(result == 0, "a mutex can always be made")
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    public func withLock<Result, Failure: Error>(_ body: (inout Value) throws(Failure) -> Result) throws(Failure) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body(&value)
    }
}
