import CommandsAndEvents
import Primitives
import Testing

@Suite("Margin calls")
struct MarginCallTests {
    /// A1 reaches 80 % at 18 098.4924… and 100 % at 18 080.32…
    @Test("one at 80 %, again after a minute, anew after it fell below")
    func calls() throws {
        let exchange = LiquidationTests.long()
        exchange.pinMark("18098.5")
        #expect(exchange.lastCalls(of: "A1") == [])
        exchange.pinMark("18098.4")
        let call = try #require(exchange.lastCalls(of: "A1").first)
        #expect(call.quantity == .of("1") && call.mark == .of("18098.4") && call.crossWalletBalance == .of("1992"))
        #expect(call.unrealizedProfit == .of("-1901.6") && call.maintenanceMargin == .of("72.3936"))
        exchange.pinMark("18098.3")
        #expect(exchange.lastCalls(of: "A1") == [])
        exchange.passTime(milliseconds: 59_999)
        #expect(exchange.lastCalls(of: "A1") == [])
        exchange.passTime(milliseconds: 1)
        #expect(exchange.lastCalls(of: "A1").count == 1)
        exchange.pinMark("18200")
        exchange.pinMark("18098.4")
        #expect(exchange.lastCalls(of: "A1").count == 1, "it fell below in between")
    }

    @Test("who is liquidated at once gets none")
    func none() {
        let exchange = LiquidationTests.long()
        exchange.setInsurance("1000000")
        exchange.pinMark("18000")
        #expect(exchange.lastCalls(of: "A1") == [])
    }

    @Test("an isolated position is called by itself, and a withdrawal can bring the call when time passes")
    func isolated() {
        let exchange = Exchange()
        #expect(exchange.marginType("A1", .isolated).rejection == nil)
        exchange.open("1", long: "A1", short: "S")
        exchange.pinMark("19095")
        #expect(exchange.lastCalls(of: "A1").map(\.isolatedWallet) == [.of("1000")])
        exchange.pinMark("19100")
        #expect(exchange.adjustMargin("A1", "100").rejection == nil)
        exchange.pinMark("19095")
        #expect(exchange.lastCalls(of: "A1") == [])
    }
}
