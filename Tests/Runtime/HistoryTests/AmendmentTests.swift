import CommandsAndEvents
import ExchangePorts
import History
import Primitives
import Testing

@Suite("Amendments in history")
struct AmendmentTests {
    private func amended(_ order: Order, from price: Int64, _ quantity: Int64 = 9) -> Event {
        update(order, .amended(priceBefore: Price(raw: price), quantityBefore: Quantity(raw: quantity)))
    }

    private func limit(_ price: Int64) -> OrderKind { .limit(price: Price(raw: price), timeInForce: .goodTillCancel) }

    /// Order 1 amended at 10 and 20, order 2 at 30.
    private func store() throws -> HistoryStore {
        let store = try HistoryStore(directory: nil)
        store.apply(batch(1, opened(alice, .client), opened(maker, .bot)))
        store.apply(batch(2, at: 10, amended(order(1, client: "a", kind: limit(8), amendments: 1), from: 7, 6)))
        store.apply(batch(3, at: 15, amended(order(9, of: maker, amendments: 1), from: 7)))
        store.apply(
            batch(4, at: 20, amended(order(1, client: "a", kind: limit(9), priceMatch: .queue, amendments: 2), from: 8)))
        store.apply(batch(5, at: 30, amended(order(2, client: "b", kind: limit(3), amendments: 1), from: 2)))
        return store
    }

    private func amendments(
        _ store: HistoryStore, order: Int64? = nil, client: String? = nil, from: Int64? = nil, to: Int64? = nil, limit: Int = 100
    ) async throws -> [AmendmentRecord] {
        try await store.amendments(
            AmendmentHistoryQuery(
                account: alice, instrument: bitcoin, order: order.map { OrderID($0) }, clientID: client.flatMap { ShortText($0) },
                from: from.map(time), to: to.map(time), limit: limit), after: SequenceNumber(5))
    }

    @Test("an amendment tells price and quantity before and after, and how manieth it was")
    func content() async throws {
        let store = try store()
        let record = try #require(try await amendments(store, order: 1, limit: 2).last)
        #expect(
            record
                == AmendmentRecord(
                    id: 1, instrument: bitcoin, order: OrderID(1), clientID: ShortText("a") ?? .empty, priceBefore: Price(raw: 7),
                    priceAfter: Price(raw: 8), quantityBefore: Quantity(raw: 6), quantityAfter: Quantity(raw: 9),
                    priceMatch: .none, count: 1, time: time(10)))
        store.stop()
    }

    @Test("amendments are listed newest first, by order, client id and time")
    func lists() async throws {
        let store = try store()
        #expect(try await amendments(store).map(\.id) == [3, 2, 1], "what bots do is not counted")
        #expect(try await amendments(store, order: 1).map(\.count) == [2, 1])
        #expect(try await amendments(store, order: 1).map(\.priceMatch) == [.queue, .none])
        #expect(try await amendments(store, limit: 1).map(\.id) == [3])
        #expect(try await amendments(store, from: 10, to: 20).map(\.id) == [2, 1])
        #expect(try await amendments(store, client: "b").map(\.id) == [3])
        #expect(try await amendments(store, order: 2, client: "a").map(\.id) == [3], "the order's own id wins")
        #expect(try await amendments(store, client: "c").isEmpty)
        store.stop()
    }

    @Test("of orders that shared a client id the latest is meant")
    func reusedClientID() async throws {
        let store = try store()
        store.apply(batch(6, at: 40, amended(order(5, client: "a", kind: limit(3), amendments: 1), from: 2)))
        let query = AmendmentHistoryQuery(
            account: alice, instrument: bitcoin, order: nil, clientID: ShortText("a"), from: nil, to: nil, limit: 9)
        #expect(try await store.amendments(query, after: SequenceNumber(6)).map(\.order.value) == [5])
        store.stop()
    }
}
