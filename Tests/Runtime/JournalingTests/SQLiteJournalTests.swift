import CommandsAndEvents
import Foundation
import Journaling
import Primitives
import Testing

@Suite("SQLite journal")
struct SQLiteJournalTests {
    private func open(_ directory: ScratchDirectory, report: @escaping @Sendable (String) -> Void = { _ in }) throws
        -> SQLiteJournal
    {
        try SQLiteJournal(directory: directory.path, logBytesReserved: 0, report: report)
    }

    @Test("batches read back as they were, also after opening again", arguments: Durability.allCases)
    func readsBack(durability: Durability) throws {
        let directory = try ScratchDirectory()
        let batches = try Samples.batches(700)
        do {
            let journal = try SQLiteJournal(directory: directory.path, durability: durability)
            try journal.append(Array(batches[..<1]))
            try journal.append(Array(batches[1..<400]))
            try journal.append(Array(batches[400...]))
            #expect(try journal.allBatches() == batches)
            try journal.close()
        }
        let journal = try open(directory)
        #expect(journal.lastSequence == batches[699].lastSequence)
        #expect(try journal.allBatches() == batches)
        try journal.verifyAll()
    }

    @Test("reading from a command begins with the batch that holds it")
    func readsFrom() throws {
        let directory = try ScratchDirectory()
        let batches = try Samples.batches(50)
        let journal = try open(directory)
        try journal.append(batches)
        for (index, batch) in batches.enumerated() {
            #expect(try journal.allBatches(from: batch.firstSequence.value) == Array(batches[index...]))
            #expect(try journal.allBatches(from: batch.lastSequence.value) == Array(batches[index...]))
        }
        #expect(try journal.allBatches(from: journal.lastSequence.value + 1).isEmpty)
    }

    @Test("a batch that does not follow is refused, and with it the whole append")
    func refusesGaps() throws {
        let directory = try ScratchDirectory()
        let journal = try open(directory)
        var batches = try Samples.batches(3)
        batches.remove(at: 1)
        #expect(throws: JournalError.self) { try journal.append(batches) }
        #expect(journal.lastSequence == SequenceNumber(0))
        #expect(try journal.allBatches().isEmpty)
        let empty = JournalBatch(firstSequence: SequenceNumber(1), count: 0, time: .zero, payload: [])
        #expect(throws: JournalError.outOfOrder(expected: SequenceNumber(1), found: SequenceNumber(1))) {
            try journal.append([empty])
        }
    }

    @Test("a second owner of the directory is refused with the name of the first")
    func exclusive() throws {
        let directory = try ScratchDirectory()
        let journal = try open(directory)
        let error = #expect(throws: DirectoryLock.Held.self) { try SQLiteJournal(directory: directory.path) }
        #expect(error?.description.contains("in use by another contango (process \(getpid()))") == true)
        try journal.close()
        _ = try open(directory)
    }

    @Test("what was appended survives a process that never closed")
    func survivesKill() throws {
        let directory = try ScratchDirectory()
        let batches = try Samples.batches(40)
        let journal = try open(directory)
        for batch in batches { try journal.append([batch]) }
        let copy = try directory.copyOfJournal()
        #expect(try open(copy).allBatches() == batches)
    }

    @Test("a torn last transaction vanishes and the rest reads fine", arguments: [1, 100, 4_096, 4_120])
    func tornTail(cut: Int) throws {
        let directory = try ScratchDirectory()
        let batches = try Samples.batches(30)
        let journal = try open(directory)
        for batch in batches { try journal.append([batch]) }
        let copy = try directory.copyOfJournal()
        let log = try copy.bytes(of: "journal.sqlite-wal")
        try copy.write(Array(log.dropLast(cut)), to: "journal.sqlite-wal")

        let reopened = try open(copy)
        #expect(try reopened.allBatches() == Array(batches[..<29]))
        try reopened.append([batches[29]])
        #expect(try reopened.allBatches() == batches)
        try reopened.verifyAll()
    }

    @Test("a garbled last transaction vanishes and the rest reads fine")
    func garbledTail() throws {
        let directory = try ScratchDirectory()
        let batches = try Samples.batches(30)
        let journal = try open(directory)
        for batch in batches { try journal.append([batch]) }
        let copy = try directory.copyOfJournal()
        var log = try copy.bytes(of: "journal.sqlite-wal")
        log[log.count - 5] ^= 0x10
        try copy.write(log, to: "journal.sqlite-wal")
        #expect(try open(copy).allBatches() == Array(batches[..<29]))
    }

    @Test("any flipped bit in the log is either told at once, or lies in the last transaction")
    func flippedBitInLog() throws {
        let directory = try ScratchDirectory()
        let batches = try Samples.batches(30)
        let journal = try open(directory)
        for batch in batches { try journal.append([batch]) }
        var generator = SeededGenerator(seed: 5)
        let pristine = try directory.bytes(of: "journal.sqlite-wal")
        var told = 0
        for _ in 0..<120 {
            let copy = try directory.copyOfJournal()
            var log = pristine
            log[Int(generator.next() % UInt64(log.count))] ^= 1 << UInt8(generator.next() % 8)
            try copy.write(log, to: "journal.sqlite-wal")
            do {
                let held = try open(copy).allBatches()
                #expect(held == batches || held == Array(batches[..<29]))
            } catch is JournalError {
                told += 1
            }
        }
        #expect(told > 60)
    }

    @Test("any flipped bit in the database is told, or touched nothing that is kept")
    func flippedBitInDatabase() throws {
        let directory = try ScratchDirectory()
        let batches = try Samples.batches(200)
        let journal = try open(directory)
        for batch in batches { try journal.append([batch]) }
        try journal.close()
        let pristine = try directory.bytes(of: "journal.sqlite")
        var generator = SeededGenerator(seed: 7)
        var told = 0
        var namedBatch = 0
        for _ in 0..<400 {
            let copy = try ScratchDirectory()
            var bytes = pristine
            bytes[Int(generator.next() % UInt64(bytes.count))] ^= 1 << UInt8(generator.next() % 8)
            try copy.write(bytes, to: "journal.sqlite")
            do {
                #expect(try open(copy).allBatches() == batches)
            } catch let error as JournalError {
                told += 1
                if case .corrupt(let number, let first, _) = error, (1...200).contains(number) {
                    if batches[Int(number) - 1].firstSequence == first { namedBatch += 1 }
                }
            }
        }
        #expect(told > 100)
        #expect(namedBatch > 100)
    }

    @Test("a changed payload is told with the number of its batch and its first command")
    func namesBatch() throws {
        let directory = try ScratchDirectory()
        let batches = try Samples.batches(20)
        let journal = try open(directory)
        try journal.append(batches)
        try journal.close()
        var bytes = try directory.bytes(of: "journal.sqlite")
        let payload = batches[11].payload
        let position = try #require(bytes.firstRange(of: payload)?.lowerBound)
        bytes[position + payload.count / 2] ^= 4
        try directory.write(bytes, to: "journal.sqlite")

        let damaged = try open(directory)
        var held = 0
        let error = #expect(throws: JournalError.self) { try damaged.read(from: SequenceNumber(1)) { _ in held += 1 } }
        #expect(error == .corrupt(batch: 12, firstSequence: batches[11].firstSequence, reason: "its checksum does not match"))
        #expect(held <= 11)
        #expect(throws: JournalError.self) { try damaged.verifyAll() }
        #expect(try damaged.allBatches(from: batches[12].firstSequence.value) == Array(batches[12...]))
    }

    @Test("a file that is no database is reported, not a crash")
    func notADatabase() throws {
        let directory = try ScratchDirectory()
        try directory.write([UInt8](repeating: 0x41, count: 8_192), to: "journal.sqlite")
        #expect(throws: JournalError.self) { try SQLiteJournal(directory: directory.path) }
    }

    @Test("the newest whole snapshot is used, a damaged one is reported, two are kept")
    func snapshots() throws {
        let directory = try ScratchDirectory()
        let reports = Reports()
        let journal = try open(directory, report: { reports.add($0) })
        let all = (1...3).map { number in
            Snapshot(
                sequence: SequenceNumber(UInt64(number * 10)), time: Timestamp(milliseconds: 5), digest: Digest(high: 1, low: 2),
                bytes: [UInt8](repeating: UInt8(number), count: 100))
        }
        for snapshot in all { try journal.saveSnapshot(snapshot) }
        #expect(try journal.latestSnapshot(notAfter: nil) == all[2])
        #expect(try journal.latestSnapshot(notAfter: SequenceNumber(29)) == all[1])
        #expect(try journal.latestSnapshot(notAfter: SequenceNumber(19)) == nil)

        let file = "snapshot-00000000000000000030.bin"
        let whole = try directory.bytes(of: file)
        for damaged in [Array(whole.dropLast()), [], whole.enumerated().map { $0.offset == 60 ? $0.element ^ 1 : $0.element }] {
            try directory.write(damaged, to: file)
            #expect(try journal.latestSnapshot(notAfter: nil) == all[1])
        }
        #expect(reports.count == 3)
    }

    @Test("pruning stays behind the oldest snapshot and the rest still verifies")
    func pruning() throws {
        let directory = try ScratchDirectory()
        let batches = try Samples.batches(1_500)
        var journal = try open(directory)
        try journal.append(batches)
        try journal.prune(before: journal.lastSequence)
        #expect(try journal.allBatches() == batches)
        let at = batches[1_199].lastSequence
        try journal.saveSnapshot(Snapshot(sequence: at, time: .zero, digest: Digest(high: 0, low: 0), bytes: []))
        try journal.prune(before: journal.lastSequence)
        #expect(throws: JournalError.pruned(requested: SequenceNumber(1), firstHeld: at.next)) { try journal.allBatches() }
        #expect(try journal.allBatches(from: at.value + 1) == Array(batches[1_200...]))
        try journal.verifyAll()
        try journal.close()
        journal = try open(directory)
        try journal.verifyAll()
        #expect(journal.lastSequence == batches[1_499].lastSequence)
    }

    @Test("checkpoints that run while commits go on lose nothing, and the log stays bounded")
    func checkpointing() throws {
        let directory = try ScratchDirectory()
        let journal = try SQLiteJournal(directory: directory.path, durability: .os)
        let payload = [UInt8](repeating: CommandCodecV1Bytes.passTime, count: 1 << 20)
        for index in 0..<60 {
            let first = SequenceNumber(UInt64(index) * UInt64(payload.count) + 1)
            try journal.append([JournalBatch(firstSequence: first, count: payload.count, time: .zero, payload: payload)])
        }
        try journal.checkpoint()
        let log = try FileManager.default.attributesOfItem(atPath: directory.path + "/journal.sqlite-wal")[.size] as? Int
        #expect((log ?? .max) < 2 * SQLiteJournal.logBytesMax)
        var held = 0
        try journal.read(from: SequenceNumber(1)) { held += $0.count }
        #expect(held == 60 << 20)
    }
}

enum CommandCodecV1Bytes {
    static let passTime: UInt8 = 15
}

/// What a journal reported, from whichever thread.
final class Reports: @unchecked Sendable {
    private let lock = NSLock()
    private var texts: [String] = []
    func add(_ text: String) { lock.withLock { texts.append(text) } }
    var count: Int { lock.withLock { texts.count } }
}
