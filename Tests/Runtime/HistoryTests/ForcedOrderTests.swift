import CommandsAndEvents
import ExchangePorts
import History
import Primitives
import Testing

@Suite("Orders of the exchange's own in history")
struct ForcedOrderTests {
    private func forced(_ id: Int64, _ origin: OrderOrigin, on instrument: InstrumentID = bitcoin, created: Int64 = 0) -> Order {
        var order = order(id, on: instrument, client: "autoclose-\(id)", status: .filled, filled: 9, created: created)
        order.origin = origin
        return order
    }

    private func query(
        _ cause: ForcedOrderQuery.Cause? = nil, on instrument: InstrumentID? = nil, from: Int64? = nil, to: Int64? = nil,
        limit: Int = 100
    ) -> ForcedOrderQuery {
        ForcedOrderQuery(
            account: alice, instrument: instrument, cause: cause, from: from.map(time), to: to.map(time), limit: limit)
    }

    @Test("orders of the exchange's own are found by cause, instrument and time, and keep their origin", arguments: [true, false])
    func queries(inMemory: Bool) async throws {
        let directory = try ScratchDirectory()
        let store = try HistoryStore(directory: inMemory ? nil : directory.path)
        let orders = [
            forced(1, .liquidation, created: 10), forced(2, .autoDeleveraging, created: 20), forced(3, .settlement, created: 30),
            forced(4, .liquidation, on: ether, created: 40), forced(5, .insuranceFund, created: 50), order(6, created: 60),
        ]
        store.apply(batch(1, opened(alice, .client)))
        for (index, order) in orders.enumerated() { store.apply(batch(UInt64(index) + 2, update(order))) }
        func found(_ query: ForcedOrderQuery) async throws -> [Order] {
            try await store.forcedOrders(query, after: SequenceNumber(7))
        }
        #expect(try await found(query()) == [orders[0], orders[1], orders[3]])
        #expect(try await found(query(.liquidation)) == [orders[0], orders[3]])
        #expect(try await found(query(.autoDeleveraging)) == [orders[1]])
        #expect(try await found(query(on: bitcoin)) == [orders[0], orders[1]])
        #expect(try await found(query(from: 20, to: 40)) == [orders[1], orders[3]])
        #expect(try await found(query(limit: 2)) == [orders[1], orders[3]])
        #expect(try await store.order(of: alice, on: bitcoin, .id(OrderID(3)), after: SequenceNumber(7)) == orders[2])
        store.stop()
    }

    @Test("fees of liquidations and profits of settlements are income of their own")
    func income() async throws {
        let store = try HistoryStore(directory: nil)
        store.apply(listing())
        store.apply(batch(2, balance(alice, -5, .insuranceClear, on: bitcoin)))
        store.apply(
            batch(
                3, balance(alice, 0, .settlement, on: bitcoin),
                update(forced(1, .settlement), .trade(fill(1, commission: 3, profit: 7)))))
        let income = try await store.allIncome(3)
        #expect(income.map(\.kind) == [.insuranceClear, .commission, .settlement])
        #expect(income.map(\.amount.raw) == [-5, -3, 7])
        store.stop()
    }
}
