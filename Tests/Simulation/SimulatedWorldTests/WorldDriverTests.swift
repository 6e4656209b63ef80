import CommandsAndEvents
import ExchangePorts
import Instruments
import Primitives
import Testing

@testable import SimulatedWorld

struct WorldDriverTests {
    @Test("after preparing, every market has deep books, a tight touch, a mark price and trades, and nothing was refused")
    func prepared() async throws {
        let world = try await LivingWorld()
        #expect(world.instruments.count == 6)
        for instrument in world.instruments {
            let (bids, asks) = try await world.levels(instrument)
            #expect(bids.count >= 20 && asks.count >= 20)
            let spread = try #require(try await world.spreadInTicks(instrument))
            #expect((1...6).contains(spread), "\(instrument)")
            let market = try await world.market(instrument)
            #expect(market.mark.isPositive && market.lastTrade.isPositive)
        }
        #expect(try await world.exchange.read { $0.violations() } == [])
        #expect(world.exchange.rejections.count * 100 < world.exchange.commands.count)
    }

    @Test("the touch stays about two ticks wide, trades come every few hundred milliseconds on both sides, few commands do it")
    func minute() async throws {
        let world = try await LivingWorld()
        let commands = world.exchange.commands.count
        let trades = world.exchange.trades.count
        var spreads: [Int64] = []
        for _ in 0..<60 {
            try await world.pass(milliseconds: 1_000)
            for instrument in world.instruments {
                if let spread = try await world.spreadInTicks(instrument) { spreads.append(spread) }
            }
        }
        let made = world.exchange.trades.dropFirst(trades)
        for instrument in world.instruments {
            let own = made.filter { $0.instrument == instrument }
            #expect((90...1_200).contains(own.count), "\(instrument): \(own.count)")
            #expect(own.contains { $0.takerSide == .buy } && own.contains { $0.takerSide == .sell })
        }
        #expect(spreads.count == 360)
        #expect(spreads.sorted()[180] <= 3)
        let perSecond = (world.exchange.commands.count - commands) / 60
        #expect(perSecond <= 160)
        #expect(world.exchange.rejections.count * 50 < world.exchange.commands.count)
    }

    @Test("the same seed and the same calls give the same commands; another seed gives others")
    func deterministic() async throws {
        func run(seed: UInt64) async throws -> (commands: [Command], digest: Digest) {
            let world = try await LivingWorld(seed: seed)
            try await world.pass(milliseconds: 3_210)
            try await world.pass(milliseconds: 7_200_000, quiet: true)
            try await world.pass(milliseconds: 2_000)
            return (world.exchange.commands.map(\.payload), try await world.exchange.read { $0.digest() })
        }
        let first = try await run(seed: 11)
        let second = try await run(seed: 11)
        #expect(first.commands == second.commands)
        #expect(first.digest == second.digest)
        #expect(try await run(seed: 12).commands != first.commands)
    }

    @Test("preparing again changes nothing, and a new driver finds the world as it is")
    func recovered() async throws {
        let world = try await LivingWorld()
        let before = world.exchange.commands.count
        try await world.driver.prepare()
        let other = WorldDriver(
            world: try LivingWorld.perpetuals(), exchange: world.exchange, clock: world.clock, catalog: world.exchange.catalog)
        try await other.prepare()
        #expect(world.exchange.commands.count == before)
        let end = world.clock.now.advanced(byMilliseconds: 2_000)
        #expect(try await other.advance(to: end, quiet: false) != nil)
        #expect(world.exchange.commands.count > before)
        #expect(world.exchange.now == end)
    }

    @Test("a manual clock does not go back, and a running one is not moved")
    func refusals() async throws {
        let world = try await LivingWorld()
        #expect(try await world.driver.advance(to: Timestamp(milliseconds: LivingWorld.start - 1), quiet: false) == nil)
        #expect(try await world.driver.advance(to: world.clock.now, quiet: false) != nil)
        await world.driver.set(.wall)
        #expect(world.driver.mode == .wall)
        #expect(try await world.driver.advance(to: Timestamp(milliseconds: LivingWorld.start + 1_000), quiet: false) == nil)
    }

    @Test("callers that advance at once are served one after the other")
    func concurrentAdvances() async throws {
        let world = try await LivingWorld()
        let driver = world.driver
        try await withThrowingTaskGroup(of: Void.self) { group in
            for step in 1...8 {
                group.addTask {
                    _ = try await driver.advance(to: Timestamp(milliseconds: LivingWorld.start + Int64(step) * 500), quiet: false)
                }
            }
            try await group.waitForAll()
        }
        #expect(world.clock.now == Timestamp(milliseconds: LivingWorld.start + 4_000))
        let times = world.exchange.commands.map(\.time)
        #expect(times == times.sorted())
    }

    @Test("a quiet advance leaves venues and bots asleep but lets funding happen on its minute")
    func quiet() async throws {
        let world = try await LivingWorld()
        let instrument = try world.id("BTCUSDT")
        let before = try await world.market(instrument)
        let commands = world.exchange.commands.count
        try await world.pass(milliseconds: 90 * 86_400_000, quiet: true)
        let after = try await world.market(instrument)
        #expect(after.index == before.index)
        #expect(after.nextFundingTime > world.clock.now)
        let slept = world.exchange.commands.dropFirst(commands)
        #expect(slept.allSatisfy { $0.payload == .passTime })
        #expect(slept.contains { $0.time == before.nextFundingTime })
        #expect(slept.count < 3_000)
    }

    @Test("every venue of every underlying counts, and the basket is worth its parts")
    func venues() async throws {
        let world = try await LivingWorld()
        try await world.pass(milliseconds: 7_300)
        let names = world.exchange.catalog.names
        #expect(names.underlyings.map(\.name) == ["BTCUSDT", "ETHUSDT", "BNBUSDT", "SOLUSDT", "LINKUSDT", "DEFIUSDT"])
        let states = try await world.exchange.read { state in
            names.underlyings.indices.map { state.underlying(UnderlyingID(UInt16($0))) }
        }
        for state in states.prefix(5) {
            #expect(state?.venues.map(\.share.description) == ["0.4", "0.3", "0.2", "0.1"])
            #expect(state?.venues.allSatisfy { world.clock.now.milliseconds - $0.updatedAt.milliseconds <= 5_300 } == true)
        }
        let parts = zip(states[1...4], [1, 4, 16, 170] as [Int64]).map { ($0?.index.raw ?? 0) * $1 }
        let worth = parts.reduce(0, +) / 10
        #expect(states[5]?.index.raw == worth)
        #expect(try await world.market(try world.id("DEFIUSDT")).index.raw == worth)
    }

    @Test("a quiet advance through the last hour of a contract averages every second of it")
    func settlementHour() async throws {
        let world = try await LivingWorld()
        let bitcoin = try world.id("BTCUSDT")
        var instrument = world.exchange.catalog.names[bitcoin]
        let delivery = Timestamp(milliseconds: LivingWorld.start + 7_200_000)
        instrument.symbol = "BTCUSDT_TODAY"
        instrument.terms = .delivery(DeliveryTerms(contract: instrument.contract, deliveryDate: delivery))
        _ = try await world.exchange.submit(.listInstrument(instrument))
        try await world.exchange.settle()
        let contract = try world.id("BTCUSDT_TODAY")
        _ = try await world.exchange.submit(.pinIndex(PinIndex(instrument: bitcoin, price: Price(whole: 60_000))))
        try await world.pass(milliseconds: 5_400_000, quiet: true)
        #expect(try await world.market(contract).settlePrice == Price(whole: 60_000))
        _ = try await world.exchange.submit(.pinIndex(PinIndex(instrument: bitcoin, price: Price(whole: 64_000))))
        try await world.pass(milliseconds: 1_799_999, quiet: true)
        // 1 801 seconds, the last one begun when the index moved, at 60 000, and 1 799 at 64 000.
        #expect(try await world.market(contract).settlePrice == .of("61998.88888888"))
    }
}
