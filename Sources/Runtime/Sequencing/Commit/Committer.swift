import ExchangePorts
import Journaling
import Logging

/// Makes what the engine did durable, and only then lets it out: events to the projections, then the replies.
///
/// All batches that wait go into one transaction. When it fails nothing comes out any more, ever.
final class Committer: Sendable {
    private let journal: any Journal
    private let following: Following
    private let inbox: Inbox
    /// Nil: commits happen on the engine thread.
    private let queue: BoundedQueue<ExecutedBatch>?
    private let logger: Logger
    private let fatal: @Sendable (any Error) -> Void
    private let counted = Locked(CommitFigures())

    init(
        journal: any Journal, following: Following, inbox: Inbox, queue: BoundedQueue<ExecutedBatch>?, logger: Logger,
        fatal: @escaping @Sendable (any Error) -> Void
    ) {
        self.journal = journal
        self.following = following
        self.inbox = inbox
        self.queue = queue
        self.logger = logger
        self.fatal = fatal
    }

    // MARK: For the engine thread

    /// Takes a batch over. False when nothing can be committed any more; the batch is refused then.
    func accept(_ batch: ExecutedBatch) -> Bool {
        guard let queue else { return commit([batch]) }
        if queue.put(batch) { return true }
        batch.refuse(.stopped)
        return false
    }

    /// The engine thread has nothing more.
    func finish() {
        if let queue { queue.close() } else { following.close() }
    }

    // MARK: The commit thread

    /// Ends once the queue is closed and drained, or a commit has failed.
    func run(_ queue: BoundedQueue<ExecutedBatch>) {
        defer { following.close() }
        while true {
            let batches = queue.takeAll()
            if batches.isEmpty || !commit(batches) { return }
        }
    }

    private func commit(_ batches: [ExecutedBatch]) -> Bool {
        do {
            let journaled = batches.compactMap(\.journal)
            if !journaled.isEmpty { try append(journaled) }
        } catch {
            fail(error, batches)
            return false
        }
        for batch in batches { letOut(batch) }
        for batch in batches { save(batch.snapshot) }
        return true
    }

    private func append(_ batches: [JournalBatch]) throws {
        let start = SystemTime.monotonicNanoseconds
        try journal.append(batches)
        let took = SystemTime.monotonicNanoseconds - start
        counted.withLock { $0.count(batches, nanoseconds: took) }
    }

    var figures: CommitFigures { counted.withLock { $0 } }

    private func letOut(_ batch: ExecutedBatch) {
        if let events = batch.events { following.publishSynchronously(events) }
        for reply in batch.replies { answer(reply) }
        if let events = batch.events { following.publishToThreads(events) }
        for reply in batch.replies {
            if case .settle(let answer) = reply { following.whenSettled { answer(.success(())) } }
        }
    }

    /// Whoever asked comes before the projections: waking their threads takes longer than answering.
    private func answer(_ reply: Reply) {
        switch reply {
        case .commands(let outcomes, let answer): answer(.success(outcomes))
        case .read(let answer, _): answer()
        case .settle: break
        }
    }

    /// A snapshot only shortens the next start: without it, the start takes longer and comes to the same.
    private func save(_ snapshot: Snapshot?) {
        guard let snapshot else { return }
        do {
            try journal.saveSnapshot(snapshot)
        } catch {
            logger.error("snapshot not saved", metadata: ["sequence": "\(snapshot.sequence.value)", "error": "\(error)"])
        }
    }

    /// Whether the batches are on disk is unknown now. The program is to end before anyone hears anything.
    private func fail(_ error: any Error, _ batches: [ExecutedBatch]) {
        inbox.close()
        fatal(error)
        for batch in batches { batch.refuse(.stopped) }
        for batch in queue?.abandon() ?? [] { batch.refuse(.stopped) }
        for request in inbox.abandon() { request.refuse(.stopped) }
    }
}
