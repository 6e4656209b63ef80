import CommandsAndEvents
import Engine
import Primitives

/// A run of ruinous commands on the engine and on the reference, which keeps what it sent.
struct DisasterRun: ~Copyable {
    let seed: UInt64
    private var commands: DisasterCommands
    private var pair = ReferencePair(reads: true)
    private(set) var sent: [TimedCommand] = []
    private(set) var tally = DisasterTally()
    private(set) var failure: String?
    /// After so many commands all of the exchange is compared, every invariant looked at, and the engine made anew from a snapshot.
    private let everything: Int

    init(seed: UInt64, everything: Int) {
        self.seed = seed
        self.everything = everything
        commands = DisasterCommands(seed: seed)
        for command in commands.setUp() { carryOut(command) }
    }

    /// Runs until `count` commands are done or something is wrong. Returns whether all is well.
    mutating func run(_ count: Int) -> Bool {
        while tally.commands < count && failure == nil { carryOut(commands.next(pair.reference)) }
        return failure == nil
    }

    private mutating func carryOut(_ command: TimedCommand) {
        if failure != nil { return }
        sent.append(command)
        let isThorough = sent.count % everything == 0
        let wrong = pair.findFault(command, isThorough: isThorough)
        tally.count(command.command, pair.result, pair.events)
        if let wrong { failure = "seed \(seed), command \(sent.count): \(wrong), after \(command.command)" }
    }
}

extension ReferencePair {
    /// Carries a command out. Returns what is then wrong.
    mutating func findFault(_ command: TimedCommand, isThorough: Bool) -> String? {
        var wrong = carryOut(command, comparingAll: isThorough)
        if isThorough { wrong += renew() }
        return wrong.isEmpty ? nil : wrong.prefix(3).joined(separator: "; ")
    }
}
