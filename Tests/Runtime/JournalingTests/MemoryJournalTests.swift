import Journaling
import Primitives
import Testing

@Suite("Memory journal")
struct MemoryJournalTests {
    @Test("a retaining journal reads back what was appended")
    func retains() throws {
        let journal = MemoryJournal(retaining: true)
        let batches = try Samples.batches(10)
        try journal.append(batches)
        #expect(try journal.allBatches() == batches)
        #expect(try journal.allBatches(from: batches[4].lastSequence.value) == Array(batches[4...]))
        #expect(throws: JournalError.self) { try journal.append([batches[3]]) }
    }

    @Test("a journal that keeps nothing knows where it is and says so when asked for the past")
    func forgets() throws {
        let journal = MemoryJournal(retaining: false)
        try journal.append(try Samples.batches(10))
        let last = journal.lastSequence
        #expect(last > SequenceNumber(9))
        #expect(throws: JournalError.pruned(requested: SequenceNumber(1), firstHeld: last.next)) { try journal.allBatches() }
    }
}
