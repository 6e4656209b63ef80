import Instruments
import Primitives
import Testing

@testable import SimulatedWorld

struct WorldTests {
    @Test("the built-in world can be read and every instrument of it can be listed")
    func builtIn() throws {
        let world = try World.builtIn()
        #expect(world.assets.map(\.name) == ["USDT", "USDC", "BTC", "ETH", "BNB"])
        #expect(world.markets.map(\.instrument.symbol) == ["BTCUSDT", "ETHUSDT", "BNBUSDT", "SOLUSDT", "LINKUSDT", "DEFIUSDT"])
        for market in world.markets { #expect(market.instrument.flaw() == nil) }
    }

    @Test("the bracket tables add up as published")
    func brackets() throws {
        let cumulatives = try World.builtIn().markets.map { $0.instrument.contract.brackets.steps.last?.cumulative }
        #expect(cumulatives[0] == Money(whole: 421_481_450))
        #expect(cumulatives[1] == Money(whole: 280_506_450))
        #expect(cumulatives[3] == Money(whole: 15_684_590))
        #expect(cumulatives[4] == Money(whole: 9_933_045))
    }

    @Test(
        "a mistake names its place",
        arguments: [
            ("tick: 0.10", "tick: 0.1x", "markets[0].price.tick", "number"),
            ("tick: 0.10", "tick: 0.001", "markets[0]", "precisionOutOfRange"),
            ("seed: 1", "seeds: 1", "", "seeds"),
            ("seed: 1\n", "", "", "lacks 'seed'"),
            ("weight: 4", "weight: 0", "underlyings[0].venues[0].weight", "whole number"),
            ("[125, 50000, 0.004]", "[125, 50000]", "markets[0].brackets[0]", "maintenance margin rate"),
            ("[100, 600000, 0.005]", "[130, 600000, 0.005]", "markets[0].brackets", "no table"),
            ("marginAvailable: true", "marginAvailable: perhaps", "assets[0].marginAvailable", "true or false"),
            ("name: BTCUSDT", "name: XBTUSDT", "markets[0]", "underlyings"),
            ("underlying: SOLUSDT,", "underlying: XBTUSDT,", "baskets[0].components", "'XBTUSDT'"),
            ("weight: 17}", "weight: 0}", "baskets[0].components[3].weight", "number"),
            ("{name: meridian,", "{name: northgate,", "underlyings[0].venues", "duplicatePart"),
            ("- name: DEFIUSDT", "- name: BTCUSDT", "markets[5]", "underlyings"),
            ("underlying: BTCUSDT", "underlying: XBTUSDT", "assets", "market of 'XBTUSDT'"),
            ("peg: 1,", "peg: 0,", "assets[0].index.peg", "number"),
            ("{bid: 0.0001,", "{bid: 1.5,", "assets[0].buffers.bid", "number"),
            ("{bid: 0.0001,", "{", "assets[0].buffers", "lacks 'bid'"),
            ("index: {peg: 1,", "index: {peg: 1, underlying: BTCUSDT,", "assets[0].index", "does not know 'peg'"),
            ("name: USDC", "name: USDT", "assets", "twice"),
            ("base: BTC\n    quote: USDT", "base: BTC\n    quote: EUR", "markets[0]", "'EUR'"),
            ("leverage: 5,", "leverage: 500,", "markets[0]", "leverage of 125"),
            ("deposit: 200000000", "deposit: 4900000000", "markets", "too much USDT"),
            ("levels: 30", "levels: -1", "markets[0].makers[0].levels", "whole number"),
            ("size: 0.004,", "size: 1e30,", "markets[0].takers.size", "number"),
        ])
    func mistakes(_ found: String, _ replacement: String, _ place: String, _ problem: String) throws {
        let range = try #require(World.builtInText.firstRange(of: found))
        var text = World.builtInText
        text.replaceSubrange(range, with: replacement)
        let error = #expect(throws: WorldError.self) { try World(yaml: text) }
        #expect(error?.place == place)
        #expect(error?.problem.contains(problem) == true, "\(error?.description ?? "")")
    }

    @Test("text that is no world is refused, not crashed on", arguments: ["", "[", "a: [1", "- 1", "7", "seed: {}", "? [a]\n: b"])
    func noWorld(_ text: String) {
        #expect(throws: WorldError.self) { try World(yaml: text) }
    }

    @Test("an instrument alone may be written as JSON")
    func json() throws {
        let json = """
            {"symbol": "XRPUSDT", "base": "XRP", "quote": "USDT", "pricePrecision": 4, "quantityPrecision": 1,
             "price": {"min": "0.0143", "max": "10000", "tick": "0.0001"}, "lot": {"min": "0.1", "max": "1000000", "step": "0.1"},
             "marketLot": {"min": "0.1", "max": "500000", "step": "0.1"}, "percentPrice": {"up": "1.05", "down": "0.95"},
             "minNotional": "5", "fees": {"maker": "0.0002", "taker": "0.0004"}, "liquidationFee": "0.015",
             "marketTakeBound": "0.05", "triggerProtect": "0.05",
             "funding": {"intervalHours": 8, "interest": "0.0001", "cap": "0.02", "floor": "-0.02"},
             "brackets": [[75, 10000, "0.005"], [50, 50000, "0.01"]]}
            """
        let instrument = try World.instrument(yaml: json)
        #expect(instrument.symbol == "XRPUSDT")
        #expect(instrument.flaw() == nil)
    }
}
