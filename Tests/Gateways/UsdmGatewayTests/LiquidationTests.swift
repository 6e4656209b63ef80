import CommandsAndEvents
import ExchangePorts
import Primitives
import Testing
import WireKit

/// What clients see when the exchange itself liquidates and deleverages (decision 0017).
@Suite("Liquidation over the API")
struct LiquidationTests {
    private func kinds(_ socket: RecordingSocket) throws -> [String] {
        try socket.takeMessages().map { message in
            let detail = message["a"]?["m"]?.text ?? message["o"]?["x"]?.text
            return (message["e"]?.text ?? "?") + (detail.map { " " + $0 } ?? "")
        }
    }

    @Test("a position whose margin is nearly used up is called, and nothing else happens to it")
    func marginCall() async throws {
        let fixture = try await UsdmFixture()
        let user = try await fixture.userStream(of: .alice)
        // 12 500 of margin are left, and 10 775 are needed.
        try await fixture.sinkAlice(to: try Price("45650"))
        let call = try #require(try user.takeMessages().last)
        #expect(call["e"]?.text == "MARGIN_CALL")
        let position = try #require(call["p"]?.items.first)
        #expect(position["s"]?.text == "BTCUSDT")
        #expect(position["pa"]?.text == "20.000")
        #expect(position["mt"]?.text == "CROSSED")
        #expect(position["mp"]?.text == "45650")
        #expect(position["up"]?.text == "-87000")
        #expect(call["cw"]?.text == "99500.00000000")
        #expect(try await fixture.ask(.get, "/fapi/v1/forceOrders", as: .alice).items.isEmpty)
    }

    @Test("what the book takes of a liquidation is an autoclose order that pays the insurance fund")
    func intoTheBook() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.deposit("1000000", to: .carol)
        try await fixture.placeLimit("SELL", "20", at: "50000", as: .bob)
        try await fixture.placeLimit("BUY", "20", at: "50000", as: .alice)
        let waiting = try await fixture.placeLimit("BUY", "0.001", at: "47500", "newClientOrderId=waiting", as: .alice)
        #expect(waiting["status"]?.text == "NEW")
        try await fixture.carryOut([.pinMark(PinMark(instrument: UsdmFixture.bitcoin, price: Price(whole: 47_000)))])
        try await fixture.placeLimit("BUY", "30", at: "45400", as: .carol)
        let user = try await fixture.userStream(of: .alice)
        try await fixture.carryOut([.pinMark(PinMark(instrument: UsdmFixture.bitcoin, price: try Price("45500")))])
        let messages = try user.messages()
        #expect(
            try kinds(user) == [
                "ORDER_TRADE_UPDATE EXPIRED", "ORDER_TRADE_UPDATE NEW", "ACCOUNT_UPDATE ORDER", "ORDER_TRADE_UPDATE CALCULATED",
                "ACCOUNT_UPDATE INSURANCE_CLEAR",
            ])
        #expect(messages[0]["o"]?["c"]?.text == "waiting")
        let order = try #require(try await fixture.ask(.get, "/fapi/v1/forceOrders", "symbol=BTCUSDT", as: .alice).items.first)
        let id = try #require(order["orderId"]?.integer)
        #expect(order["clientOrderId"]?.text == "autoclose-\(id)")
        #expect(order["avgPrice"]?.text == "45400.00000")
        #expect(order["timeInForce"]?.text == "IOC")
        let income = try await fixture.ask(.get, "/fapi/v1/income", "incomeType=INSURANCE_CLEAR", as: .alice).items
        #expect(income.count == 1)
        #expect(income.first?["income"]?.text?.hasPrefix("-") == true)
        #expect(income.first?["symbol"]?.text == "BTCUSDT")
    }

    @Test("what nobody takes is closed against who earned most, and both sides are told")
    func deleveraging() async throws {
        let fixture = try await UsdmFixture()
        let alice = try await fixture.userStream(of: .alice)
        let bob = try await fixture.userStream(of: .bob)
        try await fixture.sinkAlice(to: Price(whole: 45_180))
        let liquidated = try alice.messages().compactMap { $0["o"] }.filter { $0["c"]?.text?.hasPrefix("autoclose-") == true }
        #expect(liquidated.map { $0["x"]?.text } == ["NEW", "CALCULATED"])
        let reduced = try bob.messages().compactMap { $0["o"] }.filter { $0["c"]?.text == "adl_autoclose" }
        #expect(reduced.map { $0["x"]?.text } == ["NEW", "TRADE"])
        #expect(reduced.allSatisfy { $0["f"]?.text == "GTC" && $0["n"] == nil })
        #expect(reduced.last?["L"] == liquidated.last?["L"], "at the same price")
        let shown = try await fixture.ask(.get, "/fapi/v1/forceOrders", "autoCloseType=ADL", as: .bob).items
        #expect(shown.map { $0["clientOrderId"]?.text } == ["adl_autoclose"])
        #expect(try await fixture.ask(.get, "/fapi/v1/forceOrders", "autoCloseType=LIQUIDATION", as: .bob).items.isEmpty)
    }
}
