public import CommandsAndEvents
public import Engine
public import ExchangePorts
public import Journaling
public import Logging
public import Primitives

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The exchange: gives every command its place and time, journals it, carries it out, and answers once it is durable.
///
/// One thread owns the state. Requests wait for it in a bounded inbox; it carries out all that wait as one batch, and a
/// second thread commits the batches while it goes on with the next. Nothing leaves (no reply, no event, no live read)
/// before every command it could depend on is durable.
///
/// A commit that fails ends everything: `fatal` is called, which by default ends the program with code 70, and should it
/// return, every request is answered `stopped`.
public final class Sequencer: Exchange {
    private let inbox: Inbox
    private let committer: Committer
    private let clock: ExchangeClock
    private let startTime: Timestamp
    private let latch = ThreadLatch()

    /// Starts to run at once. `state` and `journal` end at the same command, as `Recovery` hands them over.
    ///
    /// The journal is not closed by the sequencer: close it after `stop`.
    public init(
        state: consuming ExchangeState, journal: any Journal, clock: ExchangeClock, followers: [Follower] = [],
        configuration: SequencerConfiguration = SequencerConfiguration(), logger: Logger = Logger(label: "contango.sequencer"),
        fatal: (@Sendable (any Error) -> Void)? = nil
    ) {
        precondition(state.sequence == journal.lastSequence, "state and journal end at the same command")
        self.clock = clock
        startTime = state.time
        let inbox = Inbox(limit: configuration.inboxCommandsMax, spinMicroseconds: configuration.spinMicroseconds)
        self.inbox = inbox
        let following = Following(
            followers, bootstrap: state.sequence.value > 0 ? state.bootstrapBatch() : nil,
            queuedEventsMax: configuration.queuedEventsMax, latch)
        let queue =
            configuration.commitsOnOwnThread(journal)
            ? BoundedQueue<ExecutedBatch>(limit: configuration.uncommittedBatchesMax) : nil
        let committer = Committer(
            journal: journal, following: following, inbox: inbox, queue: queue, logger: logger,
            fatal: fatal ?? Self.endingProgram(logger))
        self.committer = committer
        if let queue { DedicatedThread.start("commit", latch) { committer.run(queue) } }
        let executor = Handover(BatchExecutor(state: state, clock: clock, configuration: configuration))
        let engine = EngineThread(inbox: inbox, committer: committer, batchCommandsMax: configuration.batchCommandsMax)
        DedicatedThread.start("engine", latch) { engine.run(executor.take()) }
        clock.observe { [weak inbox] in inbox?.nudge() }
    }

    deinit { inbox.close() }

    // MARK: Exchange

    public var now: Timestamp { max(startTime, clock.now) }

    public func submit(_ commands: [Command]) async throws(ExchangeUnavailable) -> [Outcome] {
        try await withUnsafeContinuation { continuation in
            submit(commands) { continuation.resume(returning: $0) }
        }.get()
    }

    /// Carries out the commands like the other `submit`, and hands the answer to `completion` once it is durable.
    ///
    /// `completion` runs on a thread of the sequencer, in the order of submission, and must be quick; when the commands are
    /// not taken, it runs before this returns.
    public func submit(
        _ commands: [Command], completion: @escaping @Sendable (Result<[Outcome], ExchangeUnavailable>) -> Void
    ) {
        put(.commands(commands, answer: completion))
    }

    public func read<Answer: Sendable>(
        _ body: @escaping @Sendable (any LiveState) -> Answer
    ) async throws(ExchangeUnavailable) -> Answer {
        let result: Result<Answer, ExchangeUnavailable> = await withUnsafeContinuation { continuation in
            read(body) { continuation.resume(returning: $0) }
        }
        return try result.get()
    }

    /// Reads like the other `read`, and hands the answer to `completion`, which runs as that of `submit` does.
    public func read<Answer: Sendable>(
        _ body: @escaping @Sendable (any LiveState) -> Answer,
        completion: @escaping @Sendable (Result<Answer, ExchangeUnavailable>) -> Void
    ) {
        put(
            .read(
                look: { state in
                    let answer = body(state)
                    return { completion(.success(answer)) }
                },
                refuse: { completion(.failure($0)) }))
    }

    public func settle() async throws(ExchangeUnavailable) {
        let result: Result<Void, ExchangeUnavailable> = await withUnsafeContinuation { continuation in
            put(.settle { continuation.resume(returning: $0) })
        }
        try result.get()
    }

    private func put(_ request: Request) {
        if let reason = inbox.put(request) { request.refuse(reason) }
    }

    /// What the commits came to so far, and what waits now; may be asked at any time.
    public var figures: CommitFigures {
        var figures = committer.figures
        figures.waiting = inbox.weight
        return figures
    }

    // MARK: The end

    /// Takes nothing more, finishes what was taken, saves a snapshot, and returns once every projection has seen everything.
    public func stop() async {
        inbox.close()
        await ended()
    }

    /// Returns once everything has ended, after a `stop` or after a failed commit.
    public func ended() async {
        await withUnsafeContinuation { continuation in latch.whenOpen { continuation.resume() } }
    }

    /// The exit code of a program whose journal failed: EX_SOFTWARE of sysexits.
    public static let exitCodeAfterFailedCommit: Int32 = 70

    private static func endingProgram(_ logger: Logger) -> @Sendable (any Error) -> Void {
        { error in
            logger.critical("commit failed, the program ends here", metadata: ["error": "\(error)"])
            _exit(exitCodeAfterFailedCommit)
        }
    }
}

extension SequencerConfiguration {
    fileprivate func commitsOnOwnThread(_ journal: any Journal) -> Bool {
        switch commits {
        case .ownThread: true
        case .engineThread: false
        case .automatic: !(journal is MemoryJournal)
        }
    }
}
