import CommandsAndEvents
import Engine
import Foundation
import Journaling
import Primitives
import Sequencing
import Synchronization

/// W2 through the whole way of a command: inbox, engine, journal, reply.
struct SequencedRun {
    private let commands: [Command]

    init(_ workload: ExchangeWorkload) { commands = workload.steps.map(\.command) }

    var count: Int { commands.count }

    /// How long a fresh exchange takes from the first submission to the last reply. The journal is left open.
    ///
    /// One thread submits `group` commands at a time and keeps the inbox filled but never full.
    func time(on journal: any Journal, group: Int) throws -> Duration {
        let sequencer = Sequencer(
            state: ExchangeState(), journal: journal, clock: ExchangeClock(manualAt: Timestamp(milliseconds: 1)),
            configuration: Self.configuration)
        let submitter = Submitter(sequencer)
        submitter.submit(ExchangeSetup.commands[...], group: ExchangeSetup.commands.count)
        let clock = ContinuousClock()
        let start = clock.now
        submitter.submit(commands[...], group: group)
        let duration = clock.now - start
        waiting { await sequencer.stop() }
        let expected = ExchangeSetup.commands.count + commands.count
        guard submitter.accepted == expected, journal.lastSequence.value == UInt64(expected) else {
            throw VoidRun("\(submitter.accepted) of \(expected) commands were accepted")
        }
        return duration
    }

    /// No snapshot falls into the time that is measured.
    private static var configuration: SequencerConfiguration {
        var configuration = SequencerConfiguration()
        configuration.snapshotCommands = .max
        return configuration
    }
}

/// Submits commands in order and counts the replies.
private final class Submitter: Sendable {
    /// Half of what the inbox takes: enough to keep the engine busy, and never refused.
    private static let unansweredMax = SequencerConfiguration().inboxCommandsMax / 2
    private static let pauseMicroseconds: UInt32 = 20

    private let sequencer: Sequencer
    private let answeredCount = Atomic(0)
    private let acceptedCount = Atomic(0)

    init(_ sequencer: Sequencer) { self.sequencer = sequencer }

    var accepted: Int { acceptedCount.load(ordering: .acquiring) }

    /// Returns once everything is answered.
    func submit(_ commands: ArraySlice<Command>, group: Int) {
        let before = answeredCount.load(ordering: .acquiring)
        for start in stride(from: commands.startIndex, to: commands.endIndex, by: group) {
            let end = min(start + group, commands.endIndex)
            wait(untilAnswered: before + end - commands.startIndex - Self.unansweredMax)
            sequencer.submit(Array(commands[start..<end])) { self.count($0, submitted: end - start) }
        }
        wait(untilAnswered: before + commands.count)
    }

    private func wait(untilAnswered count: Int) {
        while answeredCount.load(ordering: .acquiring) < count { usleep(Self.pauseMicroseconds) }
    }

    private func count(_ answer: Result<[Outcome], some Error>, submitted: Int) {
        if case .success(let outcomes) = answer {
            let accepted = outcomes.count { if case .success = $0.result { true } else { false } }
            acceptedCount.add(accepted, ordering: .releasing)
        }
        answeredCount.add(submitted, ordering: .releasing)
    }
}
