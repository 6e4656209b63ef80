import ExchangePorts
import Foundation
import GatewayKit
import Sequencing

/// What the engine and its journal have to tell, as metrics.
struct ExchangeMetrics: MetricsSource {
    let sequencer: Sequencer
    /// Nil when nothing is kept.
    let directory: String?

    func write(to text: inout MetricsText) {
        let figures = sequencer.figures
        text.single("contango_engine_queue_commands", .gauge, "Commands and reads that wait for the engine.", figures.waiting)
        text.single("contango_commands_total", .counter, "Commands carried out and committed.", figures.commands)
        text.single("contango_batches_total", .counter, "Batches committed.", figures.batches)
        text.family("contango_batch_commands", .histogram, "Commands of a batch.")
        text.histogram("contango_batch_commands", [], figures.batchCommands, inBillionths: false)
        text.family("contango_commit_seconds", .histogram, "Time a transaction of the journal took.")
        text.histogram("contango_commit_seconds", [], figures.commitNanoseconds, inBillionths: true)
        text.single(
            "contango_journal_payload_bytes_total", .counter, "Bytes of commands given to the journal.", figures.payloadBytes)
        if let directory {
            text.single("contango_data_bytes", .gauge, "Bytes of the files in the data directory.", Self.bytes(in: directory))
        }
        if let digest = figures.lastDigest {
            let age = sequencer.now.milliseconds - digest.milliseconds
            text.family("contango_digest_age_seconds", .gauge, "Age of the last digest in the journal, in the exchange's time.")
            text.sample("contango_digest_age_seconds", billionths: age * 1_000_000)
        }
    }

    private static func bytes(in directory: String) -> Int {
        let files = FileManager.default.enumerator(
            at: URL(fileURLWithPath: directory), includingPropertiesForKeys: [.fileSizeKey])
        var bytes = 0
        while let file = files?.nextObject() as? URL {
            bytes += (try? file.resourceValues(forKeys: [.fileSizeKey]).fileSize) ?? 0
        }
        return bytes
    }
}
