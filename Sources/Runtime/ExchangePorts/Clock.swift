public import Primitives

/// Where the time of the exchange comes from.
public protocol TimeSource: AnyObject, Sendable {
    var now: Timestamp { get }
}

/// The clock as an operator sees and sets it.
public enum ClockMode: Sendable, Hashable {
    case wall
    case manual
    /// Source time runs `thousandths`/1000 times as fast as wall time.
    case scaled(thousandths: Int64)
}

/// A time source whose mode can be changed. Time never goes back, whatever is set.
public protocol AdjustableClock: TimeSource {
    var mode: ClockMode { get }
    func set(_ mode: ClockMode)
    /// Moves a manual clock forward; does nothing in another mode or to an earlier time.
    func move(to time: Timestamp)
}

/// Sets the clock, and in manual mode moves it with everything that hangs on it.
public protocol ClockControl: AnyObject, Sendable {
    var mode: ClockMode { get }
    func set(_ mode: ClockMode) async
    /// Moves a manual clock forward, from due thing to due thing, and answers once everything due by then has
    /// happened: ticks, bots, projections, stream pushes. `quiet` lets bots and venues sleep meanwhile.
    ///
    /// Nil when the clock is not manual or the time lies in the past.
    func advance(to time: Timestamp, quiet: Bool) async throws(ExchangeUnavailable) -> SequenceNumber?
    /// Lets the simulated traders respond to a change although no time passes.
    func react() async throws(ExchangeUnavailable)
}
