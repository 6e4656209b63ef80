import CommandsAndEvents
public import Engine
public import ExchangePorts
public import Journaling
public import Logging
public import Primitives

/// Brings the exchange back to where its journal ends.
public enum Recovery {
    /// A projection that keeps what it was shown and may have been shown less than the journal holds.
    public struct Keeper {
        let name: String
        let projection: any Projection
        let lastSequence: SequenceNumber
        let needsState: Bool

        /// `lastSequence` is the last command whose batch it holds, or zero. One that `needsState` is told the state there before the
        /// batches it has not seen.
        public init(_ projection: any Projection, name: String, lastSequence: SequenceNumber, needsState: Bool = false) {
            self.needsState = needsState
            self.projection = projection
            self.name = name
            self.lastSequence = lastSequence
        }
    }

    /// How it went.
    public struct Report: Sendable {
        /// The snapshot it began from, or zero.
        public var snapshotSequence: SequenceNumber
        public var lastSequence: SequenceNumber
        public var time: Timestamp
        public var batches: Int
        public var commands: Int
        public var digestsCompared: Int
        public var nanoseconds: Int64

        /// Commands replayed per second.
        public var commandsPerSecond: Int { Int(Int128(commands) * 1_000_000_000 / Int128(max(nanoseconds, 1))) }
    }

    /// The state with the way there.
    public struct Recovered: ~Copyable {
        public var state: ExchangeState
        public let report: Report

        public consuming func takeState() -> ExchangeState { state }
    }

    /// The newest snapshot that will do, and every command behind it.
    ///
    /// What a keeper has not seen yet it is shown on the way, from an older snapshot or from the first command if need be.
    /// Throws the first thing that is not as it was: nothing is skipped over and nothing is guessed.
    public static func recover(
        journal: any Journal, following keepers: [Keeper] = [], logger: Logger = Logger(label: "contango.recovery")
    ) throws -> Recovered {
        let started = SystemTime.monotonicNanoseconds
        try checkNothingMissing(journal, keepers)
        var replay = try start(journal, notAfter: keepers.map(\.lastSequence).min(), logger)
        let snapshotSequence = replay.state.sequence
        try journal.read(from: snapshotSequence.next) { batch in
            let behind = keepers.filter { $0.lastSequence < batch.lastSequence }
            tellState(replay.state, to: behind)
            let events = try replay.apply(batch, wantsEvents: !behind.isEmpty)
            if let events { for keeper in behind { keeper.projection.apply(events) } }
        }
        let report = Report(
            snapshotSequence: snapshotSequence, lastSequence: replay.state.sequence, time: replay.state.time,
            batches: replay.batches, commands: replay.commands, digestsCompared: replay.digestsCompared,
            nanoseconds: SystemTime.monotonicNanoseconds - started)
        return Recovered(state: replay.finish(), report: report)
    }

    /// Tells the state to those that stand exactly there and need it.
    private static func tellState(_ state: borrowing ExchangeState, to keepers: [Keeper]) {
        for keeper in keepers where keeper.needsState && keeper.lastSequence == state.sequence && state.sequence.value > 0 {
            keeper.projection.apply(state.bootstrapBatch())
        }
    }

    /// A journal that ends before something that was made from it has lost durable commands.
    private static func checkNothingMissing(_ journal: any Journal, _ keepers: [Keeper]) throws {
        let end = journal.lastSequence
        if let snapshot = try journal.latestSnapshot(notAfter: nil), snapshot.sequence > end {
            throw ReplayError.journalBehind(journal: end, other: snapshot.sequence, holder: "a snapshot")
        }
        for keeper in keepers where keeper.lastSequence > end {
            throw ReplayError.journalBehind(journal: end, other: keeper.lastSequence, holder: keeper.name)
        }
    }

    /// The newest snapshot within the bound that reads back; damaged ones are passed over, for the journal has it all.
    private static func start(_ journal: any Journal, notAfter bound: SequenceNumber?, _ logger: Logger) throws -> Replay {
        var bound = bound
        while let snapshot = try journal.latestSnapshot(notAfter: bound) {
            do throws(ReplayError) {
                return try Replay.from(snapshot)
            } catch {
                logger.warning("snapshot passed over", metadata: ["error": "\(error)"])
            }
            guard snapshot.sequence.value > 0 else { break }
            bound = SequenceNumber(snapshot.sequence.value - 1)
        }
        return Replay.fromFirstCommand()
    }
}
