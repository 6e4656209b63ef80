import CommandsAndEvents
import ExchangePorts
import Foundation
import History
import Primitives
import Testing

@Suite("History")
struct HistoryStoreTests {
    @Test("an order reads back as its last update left it, by id and by its client's id", arguments: [true, false])
    func lastUpdate(inMemory: Bool) async throws {
        let directory = try ScratchDirectory()
        let store = try HistoryStore(directory: inMemory ? nil : directory.path)
        let market = order(2, client: "m", status: .expired, kind: .market)
        store.apply(batch(1, opened(alice, .client)))
        store.apply(batch(2, update(order(1))))
        store.apply(batch(3, update(order(1, status: .partiallyFilled, filled: 4), .trade(fill(1))), update(market)))
        let after = SequenceNumber(3)
        #expect(
            try await store.order(of: alice, on: bitcoin, .id(OrderID(1)), after: after)
                == order(1, status: .partiallyFilled, filled: 4))
        #expect(try await store.order(of: alice, on: bitcoin, .clientID(ShortText("m") ?? .empty), after: after) == market)
        #expect(try await store.order(of: alice, on: ether, .id(OrderID(1)), after: after) == nil)
        #expect(try await store.order(of: maker, on: bitcoin, .id(OrderID(1)), after: after) == nil)
        store.stop()
    }

    @Test("of orders that shared a client id the latest is meant")
    func reusedClientID() async throws {
        let store = try HistoryStore(directory: nil)
        store.apply(batch(1, opened(alice, .client), update(order(1, status: .canceled)), update(order(5)), update(order(3))))
        let found = try await store.order(of: alice, on: bitcoin, .clientID(ShortText("c") ?? .empty), after: SequenceNumber(1))
        #expect(found?.id == OrderID(5))
        store.stop()
    }

    @Test("orders are listed from an id on, or the latest of a span, oldest first")
    func orderSpans() async throws {
        let store = try HistoryStore(directory: nil)
        store.apply(batch(1, opened(alice, .client)))
        for id in 1...10 { store.apply(batch(UInt64(id) + 1, update(order(Int64(id), created: Int64(id) * 10)))) }
        func ids(_ orders: [Order]) -> [Int64] { orders.map(\.id.value) }
        #expect(ids(try await store.allOrders(11)) == Array(1...10))
        #expect(ids(try await store.allOrders(11, limit: 3)) == [8, 9, 10])
        #expect(ids(try await store.allOrders(11, fromID: 4, limit: 3)) == [4, 5, 6])
        #expect(ids(try await store.allOrders(11, from: 30, to: 60, limit: 3)) == [4, 5, 6])
        #expect(try await store.allOrders(11, of: maker).isEmpty)
        store.stop()
    }

    @Test("fills are listed by order, from a trade on, or the latest")
    func fillLists() async throws {
        let store = try HistoryStore(directory: nil)
        store.apply(batch(1, opened(alice, .client)))
        for trade in 1...6 {
            store.apply(batch(UInt64(trade) + 1, at: Int64(trade), update(order(Int64(trade % 2)), .trade(fill(Int64(trade))))))
        }
        func trades(_ fills: [FillRecord]) -> [Int64] { fills.map(\.fill.trade.value) }
        #expect(trades(try await store.allFills(7)) == [1, 2, 3, 4, 5, 6])
        #expect(trades(try await store.allFills(7, order: 1)) == [1, 3, 5])
        #expect(trades(try await store.allFills(7, fromID: 3, limit: 2)) == [3, 4])
        #expect(trades(try await store.allFills(7, from: 2, limit: 2)) == [5, 6])
        #expect(
            try await store.allFills(7, fromID: 6)
                == [
                    FillRecord(
                        instrument: bitcoin, order: OrderID(0), side: .sell, positionSide: .short, fill: fill(6), time: time(6))
                ])
        store.stop()
    }

    @Test("no page parts the two fills of an account that traded with itself", arguments: 1...4)
    func selfTradePages(limit: Int) async throws {
        let store = try HistoryStore(directory: nil)
        store.apply(batch(1, opened(alice, .client), update(order(1), .trade(fill(1)))))
        store.apply(
            batch(2, update(order(1), .trade(fill(2))), update(order(2), .trade(fill(2, isMaker: false)))))
        store.apply(batch(3, update(order(1), .trade(fill(3)))))
        var seen: [[Int64]] = []
        var next: Int64 = 1
        while true {
            let page = try await store.allFills(3, fromID: next, limit: limit)
            guard let last = page.last else { break }
            #expect(page.count >= min(limit, 4 - seen.count))
            seen += page.map { [$0.fill.trade.value, $0.order.value] }
            next = last.fill.trade.value + 1
        }
        #expect(seen == [[1, 1], [2, 1], [2, 2], [3, 1]])
        let latest = try await store.allFills(3, limit: limit)
        #expect(latest.count { $0.fill.trade == TradeID(2) } != 1)
        #expect(latest.count == (limit == 2 ? 3 : limit))
        #expect(try await store.allFills(3, order: 2, fromID: 1, limit: limit).map(\.order.value) == [2])
        store.stop()
    }

    @Test("an account that traded with itself has both fills of the trade")
    func selfTrade() async throws {
        let store = try HistoryStore(directory: nil)
        store.apply(batch(1, opened(alice, .client), update(order(1), .trade(fill(9))), update(order(2), .trade(fill(9)))))
        #expect(try await store.allFills(1).map(\.order.value) == [1, 2])
        #expect(Set(try await store.allIncome(1, kind: .commission).map(\.id)).count == 2)
        store.stop()
    }

    @Test("income tells transfers, profit, commission and funding, with ids that never repeat")
    func incomeKinds() async throws {
        let store = try HistoryStore(directory: nil)
        store.apply(batch(1, opened(alice, .client)))
        store.apply(batch(2, at: 2, balance(alice, 500, .deposit)))
        store.apply(batch(3, at: 3, balance(alice, -100, .withdraw)))
        store.apply(
            batch(4, at: 4, update(order(1), .trade(fill(8, commission: 3, profit: 50))), balance(alice, 0, .order, on: bitcoin)))
        store.apply(batch(5, at: 5, update(order(1), .trade(fill(9, commission: 0, profit: 0)))))
        store.apply(batch(6, at: 6, update(order(1), .trade(fill(10, commission: -2)))))
        store.apply(batch(7, at: 7, balance(alice, -4, .funding, on: ether)))
        let income = try await store.allIncome(7)
        #expect(income.map(\.kind) == [.transfer, .transfer, .realizedProfit, .commission, .commission, .fundingFee])
        #expect(income.map(\.amount.raw) == [500, -100, 50, -3, 2, -4])
        #expect(income.map(\.trade?.value) == [nil, nil, 8, 8, 10, nil])
        #expect(income.map(\.instrument) == [nil, nil, bitcoin, bitcoin, bitcoin, ether])
        #expect(income.map(\.time.milliseconds) == [2, 3, 4, 4, 6, 7])
        for kind in IncomeKind.allCases {
            let ids = income.filter { $0.kind == kind }.map(\.id)
            #expect(Set(ids).count == ids.count)
        }
        #expect(try await store.allIncome(7, kind: .commission).map(\.amount.raw) == [-3, 2])
        #expect(try await store.allIncome(7, page: 2, limit: 4).map(\.amount.raw) == [2, -4])
        #expect(try await store.allIncome(7, page: .max, limit: 4).isEmpty)
        store.stop()
    }

    @Test("bots leave nothing behind")
    func bots() async throws {
        let store = try HistoryStore(directory: nil)
        store.apply(batch(1, opened(maker, .bot), update(order(1, of: maker), .trade(fill(1))), balance(maker, 5, .deposit)))
        #expect(try await store.allOrders(1, of: maker).isEmpty)
        store.stop()
    }

    @Test("a reopened history goes on where it stopped, knows its accounts, and takes nothing twice")
    func reopening() async throws {
        let directory = try ScratchDirectory()
        let first = batch(1, opened(alice, .client), opened(maker, .bot), balance(alice, 500, .deposit))
        var store = try HistoryStore(directory: directory.path)
        store.apply(first)
        store.apply(batch(2))
        store.stop()

        store = try HistoryStore(directory: directory.path)
        #expect(store.lastSequence == SequenceNumber(2))
        store.apply(first)
        store.apply(batch(3, balance(alice, 7, .deposit), balance(maker, 8, .deposit)))
        #expect(try await store.allIncome(3).map(\.amount.raw) == [500, 7])
        store.stop()
    }

    @Test("rebuilding from the journal gives the same rows with the same ids")
    func rebuilding() async throws {
        let batches = [
            batch(1, opened(alice, .client)), batch(2, balance(alice, 5, .deposit)),
            batch(3, update(order(1), .trade(fill(1))), update(order(1), .trade(fill(2, profit: 4)))),
            batch(4, balance(alice, 1, .funding)),
        ]
        let whole = try HistoryStore(directory: nil)
        for batch in batches { whole.apply(batch) }
        let directory = try ScratchDirectory()
        for stop in 1...4 {
            let store = try HistoryStore(directory: directory.path)
            for batch in batches[..<stop] { store.apply(batch) }
            if stop == 4 { #expect(try await store.allIncome(4) == whole.allIncome(4)) }
            store.stop()
        }
        whole.stop()
    }

    @Test("a question about what is still to come is answered once it has come")
    func waits() async throws {
        let store = try HistoryStore(directory: nil)
        store.apply(batch(1, opened(alice, .client)))
        async let answer = store.allIncome(3)
        store.apply(batch(2, balance(alice, 5, .deposit)))
        store.apply(batch(3, balance(alice, 6, .deposit)))
        #expect(try await answer.map(\.amount.raw) == [5, 6])
        store.stop()
    }

    @Test("stopping answers those who still wait")
    func stopsWaiting() async throws {
        let store = try HistoryStore(directory: nil)
        let waiting = Task { try await store.allIncome(99) }
        store.stop()
        await #expect(throws: HistoryUnavailable.self) { try await waiting.value }
        store.apply(batch(1, opened(alice, .client)))
        #expect(store.lastSequence == SequenceNumber(0))
    }

    @Test("a history in memory forgets the oldest, but no order that still works")
    func retention() async throws {
        let store = try HistoryStore(directory: nil, retention: HistoryRetention(ordersMax: 5, fillsMax: 4, incomeMax: 3))
        store.apply(batch(1, opened(alice, .client), update(order(1))))
        for id in 2...20 {
            store.apply(batch(UInt64(id), update(order(Int64(id), status: .filled), .trade(fill(Int64(id))))))
            _ = try await store.allFills(UInt64(id), limit: 1)
        }
        let orders = try await store.allOrders(20).map(\.id.value)
        #expect(orders.first == 1 && orders.last == 20 && orders.count < 12)
        #expect(try await store.allFills(20).count < 10)
        store.stop()
    }

    @Test("more than the inbox holds arrives whole")
    func backPressure() async throws {
        let store = try HistoryStore(directory: nil)
        store.apply(batch(1, opened(alice, .client)))
        for sequence in 2...41 {
            let events = (0..<5_000).map { index in
                StampedEvent(
                    sequence: SequenceNumber(UInt64(sequence)),
                    event: balance(alice, Int64(index) + 1, .deposit))
            }
            store.apply(EventBatch(lastSequence: SequenceNumber(UInt64(sequence)), time: .zero, events: events, listings: []))
        }
        #expect(try await store.allIncome(41, limit: 1_000_000).count == 200_000)
        store.stop()
    }

    @Test("a damaged file, or one ahead of the journal, is made anew")
    func madeAnew() async throws {
        let directory = try ScratchDirectory()
        let path = directory.path + "/" + HistoryStore.fileName
        try Data(repeating: 0x41, count: 9_000).write(to: URL(fileURLWithPath: path))
        var store = try HistoryStore(directory: directory.path, report: { _ in })
        store.apply(batch(9, opened(alice, .client), balance(alice, 5, .deposit)))
        #expect(try await store.allIncome(9).count == 1)
        store.stop()
        store = try HistoryStore(directory: directory.path, journalEnd: SequenceNumber(9))
        #expect(store.lastSequence == SequenceNumber(9))
        store.stop()
        store = try HistoryStore(directory: directory.path, journalEnd: SequenceNumber(8), report: { _ in })
        #expect(store.lastSequence == SequenceNumber(0))
        store.stop()
    }
}
