import GatewayKit
import Testing
import UsdmGateway
import WireKit

/// `--api-era`: what of the API's history is served.
@Suite("API eras")
struct APIEraTests {
    private static let stop = "symbol=BTCUSDT&side=BUY&type=STOP_MARKET&quantity=0.1&"

    @Test(
        "conditional orders go through `/order` until December 2025, through `/algoOrder` since, through both by default",
        arguments: [(APIEra.any, true, true), (.july2024, true, false), (.december2025, false, true), (.april2026, false, true)])
    func doors(era: APIEra, byOrder: Bool, byAlgo: Bool) async throws {
        let fixture = try await UsdmFixture(era: era)
        let batch =
            "batchOrders="
            + #"[{"symbol":"BTCUSDT","side":"BUY","type":"STOP_MARKET","quantity":1,"stopPrice":51000}]"#.percentEncoded
        for path in ["/fapi/v1/order", "/fapi/v1/order/test"] {
            let answer = try await fixture.send(.post, path, Self.stop + "stopPrice=51000", as: .alice)
            #expect(answer.code == (byOrder ? nil : -4120), "\(path)")
        }
        let item = try await fixture.ask(.post, "/fapi/v1/batchOrders", batch, as: .alice).items.first
        #expect(item?["code"]?.integer == (byOrder ? nil : -4120))
        try await fixture.placeLimit("BUY", "0.1", at: "49000", as: .alice)
        let algo = try await fixture.send(
            .post, "/fapi/v1/algoOrder", "algoType=CONDITIONAL&" + Self.stop + "triggerPrice=51000", as: .alice)
        #expect(algo.code == (byAlgo ? nil : -5000))
    }

    @Test(
        "streams stand at the root until April 2026, below routes since December 2025",
        arguments: [(APIEra.any, true, true), (.july2024, true, false), (.december2025, true, true), (.april2026, false, true)])
    func streams(era: APIEra, atRoot: Bool, routed: Bool) async throws {
        let fixture = try await UsdmFixture(era: era)
        for path in ["/ws", "/ws/btcusdt@trade", "/stream"] {
            #expect((fixture.open(path) != nil) == atRoot, "\(path)")
            for route in ["/public", "/market", "/private"] {
                #expect((fixture.open(route + path) != nil) == routed, "\(route)\(path)")
            }
        }
    }
}
