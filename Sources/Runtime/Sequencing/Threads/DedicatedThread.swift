#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// An operating-system thread of its own for work that waits and must not wait in Swift's shared thread pool.
enum DedicatedThread {
    /// A thread of the default size is small on some systems.
    private static let stackBytes = 8 << 20

    /// Runs `body` to its end on a new, detached thread. `latch` opens once every thread started with it has ended.
    static func start(_ name: String, _ latch: ThreadLatch, _ body: @escaping @Sendable () -> Void) {
        latch.enter()
        let work = ThreadWork(name: name, latch: latch, body: body)
        let result = create(Unmanaged.passRetained(work).toOpaque())
        precondition(result == 0, "the system has room for the few threads of the exchange")
    }

    private static func create(_ context: UnsafeMutableRawPointer) -> Int32 {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setstacksize(&attributes, stackBytes)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        #if canImport(Glibc)
            var thread = pthread_t()
        #else
            var thread: pthread_t?
        #endif
        let result = pthread_create(&thread, &attributes, runThread, context)
        pthread_attr_destroy(&attributes)
        return result
    }
}

#if canImport(Glibc)
    private typealias ThreadContext = UnsafeMutableRawPointer?
#else
    private typealias ThreadContext = UnsafeMutableRawPointer
#endif

private func runThread(_ handed: ThreadContext) -> UnsafeMutableRawPointer? {
    let context: UnsafeMutableRawPointer? = handed
    if let context { Unmanaged<ThreadWork>.fromOpaque(context).takeRetainedValue().run() }
    return nil
}

private final class ThreadWork: Sendable {
    private let name: String
    private let latch: ThreadLatch
    private let body: @Sendable () -> Void

    init(name: String, latch: ThreadLatch, body: @escaping @Sendable () -> Void) {
        self.name = name
        self.latch = latch
        self.body = body
    }

    func run() {
        nameThread()
        body()
        latch.leave()
    }

    /// So that a profiler and `top -H` tell the threads apart. Nothing hangs on it.
    private func nameThread() {
        #if canImport(Glibc)
            let file = open("/proc/thread-self/comm", O_WRONLY)
            guard file >= 0 else { return }
            _ = name.withCString { write(file, $0, strlen($0)) }
            close(file)
        #else
            pthread_setname_np(name)
        #endif
    }
}
