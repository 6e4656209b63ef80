import CommandsAndEvents
import ExchangePorts
import Journaling
import Primitives
import Sequencing
import Testing

@Suite("Live state")
struct LiveStateTests {
    @Test("balances, positions, orders, markets and totals are those of the engine")
    func figures() async throws {
        let sequencer = freshSequencer(MemoryJournal(retaining: false))
        _ = try await sequencer.submit(SampleExchange.opening())
        _ = try await sequencer.submit([
            SampleExchange.limit(SampleExchange.alice, .buy, 60_000, thousandths: 100),
            SampleExchange.limit(SampleExchange.bob, .sell, 60_000, thousandths: 60),
        ])
        try await sequencer.read { state in
            #expect(state.accountCount == 2)
            let position = state.position(of: SampleExchange.bob, on: SampleExchange.bitcoin)
            #expect(position?.quantity == Quantity(raw: -6_000_000))
            #expect(position?.entryPrice == Price(whole: 60_000))
            #expect(state.openOrders(of: SampleExchange.alice, on: nil).map(\.remaining) == [Quantity(raw: 4_000_000)])
            #expect(
                state.levels(of: SampleExchange.bitcoin, side: .buy, depth: 5)
                    == [PriceLevel(price: Price(whole: 60_000), quantity: Quantity(raw: 4_000_000))])
            #expect(state.market(SampleExchange.bitcoin)?.openInterest == Quantity(raw: 6_000_000))
            // 3 600 USDT sold at 0.04 %.
            #expect(state.balances(of: SampleExchange.bob)[0].walletBalance == Money(raw: 99_999_856_000_000))
            #expect(state.totals().map(\.difference) == [.zero])
            #expect(state.violations().isEmpty)
        }
        await sequencer.stop()
    }

    @Test("names that do not exist are answered with nothing")
    func unknown() async throws {
        let sequencer = freshSequencer(MemoryJournal(retaining: false))
        _ = try await sequencer.submit(SampleExchange.opening())
        try await sequencer.read { state in
            let nobody = AccountID(99)
            let nothing = InstrumentID(99)
            #expect(state.balances(of: nobody).isEmpty)
            #expect(state.positions(of: nobody).isEmpty)
            #expect(state.position(of: nobody, on: SampleExchange.bitcoin) == nil)
            #expect(state.position(of: SampleExchange.alice, on: nothing) == nil)
            #expect(state.openOrders(of: nobody, on: nil).isEmpty)
            #expect(state.openOrder(of: SampleExchange.alice, on: nothing, .id(OrderID(1))) == nil)
            #expect(state.market(nothing) == nil)
            #expect(state.levels(of: nothing, side: .buy, depth: 5).isEmpty)
            #expect(state.levels(of: SampleExchange.bitcoin, side: .buy, depth: -1).isEmpty)
        }
        await sequencer.stop()
    }
}
