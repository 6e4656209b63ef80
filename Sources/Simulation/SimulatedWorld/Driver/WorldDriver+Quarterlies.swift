import CommandsAndEvents
import ExchangePorts
import Instruments
import Primitives
import TradingBots

/// Contracts of a quarter: when one is delivered, the next of its series is listed and takes its place.
extension WorldDriver {
    /// Puts the contracts of now behind the markets that stand for ever.
    func takeUpQuarterlies() {
        let listed = world.quarterlies.flatMap { $0.markets(at: clock.now) }
        world.markets = Array(world.markets.prefix(standingMarkets)) + listed
        scheduleRoll()
    }

    /// Lists the contracts that follow those delivered by now, and the bots go on to them. The last sequence, or nil when it
    /// is not time yet.
    func rollQuarterlies() async throws(ExchangeUnavailable) -> SequenceNumber? {
        guard let nextRoll, clock.now >= nextRoll else { return nil }
        var sequence: SequenceNumber?
        for (place, market) in successors() {
            let symbol = market.instrument.symbol
            if try await needsListing(symbol) {
                sequence = try await exchange.submit(.listInstrument(market.instrument)).sequence
                try await exchange.settle()
            }
            if let instrument = catalog.names.instrument(symbol) {
                sequence = try await move(place, to: market, instrument) ?? sequence
            }
            world.markets[place] = market
        }
        scheduleRoll()
        return sequence
    }

    private func scheduleRoll() {
        nextRoll = world.markets.dropFirst(standingMarkets).compactMap(\.instrument.deliveryDate).min()
    }

    /// By place among the markets: what comes after a contract that has ended.
    private func successors() -> [(place: Int, market: ListedMarket)] {
        let now = clock.now
        var successors: [(place: Int, market: ListedMarket)] = []
        for (series, terms) in world.quarterlies.enumerated() {
            let places = (standingMarkets + 2 * series)..<(standingMarkets + 2 * series + 2)
            var ended: [Int] = []
            var present: [String] = []
            for place in places {
                let instrument = world.markets[place].instrument
                if let date = instrument.deliveryDate, date > now { present.append(instrument.symbol) } else { ended.append(place) }
            }
            let missing = terms.markets(at: now).filter { !present.contains($0.instrument.symbol) }
            successors += zip(ended, missing).map { ($0, $1) }
        }
        return successors
    }

    private func needsListing(_ symbol: String) async throws(ExchangeUnavailable) -> Bool {
        guard let known = catalog.names.instrument(symbol) else { return true }
        return try await exchange.read { $0.market(known)?.status == .closed }
    }

    /// The last sequence, or nil when there are no bots.
    private func move(
        _ place: Int, to market: ListedMarket, _ instrument: InstrumentID
    ) async throws(ExchangeUnavailable) -> SequenceNumber? {
        guard let bots = inhabitants?.places[place] else { return nil }
        let makers = zip(bots.makers, market.makers.map(\.leverage)).map { ($0, $1) }
        let takers = bots.takers.compactMap { taker in market.takers.map { (taker, $0.leverage) } }
        let settings = (makers + takers).map { account, leverage in
            Command.setLeverage(SetLeverage(account: account, instrument: instrument, leverage: leverage))
        }
        let sequence = try await exchange.submit(settings).last?.sequence
        inhabitants?.replace(place, by: market, as: instrument)
        return sequence
    }
}
