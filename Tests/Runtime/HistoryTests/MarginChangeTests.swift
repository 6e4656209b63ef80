import CommandsAndEvents
import ExchangePorts
import History
import Primitives
import Testing

@Suite("Isolated margin in history")
struct MarginChangeTests {
    private func position(
        _ isolated: Int64, _ reason: BalanceReason, side: PositionSide = .both, of account: AccountID = alice
    ) -> Event {
        .position(
            PositionUpdate(
                account: account, instrument: bitcoin, side: side, quantity: Quantity(raw: 1), entryPrice: .zero,
                breakEvenPrice: .zero, accumulatedRealized: .zero, unrealizedProfit: .zero, marginType: .isolated,
                isolatedWallet: Money(raw: isolated), reason: reason))
    }

    private func changes(
        _ store: HistoryStore, _ sequence: UInt64, direction: MarginChangeRecord.Direction? = nil, from: Int64? = nil,
        to: Int64? = nil, limit: Int = 100
    ) async throws -> [MarginChangeRecord] {
        try await store.marginChanges(
            MarginChangeQuery(
                account: alice, instrument: bitcoin, direction: direction, from: from.map(time), to: to.map(time), limit: limit),
            after: SequenceNumber(sequence))
    }

    private func record(
        _ amount: Int64, _ direction: MarginChangeRecord.Direction, _ cause: MarginChangeRecord.Cause, at milliseconds: Int64,
        side: PositionSide = .both
    ) -> MarginChangeRecord {
        MarginChangeRecord(
            instrument: bitcoin, side: side, direction: direction, cause: cause, amount: Money(raw: amount), asset: tether,
            time: time(milliseconds))
    }

    @Test("what a client or a fill moves into a position or out of it is told, other changes are not")
    func causes() async throws {
        let store = try HistoryStore(directory: nil)
        store.apply(listing())
        store.apply(batch(2, at: 2, position(100, .order)))
        store.apply(batch(3, at: 3, position(130, .marginTransfer), position(40, .order, side: .long)))
        store.apply(batch(4, at: 4, position(120, .funding)))
        store.apply(batch(5, at: 5, position(70, .marginTransfer), position(70, .order)))
        store.apply(batch(6, at: 6, position(0, .order), position(9, .marginTransfer, of: maker)))
        let expected = [
            record(100, .added, .trade, at: 2), record(30, .added, .client, at: 3), record(40, .added, .trade, at: 3, side: .long),
            record(50, .taken, .client, at: 5), record(70, .taken, .trade, at: 6),
        ]
        #expect(try await changes(store, 6) == expected)
        #expect(try await changes(store, 6, direction: .taken) == Array(expected[3...]))
        #expect(try await changes(store, 6, from: 3, to: 5) == Array(expected[1...3]))
        #expect(try await changes(store, 6, limit: 2) == Array(expected[3...]))
        store.stop()
    }

    @Test("a reopened history knows what positions held")
    func reopening() async throws {
        let directory = try ScratchDirectory()
        var store = try HistoryStore(directory: directory.path)
        store.apply(listing())
        store.apply(batch(2, at: 2, position(100, .order), position(60, .order, side: .long)))
        store.apply(batch(3, at: 3, position(0, .order, side: .long)))
        store.stop()
        store = try HistoryStore(directory: directory.path)
        store.apply(batch(4, at: 4, position(110, .marginTransfer), position(5, .marginTransfer, side: .long)))
        let last = try await changes(store, 4).suffix(2)
        #expect(Array(last) == [record(10, .added, .client, at: 4), record(5, .added, .client, at: 4, side: .long)])
        store.stop()
    }

    @Test("profit is in the margin asset, whatever commission is paid in")
    func assets() async throws {
        let directory = try ScratchDirectory()
        var store = try HistoryStore(directory: directory.path)
        store.apply(listing())
        store.stop()
        store = try HistoryStore(directory: directory.path)
        store.apply(batch(2, update(order(1), .trade(fill(1, commission: 3, in: coin, profit: 50)))))
        let income = try await store.allIncome(2)
        #expect(income.map(\.kind) == [.realizedProfit, .commission])
        #expect(income.map(\.asset) == [tether, coin])
        #expect(income.map(\.amount.raw) == [50, -3])
        #expect(try await store.allFills(2).map(\.fill.commissionAsset) == [coin])
        store.stop()
    }
}
