import CommandsAndEvents
import Foundation
import Journaling
import Primitives

/// What it costs that an acknowledged order is on disk: one at a time, and as many as come.
struct JournalBenchmark: Benchmark {
    let name = "journal"

    private static let rounds = 40
    private static let writesPerRound = 50
    private static let saturatingCommands = 500_000

    func run() throws -> [Row] { [try oneAtATime(), try saturated()] }

    // MARK: One at a time

    /// Both sides in turn, a few dozen writes each, so that a disturbance of the disk meets both.
    private func oneAtATime() throws -> Row {
        let directory = try TemporaryDirectory()
        let disk = try RawDisk(path: directory.path + "/raw", writes: Self.rounds * Self.writesPerRound)
        let journal = try SQLiteJournal(directory: directory.path + "/journal")
        let payload = try orderBytes()
        var raw = Latencies()
        var durable = Latencies()
        for _ in 0..<Self.rounds {
            for _ in 0..<Self.writesPerRound { raw.record(nanoseconds: try timed { try disk.write() }) }
            for _ in 0..<Self.writesPerRound {
                let batch = JournalBatch(
                    firstSequence: journal.lastSequence.next, count: 1, time: Timestamp(milliseconds: 1), payload: payload)
                durable.record(nanoseconds: try timed { try journal.append([batch]) })
            }
        }
        try journal.close()
        return Row(
            "journal, one durable order at a time, p50", value: durable.text, yardstick: "pwrite + fdatasync \(raw.text)",
            ratio: durable.nanoseconds(at: 50) / raw.nanoseconds(at: 50), threshold: Thresholds.durableOrder)
    }

    private func orderBytes() throws -> [UInt8] {
        guard let step = ExchangeWorkload(operations: 1).steps.first else { throw VoidRun("W2 is empty") }
        var writer = ByteWriter()
        CommandCodecV1.encode(step.command, into: &writer)
        return writer.bytes
    }

    private func timed(_ body: () throws -> Void) rethrows -> UInt64 {
        let start = Monotonic.nanoseconds
        try body()
        return UInt64(Monotonic.nanoseconds - start)
    }

    // MARK: Saturated

    private func saturated() throws -> Row {
        let run = SequencedRun(ExchangeWorkload(operations: Self.saturatingCommands))
        var durable = Passes()
        var memory = Passes()
        for _ in 0..<Passes.countMin {
            memory.add(try run.time(on: MemoryJournal(retaining: false), group: 1))
            durable.add(try timeDurable(run))
        }
        return Row(
            "journal, durable orders/s, saturated", value: durable.text(operations: run.count),
            yardstick: "same without a journal \(memory.text(operations: run.count))", ratio: memory.median / durable.median,
            threshold: Thresholds.durableRate)
    }

    private func timeDurable(_ run: SequencedRun) throws -> Duration {
        let directory = try TemporaryDirectory()
        let journal = try SQLiteJournal(directory: directory.path)
        let duration = try run.time(on: journal, group: 1)
        try journal.close()
        return duration
    }
}
