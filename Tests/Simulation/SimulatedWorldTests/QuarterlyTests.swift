import CommandsAndEvents
import ExchangePorts
import Instruments
import Primitives
import Testing

@testable import SimulatedWorld

@Suite("Quarterly contracts")
struct QuarterlyTests {
    /// 2026-03-27 08:00 UTC, the last Friday of March.
    static let delivery: Int64 = 1_774_598_400_000

    @Test(
        "contracts expire on the last Friday of the quarter at eight",
        arguments: [
            // The quarterly contracts that were listed on 2024-01-01, 2024-03-29, 2024-12-27 and 2028-02-29.
            (1_704_067_200_000, ["240329", "240628"]), (1_711_699_199_999, ["240329", "240628"]),
            (1_711_699_200_000, ["240628", "240927"]), (1_735_286_400_000, ["250328", "250627"]),
            (1_835_395_200_000, ["280331", "280630"]),
        ] as [(Int64, [String])])
    func calendar(time: Int64, suffixes: [String]) {
        let deliveries = QuarterlyCalendar.deliveries(after: Timestamp(milliseconds: time))
        #expect([deliveries.current, deliveries.next].map(QuarterlyCalendar.suffix) == suffixes)
        #expect(deliveries.current.milliseconds % 86_400_000 == 8 * 3_600_000)
    }

    @Test("days and dates agree over forty years")
    func dates() {
        for day: Int64 in stride(from: 0, to: 14_610, by: 1) {
            #expect(CivilDate(of: Timestamp(milliseconds: day * 86_400_000)).daysSince1970 == day)
        }
        #expect(CivilDate(of: Timestamp(milliseconds: Self.delivery)).daysSince1970 == Self.delivery / 86_400_000)
    }

    /// The two contracts on BTCUSDT that are not closed.
    private func contracts(_ world: LivingWorld) async throws -> [String] {
        let names = world.exchange.catalog.names
        return try await world.exchange.read { state in
            names.instruments.indices.filter {
                names.instruments[$0].pair == "BTCUSDT" && names.instruments[$0].deliveryDate != nil
                    && state.market(InstrumentID(UInt16($0)))?.status != .closed
            }.map { names.instruments[$0].symbol }.sorted()
        }
    }

    @Test("at a delivery the next contract is listed, and the bots go on to it; the same again gives the same journal")
    func roll() async throws {
        func run() async throws -> (world: LivingWorld, commands: [Command]) {
            let world = try await LivingWorld(try World.builtIn(), at: Self.delivery - 62_000)
            #expect(try await contracts(world) == ["BTCUSDT_260327", "BTCUSDT_260626"])
            try await world.pass(milliseconds: 62_000)
            #expect(try await contracts(world) == ["BTCUSDT_260626", "BTCUSDT_260925"])
            try await world.pass(milliseconds: 4_000)
            return (world, world.exchange.commands.map(\.payload))
        }
        let (world, commands) = try await run()
        let fresh = try await world.levels(try world.id("BTCUSDT_260925"))
        #expect(fresh.bids.count >= 20 && fresh.asks.count >= 20)
        let index = try await world.market(try world.id("BTCUSDT")).index
        let bid = try #require(fresh.bids.first).price
        // Half a year at 6 per cent a year, give or take.
        #expect(bid.raw > index.raw / 1_000 * 1_025 && bid.raw < index.raw / 1_000 * 1_035)
        let gone = try await world.levels(try world.id("BTCUSDT_260327"))
        #expect(gone.bids.isEmpty && gone.asks.isEmpty)
        #expect(try await world.exchange.read { $0.violations() } == [])
        #expect(try await world.exchange.read { $0.totals().allSatisfy(\.difference.isZero) })
        #expect(try await run().commands == commands)
    }

    @Test("a quiet year lists every contract in its time, and a new driver goes on from there")
    func quietYear() async throws {
        let world = try await LivingWorld(try World.builtIn(), at: Self.delivery - 86_400_000)
        try await world.pass(milliseconds: 364 * 86_400_000, quiet: true)
        #expect(try await contracts(world) == ["BTCUSDT_270326", "BTCUSDT_270625"])
        let listed = world.exchange.commands.compactMap { stamped -> Int64? in
            if case .listInstrument(let instrument) = stamped.payload, instrument.symbol == "ETHUSDT_261225" {
                return stamped.time.milliseconds
            }
            return nil
        }
        // On the delivery of 26 June.
        #expect(listed == [1_782_460_800_000])
        let other = WorldDriver(
            world: try World.builtIn(), exchange: world.exchange, clock: world.clock, catalog: world.exchange.catalog)
        try await other.prepare()
        #expect(try await contracts(world) == ["BTCUSDT_270326", "BTCUSDT_270625"])
        let (bids, asks) = try await world.levels(try world.id("BTCUSDT_270625"))
        #expect(bids.count >= 20 && asks.count >= 20)
        #expect(world.exchange.catalog.names.accounts.filter { $0.name.contains("BTCUSDT_QUARTER") }.count == 3)
    }

    @Test("a contract of its own is written with its delivery, and with no funding")
    func written() throws {
        let text = """
            {"symbol": "BTCUSDT_X", "pair": "BTCUSDT", "base": "BTC", "quote": "USDT", "pricePrecision": 1, "quantityPrecision": 3,
             "price": {"min": "1", "max": "1000000", "tick": "0.1"}, "lot": {"min": "0.001", "max": "10", "step": "0.001"},
             "marketLot": {"min": "0.001", "max": "10", "step": "0.001"}, "percentPrice": {"up": "1.05", "down": "0.95"},
             "minNotional": "5", "fees": {"maker": "0", "taker": "0.0004"}, "liquidationFee": "0.01", "marketTakeBound": "0.05",
             "triggerProtect": "0.05", "delivery": 1800000000000, "brackets": [[20, "1000000", "0.02"]]}
            """
        let instrument = try World.instrument(yaml: text)
        #expect(instrument.deliveryDate == Timestamp(milliseconds: 1_800_000_000_000) && instrument.funding == nil)
        let both = text.replacing("\"delivery\"", with: "\"funding\": {}, \"delivery\"")
        #expect(throws: WorldError.self) { try World.instrument(yaml: both) }
    }
}
