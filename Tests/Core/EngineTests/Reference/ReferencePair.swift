import CommandsAndEvents
import Engine
import Primitives

/// A command with its time.
struct TimedCommand: Hashable {
    var time: Timestamp
    var command: Command
}

/// An engine and the reference, side by side.
struct ReferencePair: ~Copyable {
    private let reads: Bool

    /// - Parameter reads: whether what events tell is kept, to be compared now and then.
    init(reads: Bool = false) { self.reads = reads }

    private(set) var state = ExchangeState()
    private(set) var reference = ReferenceExchange()
    /// Of the last command.
    private(set) var events: [Event] = []
    private(set) var result: Result<Receipt, Rejection> = .success(.done)
    /// What a reader of the events knows.
    private var told = EventBook()

    /// Carries a command out on both. Returns what differs, of the accounts and markets that the command touched, or of all.
    mutating func carryOut(_ timed: TimedCommand, comparingAll: Bool) -> [String] {
        result = state.apply(Stamped(sequence: state.sequence.next, time: timed.time, payload: timed.command))
        let stamped = state.takeEvents().events
        events = stamped.map(\.event)
        if reads { told.read(stamped) }
        // Where sums leave 64 bits the engine refuses; the reference has no such place.
        if result == .failure(.overflow) { return [] }
        let expected = reference.apply(timed.command, at: timed.time, hearing: events)
        let comparison = ReferenceComparison(
            reference: reference, scope: comparingAll ? nil : ReferenceComparison.Scope(timed.command, events))
        return comparison.differences(result, expected, events, state)
    }

    /// Goes on with an engine made anew from a snapshot. Returns what is wrong with the engine or the snapshot.
    mutating func renew() -> [String] {
        var wrong = state.violations() + (reads ? told.differences(from: state) : [])
        do {
            let bytes = state.snapshot()
            var renewed = try ExchangeState(snapshot: bytes)
            if renewed.snapshot() != bytes { wrong.append("the snapshot came back different") }
            _ = renewed.takeEvents()
            state = renewed
        } catch {
            wrong.append("the snapshot cannot be read: \(error.reason)")
        }
        return wrong
    }
}
