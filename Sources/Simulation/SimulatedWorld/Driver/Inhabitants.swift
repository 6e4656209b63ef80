import CommandsAndEvents
import ExchangePorts
import Instruments
import Primitives
import TradingBots

/// Venues, asset prices and bots of a world that is listed on an exchange: given what they see, they say what they do.
///
/// Pure: no clock, no exchange. What is not read from the exchange each time is chance and what fades within seconds.
struct Inhabitants {
    /// What one step looks at, by the places of its `Turns`.
    struct Sight: Sendable {
        var indexes: [Price] = []
        var makers: [MarketView?] = []
        var takers: [MarketView?] = []
        var assets: [AssetIndexes.Sight] = []
    }

    /// One market as listed, with its bots' accounts.
    struct Place: Sendable {
        var instrument: InstrumentID
        var makers: [AccountID]
        var takers: [AccountID]
    }

    let schedule: Schedule
    private(set) var places: [Place]
    private let random: RandomStream
    /// By underlying: the instruments that follow it.
    let followers: [[InstrumentID]]
    private var processes: [PriceProcess]
    private var leader = LeaderMovement()
    private var makers: [MarketMaker]
    private var takers: [TakerCrowd]
    private var assetIndexes: AssetIndexes
    private var lastProcessStep: [Timestamp?]
    private var lastTakerStep: [Timestamp?]

    /// `listed` are the instruments as the exchange has them; `places` stand in the order of `world.markets`.
    init(
        _ world: World, listed: [Instrument], places: [Place], assets: [(ListedAsset, AssetID)], random: RandomStream
    ) {
        schedule = Schedule(tickMilliseconds: world.tickMilliseconds)
        self.places = places
        self.random = random
        followers = world.underlyings.map { underlying in
            zip(listed, places).filter { $0.0.pair == underlying.name }.map(\.1.instrument)
        }
        processes = world.underlyings.map { PriceProcess($0, random: random.derived("price \($0.name)")) }
        let rules = zip(listed, places).map { MarketRules($0, as: $1.instrument) }
        makers = zip(world.markets, rules).map { market, rules in
            MarketMaker(rules: rules, terms: market.makers, random: random.derived("makers \(market.instrument.symbol)"))
        }
        takers = zip(world.markets, rules).map { market, rules in
            TakerCrowd(
                rules: rules, terms: market.takers ?? .none, random: random.derived("takers \(market.instrument.symbol)"))
        }
        assetIndexes = AssetIndexes(
            assets,
            followers: { name in zip(listed, places).filter { $0.0.pair == name }.map(\.1.instrument) }, random: random)
        lastProcessStep = Array(repeating: nil, count: world.underlyings.count)
        lastTakerStep = Array(repeating: nil, count: places.count)
    }

    var assetPlaces: [AssetIndexes.Place] { assetIndexes.places }
    var everybody: Turns { .all(underlyings: processes.count, markets: places.count) }

    /// Looks at the exchange for those whose turn it is.
    static func look(
        _ turns: Turns, places: [Place], followers: [[InstrumentID]], assets: [AssetIndexes.Place], at state: any LiveState
    ) -> Sight {
        Sight(
            indexes: turns.underlyings.map { underlying in
                followers[underlying].first.flatMap { state.market($0)?.index } ?? .zero
            },
            makers: turns.makers.map { market in
                let place = places[market]
                return MarketView(of: place.instrument, makers: place.makers, takers: [], withOrders: true, in: state)
            },
            takers: turns.takers.map { market in
                let place = places[market]
                return MarketView(of: place.instrument, makers: [], takers: place.takers, withOrders: false, in: state)
            },
            assets: turns.assets
                ? assets.map { place in
                    AssetIndexes.Sight(
                        price: state.assetIndex(place.asset)?.price ?? .zero,
                        index: place.instrument.flatMap { state.market($0)?.index } ?? .zero)
                } : [])
    }

    /// What those whose turn it is do. `warmUp` lets a full period pass in each step though the clock stands.
    mutating func act(_ turns: Turns, seeing sight: Sight, at time: Timestamp, warmUp: Bool = false) -> [Command] {
        var commands: [Command] = []
        for (underlying, inForce) in zip(turns.underlyings, sight.indexes) {
            let elapsed = Self.elapsed(
                since: lastProcessStep[underlying], at: time, usual: schedule.periodMilliseconds, warmUp: warmUp)
            lastProcessStep[underlying] = time
            let index = processes[underlying].step(
                milliseconds: elapsed, inForce: inForce, leader: &leader, isLeader: underlying == 0)
            commands += followers[underlying].map { .updateIndex(UpdateIndex(instrument: $0, price: index)) }
        }
        for (market, view) in zip(turns.makers, sight.makers) {
            if let view { commands += makers[market].quote(view, at: time) }
        }
        for (market, view) in zip(turns.takers, sight.takers) {
            let elapsed = Self.elapsed(
                since: lastTakerStep[market], at: time, usual: schedule.takerMilliseconds, warmUp: warmUp)
            lastTakerStep[market] = time
            if let view { commands += takers[market].act(view, elapsed: elapsed) }
        }
        if turns.assets { commands += assetIndexes.act(seeing: sight.assets, at: time) }
        return commands
    }

    /// Lets the bots of a market go on to another, which takes its place.
    mutating func replace(_ market: Int, by successor: ListedMarket, as instrument: InstrumentID) {
        let rules = MarketRules(successor.instrument, as: instrument)
        let symbol = successor.instrument.symbol
        places[market].instrument = instrument
        makers[market] = MarketMaker(rules: rules, terms: successor.makers, random: random.derived("makers \(symbol)"))
        takers[market] = TakerCrowd(
            rules: rules, terms: successor.takers ?? .none, random: random.derived("takers \(symbol)"))
        lastTakerStep[market] = nil
    }

    /// After a sleep nobody makes up for what they slept through.
    mutating func sleptThrough() {
        lastProcessStep = lastProcessStep.map { _ in nil }
        lastTakerStep = lastTakerStep.map { _ in nil }
    }

    /// A pause counts as five seconds at most: a world that was suspended goes on, it does not leap.
    private static func elapsed(since last: Timestamp?, at time: Timestamp, usual: Int64, warmUp: Bool) -> Int64 {
        guard let last, !warmUp else { return usual }
        return min(max(5_000, 2 * usual), max(0, time.milliseconds - last.milliseconds))
    }
}

extension TakerTerms {
    /// Nobody.
    fileprivate static let none = TakerTerms(
        count: 0, arrivals: .zero, excitement: .zero, halfLifeMilliseconds: 1_000, size: Quantity(raw: 1),
        inventory: Quantity(raw: 1), leverage: Leverage(1), deposit: Money(raw: 1))
}
