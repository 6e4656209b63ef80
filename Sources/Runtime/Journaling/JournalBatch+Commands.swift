public import CommandsAndEvents
import Primitives

extension JournalBatch {
    /// Every command of the batch with its stamp, in order. Throws when the payload holds more or fewer than it says.
    public func forEachCommand(_ body: (Stamped<Command>) throws -> Void) throws {
        var reader = ByteReader(payload)
        var sequence = firstSequence
        for _ in 0..<count {
            let command = try CommandCodecV1.decode(&reader)
            try body(Stamped(sequence: sequence, time: time, payload: command))
            sequence = sequence.next
        }
        guard reader.isAtEnd else { throw MalformedBytes("bytes behind the last command") }
    }
}
