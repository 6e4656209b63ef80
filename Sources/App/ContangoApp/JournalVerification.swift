import Journaling
public import Logging
import Sequencing

/// What `contango verify` found.
public struct JournalVerification: Sendable {
    /// Nil when the journal could not be looked at.
    public let isSound: Bool?
    public let lines: [String]

    /// Replays the journal of a data directory and compares every digest in it.
    public static func run(directory: String, logger: Logger = Logger(label: "contango.verify")) -> JournalVerification {
        do {
            let journal = try SQLiteJournal(directory: directory, durability: .fsync)
            defer { try? journal.close() }
            let report = Verification.verify(journal)
            var lines = [
                "sequence  \(report.lastSequence.value)", "digest    \(report.digest)",
                "batches   \(report.batches)", "commands  \(report.commands)", "digests   \(report.digestsCompared) compared",
            ]
            lines += report.violations.map { "violation \($0)" }
            if let error = report.firstError { lines.append("error     \(error)") }
            lines.append(report.isSound ? "sound" : "NOT SOUND")
            return JournalVerification(isSound: report.isSound, lines: lines)
        } catch let held as DirectoryLock.Held {
            return JournalVerification(isSound: nil, lines: ["not looked at: \(held)"])
        } catch {
            return JournalVerification(isSound: false, lines: ["error     \(error)", "NOT SOUND"])
        }
    }
}
