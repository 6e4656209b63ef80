import CommandsAndEvents
import ExchangePorts
import Foundation
import GRDB
import History
import Primitives
import Testing

private let stop = Condition(
    .stop, price: Price(raw: 5), workingPrice: .mark, priceProtect: true, closesPosition: true)
private let triggered: Condition = {
    var condition = stop
    condition.triggeredAt = time(8)
    return condition
}()

extension HistoryStore {
    fileprivate func algoOrders(
        _ sequence: UInt64, on instrument: InstrumentID? = bitcoin, fromID: Int64? = nil, from: Int64? = nil, to: Int64? = nil,
        page: Int = 1, limit: Int = 100, unfilledSince: Int64? = nil
    ) async throws -> [AlgoOrderRecord] {
        let query = AlgoOrderHistoryQuery(
            account: alice, instrument: instrument, fromID: fromID.map { AlgoID($0) }, from: from.map(time), to: to.map(time),
            page: page, limit: limit, unfilledSince: unfilledSince.map(time))
        return try await algoOrders(query, after: SequenceNumber(sequence))
    }
}

@Suite("Conditional orders in history")
struct AlgoOrderTests {
    @Test("a condition, a good-till-date and a price match read back as they were", arguments: [true, false])
    func terms(inMemory: Bool) async throws {
        let directory = try ScratchDirectory()
        let store = try HistoryStore(directory: inMemory ? nil : directory.path)
        var matched = order(3, client: "m", priceMatch: .queue5, amendments: 1)
        matched.goodTillDate = time(99)
        let trailing = order(
            2, client: "t", kind: .market, condition: Condition(.trailing, price: Price(raw: 6), callback: Rate(raw: 1_000_000)))
        store.apply(batch(1, opened(alice, .client), update(order(1, condition: stop)), update(trailing), update(matched)))
        #expect(try await store.allOrders(1) == [order(1, condition: stop), trailing, matched])
        store.apply(batch(2, update(order(1, condition: triggered), .triggered)))
        #expect(try await store.allOrders(2).first == order(1, condition: triggered))
        // An amendment may take the price match away again.
        matched.priceMatch = .none
        matched.amendments = 2
        store.apply(batch(3, update(matched)))
        #expect(try await store.allOrders(3).last == matched)
        store.stop()
    }

    @Test("an order of the algo door is no order before it triggers, and both afterwards")
    func lifeOfAlgoOrder() async throws {
        let store = try HistoryStore(directory: nil)
        let armed = order(0, client: "a", kind: .market, created: 5, condition: stop, algo: 7)
        store.apply(batch(1, opened(alice, .client), update(armed)))
        #expect(try await store.allOrders(1).isEmpty)
        #expect(try await store.algoOrders(1) == [AlgoOrderRecord(order: armed, wasRefused: false)])

        let working = order(12, client: "a", kind: .market, created: 5, condition: triggered, algo: 7)
        let filled = order(12, client: "a", status: .filled, filled: 9, kind: .market, created: 5, condition: triggered, algo: 7)
        store.apply(batch(2, update(working, .triggered), update(working), update(filled, .trade(fill(1)))))
        #expect(try await store.allOrders(2) == [filled])
        let after = SequenceNumber(2)
        for reference in [OrderReference.algo(AlgoID(7)), .algoClientID(ShortText("a") ?? .empty), .id(OrderID(12))] {
            let found = try await store.algoOrder(of: alice, on: nil, reference, after: after)
            #expect(found == AlgoOrderRecord(order: filled, wasRefused: false))
            #expect(try await store.algoOrder(of: maker, on: nil, reference, after: after) == nil)
            #expect(try await store.algoOrder(of: alice, on: ether, reference, after: after) == nil)
        }
        #expect(try await store.order(of: alice, on: bitcoin, .algo(AlgoID(7)), after: after) == filled)
        store.stop()
    }

    @Test("orders that wait behind the algo door together are kept apart in one transaction")
    func coalescing() async throws {
        let store = try HistoryStore(directory: nil)
        let first = order(0, client: "a", condition: stop, algo: 1)
        let second = order(0, client: "b", status: .canceled, condition: stop, algo: 2)
        store.apply(
            batch(
                1, opened(alice, .client), update(first), update(order(0, client: "b", condition: stop, algo: 2)),
                update(second, .canceled)))
        #expect(try await store.algoOrders(1).map(\.order) == [first, second])
        #expect(try await store.allOrders(1).isEmpty)
        store.stop()
    }

    @Test("a refusal at the trigger is remembered")
    func refusal() async throws {
        let store = try HistoryStore(directory: nil)
        let refused = order(4, status: .expired, condition: triggered, algo: 3)
        store.apply(batch(1, opened(alice, .client), update(order(0, condition: stop, algo: 3))))
        store.apply(batch(2, update(refused, .expired(.triggerRejected))))
        #expect(try await store.algoOrders(2) == [AlgoOrderRecord(order: refused, wasRefused: true)])
        store.stop()
    }

    @Test("algo orders are listed from an id on, or the latest, by time, instrument and page")
    func lists() async throws {
        let store = try HistoryStore(directory: nil)
        store.apply(batch(1, opened(alice, .client)))
        for id in 1...8 {
            let instrument = id == 8 ? ether : bitcoin
            let status = id == 2 ? OrderStatus.canceled : .new
            store.apply(
                batch(
                    UInt64(id) + 1,
                    update(order(0, on: instrument, status: status, created: Int64(id) * 10, condition: stop, algo: Int64(id)))))
        }
        func ids(_ records: [AlgoOrderRecord]) -> [Int64] { records.map(\.order.algo.value) }
        #expect(ids(try await store.algoOrders(9)) == Array(1...7))
        #expect(ids(try await store.algoOrders(9, on: nil)) == Array(1...8))
        #expect(ids(try await store.algoOrders(9, limit: 3)) == [5, 6, 7])
        #expect(ids(try await store.algoOrders(9, page: 2, limit: 3)) == [2, 3, 4])
        #expect(ids(try await store.algoOrders(9, fromID: 2, limit: 3)) == [2, 3, 4])
        #expect(ids(try await store.algoOrders(9, fromID: 2, page: 2, limit: 3)) == [5, 6, 7])
        #expect(ids(try await store.algoOrders(9, from: 30, to: 50)) == [3, 4, 5])
        #expect(ids(try await store.algoOrders(9, to: 30, unfilledSince: 25)) == [1, 3], "what was cancelled long ago is left out")
        store.stop()
    }

    @Test("a file of the first version is read on")
    func migration() async throws {
        let directory = try ScratchDirectory()
        var store = try HistoryStore(directory: directory.path)
        store.apply(batch(1, opened(alice, .client), update(order(1), .trade(fill(1)))))
        store.stop()
        // What version 1 lacked is taken away again.
        let file = try DatabaseQueue(path: directory.path + "/" + HistoryStore.fileName)
        try await file.write { database in
            // An index keeps its columns.
            try database.execute(sql: "DROP INDEX orders_of_the_exchange")
            for table in ["algo_orders", "amendments", "margin_changes", "isolated_wallets", "assets", "margin_assets"] {
                try database.execute(sql: "DROP TABLE \(table)")
            }
            for column in [
                "condition_kind", "stop_price", "callback", "working_price", "price_protect", "closes_position", "triggered_at",
                "good_till_date", "price_match", "algo", "origin",
            ] { try database.execute(sql: "ALTER TABLE orders DROP COLUMN \(column)") }
            try database.execute(sql: "DELETE FROM grdb_migrations WHERE identifier <> 'v1'")
        }
        try file.close()
        store = try HistoryStore(directory: directory.path)
        #expect(try await store.allOrders(1) == [order(1)])
        // The margin asset is known from fills of that time, when nothing else was paid with.
        store.apply(batch(2, update(order(1), .trade(fill(2, commission: 4, in: coin, profit: 6)))))
        let income = try await store.allIncome(2).suffix(2)
        #expect(income.map(\.asset) == [tether, coin])
        store.stop()
    }
}
