import CommandsAndEvents
import ExchangePorts
import Primitives
import Testing

@testable import SimulatedWorld

/// A prepared world on an exchange of its own.
struct LivingWorld {
    /// Some way off a funding time.
    static let start: Int64 = 1_721_800_000_000

    let clock: HandClock
    let exchange: SynchronousExchange
    let driver: WorldDriver

    /// `world` nil is the built-in one without its quarterly contracts.
    init(_ world: World? = nil, seed: UInt64 = 1, keepsCommands: Bool = true, at start: Int64 = Self.start) async throws {
        clock = HandClock(at: start)
        exchange = SynchronousExchange(clock: clock, keepsCommands: keepsCommands)
        driver = WorldDriver(
            world: try world ?? Self.perpetuals(), seed: seed, exchange: exchange, clock: clock, catalog: exchange.catalog)
        try await driver.prepare()
    }

    static func perpetuals() throws -> World {
        var world = try World.builtIn()
        world.quarterlies = []
        return world
    }

    func pass(milliseconds: Int64, quiet: Bool = false) async throws {
        _ = try await driver.advance(to: clock.now.advanced(byMilliseconds: milliseconds), quiet: quiet)
    }

    var instruments: [InstrumentID] { exchange.catalog.names.instruments.indices.map { InstrumentID(UInt16($0)) } }
    func id(_ symbol: String) throws -> InstrumentID { try #require(exchange.catalog.names.instrument(symbol)) }

    func market(_ instrument: InstrumentID) async throws -> MarketState {
        try #require(try await exchange.read { $0.market(instrument) })
    }

    func levels(_ instrument: InstrumentID) async throws -> (bids: [PriceLevel], asks: [PriceLevel]) {
        try await exchange.read {
            ($0.levels(of: instrument, side: .buy, depth: 200), $0.levels(of: instrument, side: .sell, depth: 200))
        }
    }

    func spreadInTicks(_ instrument: InstrumentID) async throws -> Int64? {
        let (bids, asks) = try await levels(instrument)
        guard let bid = bids.first, let ask = asks.first else { return nil }
        return (ask.price.raw - bid.price.raw) / exchange.catalog.names[instrument].filters.price.tickSize.raw
    }

    /// Accounts whose margin balance no longer covers their maintenance margin.
    func insolvent() async throws -> [String] {
        let names = exchange.catalog.names
        let states = try await exchange.read { state in
            names.accounts.indices.map { state.balances(of: AccountID(UInt32($0))) }
        }
        return zip(names.accounts, states).filter { _, balances in
            balances.contains { $0.marginBalance < $0.maintenanceMargin || $0.walletBalance.isNegative }
        }.map(\.0.name)
    }
}
