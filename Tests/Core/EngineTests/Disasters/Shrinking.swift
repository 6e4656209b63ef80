import CommandsAndEvents
import Primitives

/// Cuts a run that fails down to commands none of which can be left out: delta debugging.
struct Shrinking {
    /// Whether these commands, on an exchange of their own, still fail.
    private let fails: ([TimedCommand]) -> Bool
    /// Commands at the beginning that stay.
    private let fixed: Int
    private(set) var attempts = 0
    private let attemptsMax: Int

    init(keeping fixed: Int, attemptsMax: Int = 20_000, fails: @escaping ([TimedCommand]) -> Bool) {
        self.fixed = fixed
        self.attemptsMax = attemptsMax
        self.fails = fails
    }

    mutating func smallest(of commands: [TimedCommand]) -> [TimedCommand] {
        var kept = commands
        var width = max(1, (kept.count - fixed) / 2)
        while attempts < attemptsMax {
            let before = kept.count
            kept = withoutPieces(of: width, kept)
            if width == 1 && kept.count == before { break }
            if kept.count == before || width > (kept.count - fixed) / 2 { width = max(1, width / 2) }
        }
        return kept
    }

    /// Leaves out, from the last to the first, every piece of that width that is not needed.
    private mutating func withoutPieces(of width: Int, _ commands: [TimedCommand]) -> [TimedCommand] {
        var kept = commands
        var end = kept.count
        while end > fixed && attempts < attemptsMax {
            let start = max(fixed, end - width)
            var rest = kept
            rest.removeSubrange(start..<end)
            attempts += 1
            if fails(rest) { kept = rest }
            end = start
        }
        return kept
    }
}

extension Shrinking {
    /// The smallest part of a run in which the same kind of figure still differs, and what differs.
    static func ofDisaster(_ commands: [TimedCommand]) -> (commands: [TimedCommand], fault: String) {
        let kind = fault(of: commands)?.prefix { $0.isLetter }
        var shrinking = Shrinking(keeping: 4) { fault(of: $0)?.prefix { $0.isLetter } == kind }
        let smallest = shrinking.smallest(of: commands)
        return (smallest, fault(of: smallest) ?? "")
    }

    /// Compared whole at the end, and as far as each command reaches before.
    static func fault(of commands: [TimedCommand]) -> String? {
        var pair = ReferencePair(reads: true)
        for (place, command) in commands.enumerated() {
            let isLast = place == commands.count - 1
            if let wrong = pair.findFault(command, isThorough: isLast || place % 64 == 63) { return wrong }
        }
        return nil
    }
}
