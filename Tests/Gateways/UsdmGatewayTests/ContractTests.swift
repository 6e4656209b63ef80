import CommandsAndEvents
import Instruments
import Primitives
import Testing
import WireKit

@Suite("Contracts and indexes")
struct ContractTests {
    private func contracts(_ fixture: UsdmFixture) async throws -> [String: JSONValue] {
        let symbols = try await fixture.ask(.get, "/fapi/v1/exchangeInfo")["symbols"]?.items ?? []
        return Dictionary(uniqueKeysWithValues: symbols.map { ($0["symbol"]?.text ?? "", $0) })
    }

    @Test("types and states of contracts go by what is left of their pair")
    func exchangeInfo() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.listContracts()
        var all = try await contracts(fixture)
        #expect(all["BTCUSDT"]?["contractType"]?.text == "PERPETUAL")
        #expect(all["BTCUSDT"]?["deliveryDate"]?.integer == 4_133_404_800_000)
        #expect(all["BTCUSDT_230929"]?["status"]?.text == "DELIVERED")
        #expect(all["BTCUSDT_231229"]?["contractType"]?.text == "CURRENT_QUARTER")
        #expect(all["BTCUSDT_231229"]?["deliveryDate"]?.integer == Markets.firstDelivery.milliseconds)
        #expect(all["BTCUSDT_240329"]?["contractType"]?.text == "NEXT_QUARTER")
        #expect(all["BTCUSDT_240329"]?["pair"]?.text == "BTCUSDT")
        #expect(all["DEFIUSDT"]?["underlyingType"]?.text == "INDEX")
        #expect(all["BTCUSDT_240329"]?["underlyingType"]?.text == "COIN")
        try await fixture.tell([
            .marketStatus(MarketStatusUpdate(instrument: UsdmFixture.currentQuarter, status: .closed)),
            .marketStatus(MarketStatusUpdate(instrument: UsdmFixture.composite, status: .closing)),
        ])
        all = try await contracts(fixture)
        #expect(all["BTCUSDT_240329"]?["contractType"]?.text == "CURRENT_QUARTER")
        #expect(all["DEFIUSDT"]?["contractType"]?.text == "PERPETUAL_DELIVERING")
        #expect(all["DEFIUSDT"]?["status"]?.text == "PRE_SETTLE")
    }

    @Test(
        "a state has the document's words for both kinds of contract",
        arguments: [
            (.pendingTrading, "PENDING_TRADING", "PENDING_TRADING"), (.trading, "TRADING", "TRADING"),
            (.closing, "PRE_DELIVERING", "PRE_SETTLE"), (.closed, "DELIVERED", "CLOSE"),
        ] as [(MarketStatus, String, String)])
    func statuses(status: MarketStatus, delivery: String, perpetual: String) async throws {
        let fixture = try await UsdmFixture()
        try await fixture.listContracts()
        try await fixture.tell(
            [UsdmFixture.currentQuarter, UsdmFixture.ether].map {
                .marketStatus(MarketStatusUpdate(instrument: $0, status: status))
            })
        let all = try await contracts(fixture)
        #expect(all["BTCUSDT_231229"]?["status"]?.text == delivery)
        #expect(all["ETHUSDT"]?["status"]?.text == perpetual)
    }

    @Test(
        "what is closed is answered by name only", arguments: ["premiumIndex", "ticker/24hr", "ticker/price", "ticker/bookTicker"])
    func closed(path: String) async throws {
        let fixture = try await UsdmFixture()
        try await fixture.listContracts()
        let all = try await fixture.ask(.get, "/fapi/v1/" + path).items.map { $0["symbol"]?.text }
        #expect(all == ["BTCUSDT", "ETHUSDT", "BTCUSDT_231229", "BTCUSDT_240329", "DEFIUSDT"])
        try await fixture.ask(.get, "/fapi/v1/" + path, "symbol=BTCUSDT_230929")
    }

    @Test("a contract that expires has no funding")
    func premiumIndex() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.listContracts()
        try await fixture.tell([
            .mark(
                MarkUpdate(
                    instrument: UsdmFixture.currentQuarter, mark: Price(whole: 50_100), index: Price(whole: 50_000),
                    fundingRate: .zero, nextFundingTime: .zero, settlePrice: try Price("50012.5")))
        ])
        let row = try await fixture.ask(.get, "/fapi/v1/premiumIndex", "symbol=BTCUSDT_231229")
        #expect(row["lastFundingRate"]?.text == "")
        #expect(row["interestRate"]?.text == "")
        #expect(row["nextFundingTime"]?.integer == 0)
        #expect(row["estimatedSettlePrice"]?.text == "50012.50000000")
        #expect(row["markPrice"]?.text == "50100.00000000")
    }

    @Test("only funding that is not as usual is listed")
    func fundingInfo() async throws {
        let fixture = try await UsdmFixture()
        #expect(try await fixture.ask(.get, "/fapi/v1/fundingInfo").items.isEmpty)
        try await fixture.listContracts()
        let rows = try await fixture.ask(.get, "/fapi/v1/fundingInfo").items
        #expect(rows.map { $0["symbol"]?.text } == ["DEFIUSDT"])
        #expect(rows[0]["fundingIntervalHours"]?.integer == 4)
        #expect(rows[0]["adjustedFundingRateCap"]?.text == "0.03000000")
        #expect(rows[0]["adjustedFundingRateFloor"]?.text == "-0.03000000")
    }

    @Test("deliveries of a pair come newest first; a pair without them has none, one that is not there is refused")
    func deliveryPrice() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.listContracts()
        let later = Markets.firstDelivery
        try await fixture.tell([
            .delivered(Delivered(instrument: UsdmFixture.currentQuarter, time: later, price: try Price("1.5")))
        ])
        let rows = try await fixture.ask(.get, "/futures/data/delivery-price", "pair=BTCUSDT").items
        // The first contract was delivered by the exchange itself, at its index.
        #expect(rows.count == 2)
        #expect(rows.first?["deliveryTime"]?.integer == later.milliseconds)
        #expect(rows.map { $0["deliveryPrice"] } == [.number("1.5"), .number("50000")])
        #expect(try await fixture.ask(.get, "/futures/data/delivery-price", "pair=ETHUSDT").items.isEmpty)
        try await fixture.expectRefusal(-4144, .get, "/futures/data/delivery-price", "pair=NONE")
    }

    @Test("the parts of a basket add up, and only baskets have them")
    func indexInfo() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.listContracts()
        let rows = try await fixture.ask(.get, "/fapi/v1/indexInfo").items
        #expect(rows.map { $0["symbol"]?.text } == ["DEFIUSDT"])
        let parts = rows[0]["baseAssetList"]?.items ?? []
        #expect(parts.map { $0["baseAsset"]?.text } == ["BTC", "ETH"])
        #expect(parts.map { $0["weightInQuantity"]?.text } == ["0.01000000", "0.10000000"])
        // 0.01 × 50 000 and 0.1 × 3 000, of 800.
        #expect(parts.map { $0["weightInPercentage"]?.text } == ["0.62500000", "0.37500000"])
        try await fixture.expectRefusal(-1121, .get, "/fapi/v1/indexInfo", "symbol=BTCUSDT")
    }

    @Test("venues of an index are named with what they trade at, by pair or by contract")
    func constituents() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.listContracts()
        let reply = try await fixture.ask(.get, "/fapi/v1/constituents", "symbol=SOLUSDT")
        let venues = reply["constituents"]?.items ?? []
        #expect(venues.map { $0["exchange"]?.text } == ["binance", "okex"])
        #expect(venues.map { $0["symbol"]?.text } == ["SOLUSDT", "SOL-USDT"])
        #expect(venues.map { $0["price"]?.text } == ["150.00000000", "151.00000000"])
        let quarterly = try await fixture.ask(.get, "/fapi/v1/constituents", "symbol=BTCUSDT_231229")
        #expect(quarterly["symbol"]?.text == "BTCUSDT")
        try await fixture.expectRefusal(-1121, .get, "/fapi/v1/constituents", "symbol=NONE")
    }

    @Test("the fund is shown for every asset that contracts settle in")
    func insuranceBalance() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.listContracts()
        let fund = try await fixture.ask(.get, "/fapi/v1/insuranceBalance", "symbol=BTCUSDT")
        #expect(fund["assets"]?.items.map { $0["asset"]?.text } == ["USDT"])
        #expect(fund["assets"]?.items.map { $0["marginBalance"]?.text } == ["0.00000000"])
        #expect(fund["symbols"]?.items.contains(.string("BTCUSDT_230929")) == false)
        #expect(try await fixture.ask(.get, "/fapi/v1/insuranceBalance").items == [fund.json])
        try await fixture.expectRefusal(-1121, .get, "/fapi/v1/insuranceBalance", "symbol=NONE")
    }

    // MARK: Streams

    @Test("when a contract ends, it and those whose type changes by it are told")
    func contractInfo() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.listContracts()
        let socket = try #require(fixture.open("/ws/!contractInfo")).socket
        try await fixture.tell([.marketStatus(MarketStatusUpdate(instrument: UsdmFixture.currentQuarter, status: .closed))])
        let told = try socket.takeMessages()
        #expect(told.map { $0["s"]?.text } == ["BTCUSDT_231229", "BTCUSDT_240329"])
        #expect(told.map { $0["cs"]?.text } == ["DELIVERED", "TRADING"])
        #expect(told.map { $0["ct"]?.text } == ["CURRENT_QUARTER", "CURRENT_QUARTER"])
        #expect(told.allSatisfy { $0["bks"] == nil })
    }

    @Test("a listing is told with its brackets")
    func listing() async throws {
        let fixture = try await UsdmFixture()
        let socket = try #require(fixture.open("/ws/!contractInfo")).socket
        try await fixture.listContracts()
        let told = try #require(try socket.messages().first { $0["s"]?.text == "BTCUSDT_240329" })
        #expect(told["ps"]?.text == "BTCUSDT")
        #expect(told["ct"]?.text == "NEXT_QUARTER")
        let brackets = told["bks"]?.items ?? []
        #expect(brackets.map { $0["ma"]?.integer } == [125, 100, 20])
        #expect(brackets.map { $0["mi"]?.integer } == [101, 21, 1])
        #expect(brackets.map { $0["bnf"]?.integer } == [0, 50_000, 600_000])
        #expect(brackets.map { $0["cf"] } == [.number("0"), .number("50"), .number("12050")])
    }

    @Test("mark prices of contracts that expire have no funding, and closed ones are not told")
    func markPrices() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.listContracts()
        let socket = try #require(fixture.open("/ws/!markPrice@arr@1s")).socket
        try await fixture.advance(milliseconds: 1_000)
        let rows = try #require(try socket.messages().last).items
        #expect(rows.map { $0["s"]?.text } == ["BTCUSDT", "ETHUSDT", "BTCUSDT_231229", "BTCUSDT_240329", "DEFIUSDT"])
        #expect(rows.map { $0["r"]?.text == "" } == [false, false, true, true, false])
        #expect(rows.map { $0["T"]?.integer == 0 } == [false, false, true, true, false])
    }
}
