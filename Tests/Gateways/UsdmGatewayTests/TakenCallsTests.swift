import GatewayKit
import Primitives
import Testing
import WireKit

@Suite("Calls that are carried out together")
struct TakenCallsTests {
    private func order(_ quantity: String, as trader: Trader, at time: Int64, secret signer: Trader? = nil) -> HTTPRequest {
        let form = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&price=40000&quantity=\(quantity)&timestamp=\(time)"
        let body = form + "&signature=" + (signer ?? trader).signature(of: form)
        return HTTPRequest(
            method: .post, path: "/fapi/v1/order", headers: [("X-MBX-APIKEY", trader.key)], body: Array(body.utf8))
    }

    @Test("each gets the answer it would have got alone, and no refusal touches the others")
    func answers() async throws {
        let fixture = try await UsdmFixture()
        let before = try await fixture.exchange.read { $0.sequence }
        let answers = try await fixture.respond(together: [
            order("0.1", as: .alice, at: fixture.now), order("0.2", as: .alice, at: fixture.now, secret: .bob),
            order("60", as: .bob, at: fixture.now), order("0.3", as: .bob, at: fixture.now),
        ])
        #expect(answers.map(\.status) == [200, 400, 400, 200])
        #expect(answers.map { $0["origQty"] } == [.string("0.100"), nil, nil, .string("0.300")])
        #expect(answers.map(\.code) == [nil, -1022, -2019, nil])
        #expect(answers.map { $0.header("X-MBX-ORDER-COUNT-10S") } == ["1", nil, nil, "2"])
        let after = try await fixture.exchange.read { $0.sequence }
        #expect(after.value == before.value + 3)
        for (trader, quantity) in [(Trader.alice, "0.100"), (.bob, "0.300")] {
            let open = try await fixture.ask(.get, "/fapi/v1/openOrders", "symbol=BTCUSDT", as: trader).items
            #expect(open.map { $0["origQty"] } == [.string(quantity)])
        }
    }

    @Test("an exchange that stopped meanwhile leaves none of them without an answer")
    func stopped() async throws {
        let fixture = try await UsdmFixture()
        let answers = try await fixture.respond(
            together: [order("0.1", as: .alice, at: fixture.now), order("0.1", as: .bob, at: fixture.now)]
        ) {
            await fixture.exchange.stop()
        }
        #expect(answers.map(\.code) == [-1001, -1001])
    }

    @Test("a number with too many digits is only looked at once its symbol is known")
    func symbolFirst() async throws {
        let fixture = try await UsdmFixture()
        let order = "side=BUY&type=LIMIT&timeInForce=GTC&price=40000&quantity=0.1234567891"
        try await fixture.expectRefusal(-1111, .post, "/fapi/v1/order", "symbol=BTCUSDT&" + order, as: .alice)
        try await fixture.expectRefusal(-1121, .post, "/fapi/v1/order", "symbol=NOSUCH&" + order, as: .alice)
    }
}
