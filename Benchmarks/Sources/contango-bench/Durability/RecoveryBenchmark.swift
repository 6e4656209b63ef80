import Foundation
import Journaling
import Primitives
import Sequencing

/// How fast a journal is carried out again after a crash, compared with how fast its commands can come in.
struct RecoveryBenchmark: Benchmark {
    let name = "recovery"

    private static let commands = 1_000_000
    /// Commands come in as quickly as they can: many in a submission.
    private static let group = 256

    func run() throws -> [Row] {
        let run = SequencedRun(ExchangeWorkload(operations: Self.commands))
        let directory = try TemporaryDirectory()
        let journal = try SQLiteJournal(directory: directory.path, durability: .os)
        _ = try run.time(on: SnapshotlessJournal(wrapping: journal), group: Self.group)
        var live = Passes()
        var replay = Passes()
        for _ in 0..<Passes.countMin {
            live.add(try run.time(on: MemoryJournal(retaining: false), group: Self.group))
            replay.add(try replayAll(journal))
        }
        try journal.close()
        return [
            Row(
                "recovery, commands replayed/s", value: replay.text(operations: run.count),
                yardstick: "live, no journal \(live.text(operations: run.count))", ratio: live.median / replay.median,
                threshold: Thresholds.recovery)
        ]
    }

    private func replayAll(_ journal: SQLiteJournal) throws -> Duration {
        let clock = ContinuousClock()
        let start = clock.now
        let recovered = try Recovery.recover(journal: journal)
        let duration = clock.now - start
        let report = recovered.report
        guard report.snapshotSequence.value == 0, report.lastSequence == journal.lastSequence else {
            throw VoidRun("recovery replayed \(report.commands) commands of \(journal.lastSequence.value)")
        }
        return duration
    }
}

/// A journal after a crash: nobody had the time to save a snapshot.
private final class SnapshotlessJournal: Journal {
    private let journal: any Journal

    init(wrapping journal: any Journal) { self.journal = journal }

    var lastSequence: SequenceNumber { journal.lastSequence }
    func append(_ batches: [JournalBatch]) throws { try journal.append(batches) }
    func read(from sequence: SequenceNumber, _ body: (JournalBatch) throws -> Void) throws {
        try journal.read(from: sequence, body)
    }
    func saveSnapshot(_ snapshot: Snapshot) throws {}
    func latestSnapshot(notAfter sequence: SequenceNumber?) throws -> Snapshot? { nil }
    func prune(before sequence: SequenceNumber) throws { try journal.prune(before: sequence) }
    func checkpoint() throws { try journal.checkpoint() }
    func close() throws { try journal.close() }
}
