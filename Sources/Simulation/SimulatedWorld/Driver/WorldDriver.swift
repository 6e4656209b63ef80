import CommandsAndEvents
public import ExchangePorts
public import Primitives
import TradingBots

/// Drives a simulated world: in step with the clock while it runs by itself, and in lock step when it is moved by hand.
///
/// Every step is one look at the exchange and one submission. With a manual clock the commands depend on the world, its
/// seed, the state of the exchange and the calls made, and on nothing else.
public actor WorldDriver: ClockControl {
    var world: World
    let exchange: any Exchange
    nonisolated let clock: any AdjustableClock
    let catalog: Catalog
    let turnstile = Turnstile()
    /// So many of the world's markets stand for ever; behind them come two contracts of each series.
    let standingMarkets: Int
    /// When the next contract of a series is delivered.
    var nextRoll: Timestamp?
    /// Nil before `prepare`.
    var inhabitants: Inhabitants?
    /// The tick up to which everybody had their turn.
    var lastTick: Int64 = 0

    /// Commands handed over at once at most.
    static let batchMax = 512
    /// With a manual clock time passes in steps no longer than this, so that what samples time sees it pass: a tenth of a
    /// second; in a slower world as long as a tick, up to the five seconds in which premiums are sampled.
    var passMilliseconds: Int64 { min(5_000, max(100, world.tickMilliseconds)) }
    /// The longest leap of a quiet advance.
    static let leapMilliseconds: Int64 = 3_600_000
    /// Projections are waited for after so many steps, so that they never fall far behind a clock moved by hand.
    static let stepsBetweenSettling = 64

    /// `seed` nil takes the world's own. `catalog` must follow `exchange`.
    public init(
        world: World, seed: UInt64? = nil, exchange: any Exchange, clock: any AdjustableClock, catalog: Catalog
    ) {
        self.world = world
        self.world.seed = seed ?? world.seed
        standingMarkets = world.markets.count
        self.exchange = exchange
        self.clock = clock
        self.catalog = catalog
    }

    // MARK: ClockControl

    public nonisolated var mode: ClockMode { clock.mode }

    public func set(_ mode: ClockMode) async {
        await turnstile.enter()
        defer { turnstile.leave() }
        clock.set(mode)
    }

    public func advance(to time: Timestamp, quiet: Bool) async throws(ExchangeUnavailable) -> SequenceNumber? {
        await turnstile.enter()
        defer { turnstile.leave() }
        guard clock.mode == .manual, time >= clock.now else { return nil }
        let sequence = quiet ? try await sleep(until: time) : try await live(until: time)
        try await exchange.settle()
        return sequence
    }

    /// Lets everybody act once though no time passes: what an operator changed shows at once.
    public func react() async throws(ExchangeUnavailable) {
        await turnstile.enter()
        defer { turnstile.leave() }
        guard let everybody = inhabitants?.everybody else { return }
        var turns = everybody
        turns.takers = []
        _ = try await step(turns, passTime: false)
    }

    // MARK: A clock that runs by itself

    /// Runs the world until the task is cancelled or the exchange stops. Idle while the clock is manual.
    public func run() async {
        while !Task.isCancelled {
            do {
                try await Task.sleep(nanoseconds: UInt64(pauseMilliseconds) * 1_000_000)
            } catch {
                return
            }
            await turnstile.enter()
            defer { turnstile.leave() }
            guard clock.mode != .manual else { continue }
            do throws(ExchangeUnavailable) {
                try await catchUp()
            } catch {
                switch error {
                // Clients come first; the next step begins from what is then.
                case .overloaded: continue
                case .stopped: return
                }
            }
        }
    }

    /// Until the next tick, but not so long that a change of the clock goes unnoticed.
    private var pauseMilliseconds: Int64 {
        let now = clock.now
        let left = Schedule(tickMilliseconds: world.tickMilliseconds).nextTick(after: now).milliseconds - now.milliseconds
        switch clock.mode {
        case .manual: return 50
        case .wall: return min(50, max(1, left))
        case .scaled(let thousandths): return min(50, max(10, left * 1_000 / max(1, thousandths)))
        }
    }

    /// The exchange itself lets time pass on a clock that runs; only the world has to keep up with it.
    private func catchUp() async throws(ExchangeUnavailable) {
        _ = try await rollQuarterlies()
        let turns = takeTurns(upTo: clock.now)
        if turns.isEmpty { return }
        _ = try await step(turns, passTime: false)
    }

    // MARK: A clock that is moved

    private func live(until time: Timestamp) async throws(ExchangeUnavailable) -> SequenceNumber? {
        let schedule = Schedule(tickMilliseconds: world.tickMilliseconds)
        var sequence: SequenceNumber?
        var steps = 0
        var now = clock.now
        repeat {
            let boundary = now.floored(toMilliseconds: passMilliseconds).advanced(byMilliseconds: passMilliseconds)
            now = min(time, schedule.nextTick(after: now), boundary)
            clock.move(to: now)
            let passes = now == boundary || now == time
            sequence = try await step(takeTurns(upTo: now), passTime: passes) ?? sequence
            sequence = try await rollQuarterlies() ?? sequence
            steps += 1
            if steps % Self.stepsBetweenSettling == 0 { try await exchange.settle() }
        } while now < time
        return sequence
    }

    private func sleep(until time: Timestamp) async throws(ExchangeUnavailable) -> SequenceNumber? {
        var sequence: SequenceNumber?
        var now = clock.now
        repeat {
            let due = try await exchange.read { $0.nextDue }
            let leap = now.advanced(byMilliseconds: Self.leapMilliseconds)
            now = min(time, leap, due > now ? due : leap)
            clock.move(to: now)
            sequence = try await exchange.submit([.passTime]).last?.sequence
            sequence = try await rollQuarterlies() ?? sequence
        } while now < time
        lastTick = Schedule(tickMilliseconds: world.tickMilliseconds).tick(at: now)
        inhabitants?.sleptThrough()
        return sequence
    }

    // MARK: A step

    private func takeTurns(upTo now: Timestamp) -> Turns {
        guard let inhabitants else { return Turns() }
        let tick = inhabitants.schedule.tick(at: now)
        defer { lastTick = max(lastTick, tick) }
        return inhabitants.schedule.turns(
            after: lastTick, upTo: tick, underlyings: inhabitants.underlyings.count, markets: inhabitants.places.count)
    }

    /// One look, one submission. The last sequence, or nil when there was nothing to do.
    func step(_ turns: Turns, passTime: Bool, warmUp: Bool = false) async throws(ExchangeUnavailable) -> SequenceNumber? {
        var commands: [Command] = passTime ? [.passTime] : []
        if !turns.isEmpty, let (places, underlyings, assets) = inhabitants.map({ ($0.places, $0.underlyings, $0.assetPlaces) }) {
            let sight = try await exchange.read {
                Inhabitants.look(turns, places: places, underlyings: underlyings, assets: assets, at: $0)
            }
            commands += inhabitants?.act(turns, seeing: sight, at: clock.now, warmUp: warmUp) ?? []
        }
        var sequence: SequenceNumber?
        var rest = commands[...]
        while !rest.isEmpty {
            sequence = try await exchange.submit(Array(rest.prefix(Self.batchMax))).last?.sequence ?? sequence
            rest = rest.dropFirst(Self.batchMax)
        }
        return sequence
    }
}
