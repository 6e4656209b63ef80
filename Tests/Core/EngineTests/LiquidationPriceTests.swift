import CommandsAndEvents
import Engine
import Primitives
import Testing

@Suite("Liquidation price of accounts")
struct LiquidationPriceTests {
    private struct Draw {
        var state: UInt64
        mutating func next(_ bound: Int64) -> Int64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int64(state >> 33) % bound
        }
    }

    /// Pins the mark of a market on a copy of the state, and says whether that begins a liquidation of the account.
    private func isLiquidated(_ snapshot: [UInt8], _ account: AccountID, _ market: InstrumentID, at mark: Price) throws -> Bool {
        var state = try ExchangeState(snapshot: snapshot)
        let pin = Stamped(
            sequence: state.sequence.next, time: Timestamp(milliseconds: 1_721_779_300_000),
            payload: Command.pinMark(PinMark(instrument: market, price: mark)))
        if case .failure = state.apply(pin) { return false }
        return state.takeEvents().events.contains { stamped in
            if case .liquidation(let update) = stamped.event { update.account == account && update.isRunning } else { false }
        }
    }

    @Test("at the price the position is liquidated, a tick or 10⁻⁸ short of it not", arguments: 1...24 as ClosedRange<UInt64>)
    func exact(seed: UInt64) throws {
        var draw = Draw(state: seed)
        let exchange = Exchange()
        let other = InstrumentID(1)
        try exchange.quietly {
            exchange.run(.listInstrument(TestMarket.instrument(symbol: "ETHUSDT")))
            exchange.run(.pinIndex(PinIndex(instrument: other, price: .of("2000"))))
            exchange.run(.pinMark(PinMark(instrument: other, price: .of("2000"))))
            let hedged = seed % 3 == 0
            let isolated = seed % 4 == 1
            let account = exchange.account("A1", balance: Money(raw: (5_000 + draw.next(60_000)) * 100_000_000 + draw.next(9_999)))
            _ = exchange.account("B", balance: Money(whole: 50_000_000))
            if hedged { _ = exchange.hedge("A1", true) }
            if isolated { _ = exchange.marginType("A1", .isolated) }
            for _ in 0..<4 {
                let market = draw.next(3) == 0 ? other : exchange.market
                let price = Price(raw: (market == other ? 20_000 : 200_000) * 10_000_000 + (draw.next(100) - 50) * 10_000_000)
                let side: Side = draw.next(2) == 0 ? .buy : .sell
                let quantity = Quantity(raw: (1 + draw.next(market == other ? 60_000 : 6_000)) * 100_000)
                for (name, orderSide) in [("B", side.opposite), ("A1", side)] {
                    let positionSide: PositionSide =
                        hedged && name == "A1" ? (orderSide == .buy ? .long : .short) : .both
                    exchange.run(
                        .placeOrder(
                            PlaceOrder(
                                account: exchange.account(name), instrument: market, side: orderSide, positionSide: positionSide,
                                kind: .limit(price: price, timeInForce: name == "B" ? .goodTillCancel : .immediateOrCancel),
                                quantity: quantity)))
                }
                exchange.run(.cancelAllOrders(CancelAllOrders(account: exchange.account("B"), instrument: market)))
            }
            let snapshot = exchange.state.snapshot()
            for figures in exchange.state.positionFigures(of: account) where figures.liquidationPrice > .of("600") {
                let edge = figures.liquidationPrice
                if edge > .of("4000000") { continue }
                let isLiquidated = try isLiquidated(snapshot, account, figures.instrument, at: edge)
                #expect(isLiquidated, "\(figures.instrument) \(figures.side) at \(edge)")
                for distance: Int64 in [1, 10_000_000] {
                    let toMark: Int64 = figures.mark > edge ? distance : -distance
                    let short = try self.isLiquidated(
                        snapshot, account, figures.instrument, at: Price(raw: edge.raw + toMark))
                    #expect(!short, "\(figures.instrument) \(figures.side) short of \(edge)")
                }
            }
        }
    }
}
