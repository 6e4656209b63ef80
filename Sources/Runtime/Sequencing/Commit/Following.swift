import CommandsAndEvents
import ExchangePorts

/// Everything that follows the exchange, each in its way.
struct Following: Sendable {
    private var synchronous: [any Projection] = []
    private var runners: [ProjectionRunner] = []

    /// Tells `bootstrap` to those that want it, and starts the threads of those that have one.
    init(_ followers: [Follower], bootstrap: EventBatch?, queuedEventsMax: Int, _ latch: ThreadLatch) {
        for follower in followers {
            let batch = follower.isBootstrapped ? bootstrap : nil
            switch follower.placement {
            case .synchronous:
                if let batch { follower.projection.apply(batch) }
                synchronous.append(follower.projection)
            case .ownThread(let name):
                let runner = ProjectionRunner(follower.projection, queuedEventsMax: queuedEventsMax)
                if let batch { runner.publish(batch) }
                DedicatedThread.start(name, latch) { runner.run() }
                runners.append(runner)
            }
        }
    }

    func publishSynchronously(_ batch: EventBatch) {
        for projection in synchronous { projection.apply(batch) }
    }

    func publishToThreads(_ batch: EventBatch) {
        for runner in runners { runner.publish(batch) }
    }

    /// Calls `body` once everything published before is applied everywhere.
    func whenSettled(_ body: @escaping @Sendable () -> Void) {
        let waiting = Locked(runners.count + 1)
        let reached: @Sendable () -> Void = {
            let isLast = waiting.withLock { count in
                count -= 1
                return count == 0
            }
            if isLast { body() }
        }
        for runner in runners { runner.mark(reached) }
        reached()
    }

    /// Nothing more will be published.
    func close() {
        for runner in runners { runner.close() }
    }
}
