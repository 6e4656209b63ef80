import Engine
public import Journaling
public import Primitives

/// Checks that a journal still leads where it led: every command carried out again, every digest compared.
public enum Verification {
    /// What was found.
    public struct Report: Sendable {
        /// The snapshot the replay began from, because commands before it were pruned; else zero.
        public var startSequence = SequenceNumber(0)
        /// The last command that was carried out again.
        public var lastSequence = SequenceNumber(0)
        public var time = Timestamp.zero
        /// Of the state after it.
        public var digest = Digest(high: 0, low: 0)
        public var batches = 0
        public var commands = 0
        public var digestsCompared = 0
        public var snapshotsCompared = 0
        /// Invariants that the last state breaks.
        public var violations: [String] = []
        /// The first thing that is wrong. Nothing behind it was looked at.
        public var firstError: String?
        public var nanoseconds: Int64 = 0

        public var isSound: Bool { firstError == nil && violations.isEmpty }
    }

    public static func verify(_ journal: any Journal) -> Report {
        let started = SystemTime.monotonicNanoseconds
        var report = Report()
        do {
            let snapshots = try heldSnapshots(journal)
            var replay = try start(journal, snapshots)
            report.startSequence = replay.state.sequence
            do {
                try run(&replay, journal, snapshots, &report)
            } catch {
                report.firstError = "\(error)"
            }
            report.describe(replay)
        } catch {
            report.firstError = "\(error)"
        }
        report.nanoseconds = SystemTime.monotonicNanoseconds - started
        return report
    }

    private static func run(
        _ replay: inout Replay, _ journal: any Journal, _ snapshots: [Snapshot], _ report: inout Report
    ) throws {
        var compared = 0
        try journal.read(from: replay.state.sequence.next) { batch in
            _ = try replay.apply(batch, wantsEvents: false)
            for snapshot in snapshots where snapshot.sequence == replay.state.sequence {
                try replay.check(snapshot)
                compared += 1
            }
        }
        report.snapshotsCompared = compared
        if let newest = snapshots.last, newest.sequence > replay.state.sequence {
            throw ReplayError.journalBehind(
                journal: replay.state.sequence, other: newest.sequence, holder: "a snapshot")
        }
    }

    /// From the first command, or from the oldest snapshot when the beginning was pruned.
    private static func start(_ journal: any Journal, _ snapshots: [Snapshot]) throws -> Replay {
        do {
            try journal.read(from: SequenceNumber(1)) { _ in throw Found() }
        } catch is Found {
            return Replay.fromFirstCommand()
        } catch JournalError.pruned(let requested, let firstHeld) {
            guard let oldest = snapshots.first, oldest.sequence.next >= firstHeld else {
                throw JournalError.pruned(requested: requested, firstHeld: firstHeld)
            }
            return try Replay.from(oldest)
        }
        return Replay.fromFirstCommand()
    }

    /// The first batch could be read.
    private struct Found: Error {}

    /// Oldest first.
    private static func heldSnapshots(_ journal: any Journal) throws -> [Snapshot] {
        var snapshots: [Snapshot] = []
        var bound: SequenceNumber?
        while let snapshot = try journal.latestSnapshot(notAfter: bound) {
            snapshots.append(snapshot)
            guard snapshot.sequence.value > 0 else { break }
            bound = SequenceNumber(snapshot.sequence.value - 1)
        }
        return snapshots.reversed()
    }
}

extension Verification.Report {
    fileprivate mutating func describe(_ replay: borrowing Replay) {
        lastSequence = replay.state.sequence
        time = replay.state.time
        digest = replay.state.digest()
        batches = replay.batches
        commands = replay.commands
        digestsCompared = replay.digestsCompared
        violations = replay.state.violations()
    }
}
