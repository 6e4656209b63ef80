import NIOConcurrencyHelpers
import NIOCore

/// Runs tasks on an event loop, so that a handler that never suspends answers without leaving its connection's thread.
///
/// `@unchecked Sendable`: `startsInline` is read and written on the loop only; the other fields are constants or locked.
final class EventLoopExecutor: TaskExecutor, @unchecked Sendable {
    private let loop: any EventLoop
    /// Set while `start` creates a task, whose first job then runs at once instead of in the loop's next turn.
    private var startsInline = false
    private let isStopped = NIOLockedValueBox(false)

    init(loop: any EventLoop) {
        self.loop = loop
    }

    /// Runs the operation up to its first suspension before it returns. Must be called on the loop.
    func start(_ operation: @escaping @Sendable () async -> Void) {
        loop.preconditionInEventLoop()
        startsInline = true
        Task(executorPreference: self, operation: operation)
        startsInline = false
    }

    func enqueue(_ job: consuming ExecutorJob) {
        if loop.inEventLoop, startsInline {
            startsInline = false
            return job.runSynchronously(on: asUnownedTaskExecutor())
        }
        enqueueLater(job)
    }

    private func enqueueLater(_ job: consuming ExecutorJob) {
        // A handler may outlive the server's stop; its remaining jobs must run somewhere or its task would never end.
        guard !isStopped.withLockedValue({ $0 }) else { return globalConcurrentExecutor.enqueue(job) }
        let job = UnownedJob(job)
        loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }

    /// Runs an action on the loop, at once where possible. Dropped when the loop is gone.
    func onLoop(_ action: @escaping @Sendable () -> Void) {
        if loop.inEventLoop { return action() }
        guard !isStopped.withLockedValue({ $0 }) else { return }
        loop.execute(action)
    }

    /// From here on the loop takes no work; called just before it shuts down.
    func stop() {
        isStopped.withLockedValue { $0 = true }
    }
}
