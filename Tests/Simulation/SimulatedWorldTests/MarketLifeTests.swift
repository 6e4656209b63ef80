import CommandsAndEvents
import ExchangePorts
import Primitives
import Testing

@testable import SimulatedWorld

struct MarketLifeTests {
    @Test("switching the makers off empties the book within a round, switching them on fills it again")
    func makersOff() async throws {
        let world = try await LivingWorld()
        let instrument = try world.id("ETHUSDT")
        _ = try await world.exchange.submit(.enableMakers(EnableMakers(instrument: instrument, enabled: false)))
        try await world.pass(milliseconds: 500)
        let empty = try await world.levels(instrument)
        #expect(empty.bids.isEmpty && empty.asks.isEmpty)
        let trades = world.exchange.trades.filter { $0.instrument == instrument }.count
        try await world.pass(milliseconds: 3_000)
        #expect(world.exchange.trades.filter { $0.instrument == instrument }.count == trades)
        let other = try await world.levels(try world.id("BTCUSDT"))
        #expect(other.bids.count >= 20)

        _ = try await world.exchange.submit(.enableMakers(EnableMakers(instrument: instrument, enabled: true)))
        try await world.driver.react()
        let filled = try await world.levels(instrument)
        #expect(filled.bids.count >= 20 && filled.asks.count >= 20)
    }

    @Test("the book follows an index pinned 30 % off, and stays there once it is let go", arguments: ["42000", "78000"])
    func pinned(_ text: String) async throws {
        let world = try await LivingWorld()
        let instrument = try world.id("BTCUSDT")
        let price = try Price(text)
        _ = try await world.exchange.submit(.pinIndex(PinIndex(instrument: instrument, price: price)))
        try await world.pass(milliseconds: 1_000)
        try await expectBook(world, instrument, near: price)
        try await world.pass(milliseconds: 60_000)
        #expect(try await world.market(instrument).index == price)
        try await expectBook(world, instrument, near: price)
        _ = try await world.exchange.submit(.pinIndex(PinIndex(instrument: instrument, price: nil)))
        try await world.pass(milliseconds: 5_000)
        #expect(try await world.market(instrument).index != price)
        try await expectBook(world, instrument, near: price)
        #expect(try await world.insolvent() == [])
        #expect(try await world.exchange.read { $0.violations() } == [])
    }

    private func expectBook(_ world: LivingWorld, _ instrument: InstrumentID, near price: Price) async throws {
        let (bids, asks) = try await world.levels(instrument)
        #expect(bids.count >= 20 && asks.count >= 20)
        let best = try #require(bids.first).price
        #expect(abs(best.raw - price.raw) * 100 < price.raw, "best bid \(best), index \(price)")
    }

    @Test("a client's order beyond the fair price is taken, and the touch closes again")
    func sweep() async throws {
        let world = try await LivingWorld()
        let instrument = try world.id("SOLUSDT")
        let client = try await fundedClient(world)
        let mark = try await world.market(instrument).mark
        let tick = world.exchange.catalog.names[instrument].filters.price.tickSize.raw
        let high = Price(raw: (mark.raw + mark.raw / 50) / tick * tick)
        let outcome = try await world.exchange.submit(
            .placeOrder(
                PlaceOrder(
                    account: client, instrument: instrument, side: .buy, kind: .limit(price: high, timeInForce: .goodTillCancel),
                    quantity: Quantity(whole: 30_000))))
        guard case .order(let order) = try outcome.get() else { throw Rejection.unknownOrder }
        #expect(order.remaining.isPositive)
        try await world.pass(milliseconds: 30_000)
        #expect(try await world.exchange.read { $0.openOrders(of: client, on: instrument) } == [])
        let spread = try #require(try await world.spreadInTicks(instrument))
        #expect(spread <= 6)
    }

    private func fundedClient(_ world: LivingWorld) async throws -> AccountID {
        let name = try #require(ShortText("carol"))
        let opened = try await world.exchange.submit(.openAccount(OpenAccount(name: name, kind: .client)))
        guard case .account(let client) = try opened.get() else { throw Rejection.unknownAccount }
        _ = try await world.exchange.submit([
            .deposit(Transfer(account: client, asset: AssetID(0), amount: Money(whole: 50_000_000))),
            .setLeverage(SetLeverage(account: client, instrument: try world.id("SOLUSDT"), leverage: Leverage(2))),
        ])
        return client
    }

    @Test("after a day the books stand, nobody is insolvent, nobody has run away, and money adds up")
    func day() async throws {
        // The same world in slow motion: everybody acts once in half a minute instead of four times in one.
        var definition = try LivingWorld.perpetuals()
        definition.tickMilliseconds = 6_000
        for index in definition.markets.indices { definition.markets[index].takers?.arrivals = Rate.of("0.5") }
        let world = try await LivingWorld(definition, keepsCommands: false)
        try await world.pass(milliseconds: 86_400_000)
        for instrument in world.instruments {
            let (bids, asks) = try await world.levels(instrument)
            #expect(bids.count >= 20 && asks.count >= 20)
            let market = try await world.market(instrument)
            let pair = world.exchange.catalog.names[instrument].pair
            // The basket began at 998.
            let start = definition.underlyings.first { $0.name == pair }?.price.start ?? Price(whole: 998)
            #expect(market.index.raw > start.raw / 2 && market.index.raw < start.raw * 2)
        }
        let positions = try await world.exchange.read { state in
            (0..<state.accountCount).flatMap { state.positions(of: AccountID(UInt32($0))) }
        }
        for position in positions {
            let market = definition.markets[Int(position.instrument.index)]
            let most = max(market.makers.map(\.inventory).max() ?? .zero, market.takers?.inventory ?? .zero)
            #expect(position.quantity.magnitude <= most)
        }
        #expect(try await world.insolvent() == [])
        #expect(try await world.exchange.read { $0.violations() } == [])
        #expect(try await world.exchange.read { $0.totals().allSatisfy(\.difference.isZero) })
    }
}
