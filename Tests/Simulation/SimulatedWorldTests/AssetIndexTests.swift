import CommandsAndEvents
import ExchangePorts
import Primitives
import Testing

@testable import SimulatedWorld

@Suite("What assets are worth in a simulated world")
struct AssetIndexTests {
    private func updates(_ world: LivingWorld, since count: Int) -> [(asset: AssetID, price: Price, time: Timestamp)] {
        world.exchange.commands.dropFirst(count).compactMap { command in
            guard case .updateAssetIndex(let update) = command.payload else { return nil }
            return (update.asset, update.price, command.time)
        }
    }

    private func index(_ world: LivingWorld, _ name: String) async throws -> AssetIndex {
        let asset = try #require(world.exchange.catalog.names.asset(name))
        return try #require(try await world.exchange.read { $0.assetIndex(asset) })
    }

    @Test("after preparing, every asset has an index price: dollars near 1, coins that of their underlying")
    func prepared() async throws {
        let world = try await LivingWorld()
        for name in ["USDT", "USDC"] {
            let price = try await index(world, name).price
            #expect((try Price("0.999")...Price("1.001")).contains(price))
            #expect(try await index(world, name).bidBuffer == (try Rate("0.0001")))
        }
        for name in ["BTC", "ETH", "BNB"] {
            let underlying = try await world.market(try world.id(name + "USDT")).index
            let price = try await index(world, name).price
            #expect(price.raw > underlying.raw / 100 * 99 && price.raw < underlying.raw / 100 * 101, "\(name)")
            #expect(try await index(world, name).bidBuffer == (try Rate("0.05")))
        }
    }

    @Test("they are told at most once a second, and only when they changed")
    func cadence() async throws {
        let world = try await LivingWorld()
        let before = world.exchange.commands.count
        try await world.pass(milliseconds: 10_000)
        let told = updates(world, since: before)
        for (name, expected) in [("USDT", 5...10), ("BTC", 5...10)] {
            let asset = try #require(world.exchange.catalog.names.asset(name))
            let own = told.filter { $0.asset == asset }
            #expect(expected.contains(own.count), "\(name): \(own.count)")
            #expect(Set(own.map { $0.time.milliseconds / 1_000 }).count == own.count)
            for (earlier, later) in zip(own, own.dropFirst()) { #expect(earlier.price != later.price) }
        }
    }

    @Test("a pinned underlying pins the worth of its coin at once, and then nothing is told of it")
    func pinned() async throws {
        let world = try await LivingWorld()
        let instrument = try world.id("BTCUSDT")
        let pinned = Price(whole: 61_234)
        _ = try await world.exchange.submit(.pinIndex(PinIndex(instrument: instrument, price: pinned)))
        try await world.driver.react()
        #expect(try await index(world, "BTC").price == pinned)
        let before = world.exchange.commands.count
        try await world.pass(milliseconds: 5_000)
        let asset = try #require(world.exchange.catalog.names.asset("BTC"))
        #expect(updates(world, since: before).allSatisfy { $0.asset != asset })
    }

    @Test("a reaction without time passing does not move dollars")
    func reaction() async throws {
        let world = try await LivingWorld()
        try await world.pass(milliseconds: 1_000)
        let before = world.exchange.commands.count
        try await world.driver.react()
        let tether = try #require(world.exchange.catalog.names.asset("USDT"))
        #expect(updates(world, since: before).allSatisfy { $0.asset != tether })
    }
}
