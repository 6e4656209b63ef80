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
        var underlyings: [UnderlyingState?] = []
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
    /// Those of the world that have venues, as the exchange knows them.
    let underlyings: [UnderlyingID]
    private var feeds: [VenueFeed]
    private var processes: [PriceProcess]
    private var leader = LeaderMovement()
    private var makers: [MarketMaker]
    private var takers: [TakerCrowd]
    private var assetIndexes: AssetIndexes
    private var hasBegun: [Bool]
    private var lastProcessStep: [Timestamp?]
    private var lastTakerStep: [Timestamp?]

    /// `names` are those of the exchange; `places` stand in the order of `world.markets`.
    init(_ world: World, names: Names, places: [Place], random: RandomStream) {
        schedule = Schedule(tickMilliseconds: world.tickMilliseconds)
        self.places = places
        self.random = random
        let listed = places.map { names[$0.instrument] }
        let traded = world.underlyings.compactMap { terms in names.underlying(terms.name).map { (terms: terms, id: $0) } }
        underlyings = traded.map(\.id)
        feeds = traded.map { terms, id in
            VenueFeed(
                id, venues: terms.venues, listed: names[id],
                tick: listed.first { $0.pair == terms.name }?.filters.price.tickSize ?? Price(raw: 1))
        }
        processes = traded.map { PriceProcess($0.terms, random: random.derived("price \($0.terms.name)")) }
        let rules = zip(listed, places).map { MarketRules($0, as: $1.instrument) }
        makers = zip(world.markets, rules).map { market, rules in
            MarketMaker(rules: rules, terms: market.makers, random: random.derived("makers \(market.instrument.symbol)"))
        }
        takers = zip(world.markets, rules).map { market, rules in
            TakerCrowd(
                rules: rules, terms: market.takers ?? .none, random: random.derived("takers \(market.instrument.symbol)"))
        }
        assetIndexes = AssetIndexes(
            world.assets.compactMap { listed in names.asset(listed.name).map { (listed, $0) } }, underlying: names.underlying,
            random: random)
        hasBegun = Array(repeating: false, count: traded.count)
        lastProcessStep = Array(repeating: nil, count: traded.count)
        lastTakerStep = Array(repeating: nil, count: places.count)
    }

    var assetPlaces: [AssetIndexes.Place] { assetIndexes.places }
    var everybody: Turns { .all(underlyings: processes.count, markets: places.count) }

    /// Looks at the exchange for those whose turn it is.
    static func look(
        _ turns: Turns, places: [Place], underlyings: [UnderlyingID], assets: [AssetIndexes.Place], at state: any LiveState
    ) -> Sight {
        Sight(
            underlyings: turns.underlyings.map { state.underlying(underlyings[$0]) },
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
                        index: place.underlying.flatMap { state.underlying($0)?.index } ?? .zero)
                } : [])
    }

    /// What those whose turn it is do. `warmUp` lets a full period pass in each step though the clock stands.
    mutating func act(_ turns: Turns, seeing sight: Sight, at time: Timestamp, warmUp: Bool = false) -> [Command] {
        var commands: [Command] = []
        for (underlying, inForce) in zip(turns.underlyings, sight.underlyings) {
            let elapsed = Self.elapsed(
                since: lastProcessStep[underlying], at: time, usual: schedule.periodMilliseconds, warmUp: warmUp)
            lastProcessStep[underlying] = time
            let prices = processes[underlying].step(
                milliseconds: elapsed, from: start(of: underlying, inForce), leader: &leader, isLeader: underlying == 0)
            if let update = feeds[underlying].update(prices, at: time) { commands.append(update) }
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

    /// Where the exchange has a price go on from: where it is pinned, or where it was before this program began.
    private mutating func start(of underlying: Int, _ inForce: UnderlyingState?) -> Price? {
        defer { hasBegun[underlying] = true }
        if let pinned = inForce?.pinnedIndex { return pinned }
        return hasBegun[underlying] ? nil : inForce?.index.nonzero
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

extension Price {
    fileprivate var nonzero: Price? { isZero ? nil : self }
}
