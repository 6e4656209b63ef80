import Testing

import Instruments
import Primitives
import Risk

@Suite("Liquidation price")
struct LiquidationPriceTests {
    static func brackets(_ rate: Rate) throws -> LeverageBrackets {
        let rows: [LeverageBrackets.Row] = [(50, Money(whole: 1_000_000), rate)]
        return try #require(LeverageBrackets(rows: rows))
    }

    static func position(_ quantity: StaticString, at price: StaticString) throws -> Position {
        var position = Position()
        let size = Quantity.of(quantity)
        _ = try position.fill(size, notional: Price.of(price).multiplied(by: size.magnitude, rounding: .down), commission: .zero)
        return position
    }

    @Test("the documents' two examples")
    func examples() throws {
        let short = liquidationPrice(
            of: [try Self.position("-0.005", at: "9451.53")], cushion: .of("10.72") - .of("1.3") + .of("0.47"),
            brackets: try Self.brackets(.of("0.004")))
        #expect(short.text(digits: 2) == "11383.99" || short.text(digits: 2) == "11383.98")
        let long = liquidationPrice(
            of: [try Self.position("1", at: "199.53")], cushion: .of("10.72") - .of("0.19") + .of("-0.06"),
            brackets: try Self.brackets(.of("0.0065")))
        #expect(long.text(digits: 2) == "190.29")
    }

    @Test("a position that no positive price endangers has none, nor has a flat one")
    func safe() throws {
        let brackets = try Self.brackets(.of("0.004"))
        #expect(
            liquidationPrice(of: [Position()], cushion: .zero, brackets: brackets) == .zero)
        let covered = try Self.position("1", at: "100")
        #expect(
            liquidationPrice(of: [covered], cushion: Money(whole: 1_000), brackets: brackets) == .zero)
    }

    @Test("a long and a short that share their margin share the price, each in the bracket of its own size")
    func hedged() throws {
        let rows: [LeverageBrackets.Row] = [
            (125, Money(whole: 50_000), .of("0.004")), (50, Money(whole: 12_000_000), .of("0.01")),
        ]
        let brackets = try #require(LeverageBrackets(rows: rows))
        let pair = [try Self.position("30", at: "20000"), try Self.position("-2", at: "21000")]
        let wallet = Money(whole: 30_000)
        let price = liquidationPrice(of: pair, cushion: wallet, brackets: brackets)
        #expect(price.isPositive)
        var balance = wallet
        var maintenance = Money.zero
        for position in pair {
            balance += try position.unrealizedProfit(at: price)
            maintenance += try brackets.maintenanceMargin(of: price.multiplied(by: position.quantity, rounding: .down))
        }
        #expect((balance - maintenance).magnitude < .of("0.00001"))
    }

    @Test(
        "at the price, the margin balance equals the maintenance margin of the bracket there",
        arguments: ["30", "-30", "0.5", "-0.5"] as [StaticString])
    func consistent(quantity: StaticString) throws {
        let rows: [LeverageBrackets.Row] = [
            (125, Money(whole: 50_000), .of("0.004")), (100, Money(whole: 600_000), .of("0.005")),
            (50, Money(whole: 12_000_000), .of("0.01")),
        ]
        let brackets = try #require(LeverageBrackets(rows: rows))
        let position = try Self.position(quantity, at: "20000")
        let wallet = Money.of(quantity.description.contains("30") ? "30000" : "800")
        let price = liquidationPrice(of: [position], cushion: wallet, brackets: brackets)
        #expect(price.isPositive)
        let notional = try price.multiplied(by: position.quantity, rounding: .down)
        let balance = wallet + (try position.unrealizedProfit(at: price))
        #expect((balance - (try brackets.maintenanceMargin(of: notional))).magnitude < .of("0.00001"))
    }
}
