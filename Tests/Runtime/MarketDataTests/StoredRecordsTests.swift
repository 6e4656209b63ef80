import CommandsAndEvents
import ExchangePorts
import Instruments
import Primitives
import Testing

@testable import MarketData

@Suite("Market records that are stored")
struct StoredRecordsTests {
    /// Four days of deposits, positions, trades, marks, fundings and deliveries, and ticks between them.
    private func batches(seed: UInt64, count: Int = 300) throws -> [EventBatch] {
        var numbers = SeededNumbers(seed: seed)
        let accounts = (0..<6).map { index in
            Event.accountOpened(
                AccountOpened(
                    account: AccountID(UInt32(index)), name: ShortText("a\(index)") ?? ShortText(),
                    kind: index == 5 ? .insuranceFund : .client))
        }
        var sequence: UInt64 = 1
        var time = start
        let dollar = Event.assetIndex(UpdateAssetIndex(asset: AssetID(0), price: Price(whole: 1)))
        var batches = [
            EventBatch(
                lastSequence: SequenceNumber(1), time: time,
                events: (accounts + [dollar]).map { StampedEvent(sequence: SequenceNumber(1), event: $0) },
                listings: [
                    .asset(AssetID(0), Asset(name: "USDT", marginAvailable: true)),
                    .instrument(bitcoin, try MarketRecordsTests().instrument()),
                ])
        ]
        for step in 1...count {
            time = time + Int64.random(in: 1...2_400_000, using: &numbers)
            let account = AccountID(UInt32.random(in: 0..<6, using: &numbers))
            let amount = Int64.random(in: -9...9, using: &numbers)
            var events: [Event] = []
            switch Int.random(in: 0..<7, using: &numbers) {
            case 0:
                let money = Money(whole: 500 + amount)
                events = [
                    .balance(
                        BalanceUpdate(
                            account: account, asset: AssetID(0), walletBalance: money, crossWalletBalance: money, change: .zero,
                            reason: .deposit, instrument: nil))
                ]
            case 1, 2: events = [position(account.index, amount), trade(Int64(step), 100 + amount, abs(amount) + 1)]
            case 3: events = [trade(Int64(step), 100, 2, .sell)]
            case 4:
                events = [
                    .mark(
                        MarkUpdate(
                            instrument: bitcoin, mark: Price(whole: 100 + amount), index: Price(whole: 99 + amount),
                            fundingRate: .zero, nextFundingTime: .zero, settlePrice: .zero))
                ]
            case 5:
                events = [
                    .funding(FundingSettled(instrument: bitcoin, time: time, rate: Rate(raw: amount), mark: Price(whole: 100))),
                    .delivered(Delivered(instrument: bitcoin, time: time, price: Price(whole: 100 + amount))),
                ]
            default: break
            }
            if !events.isEmpty { sequence += 1 }
            let number = SequenceNumber(sequence)
            batches.append(
                EventBatch(
                    lastSequence: number, time: time, events: events.map { StampedEvent(sequence: number, event: $0) },
                    listings: []))
        }
        return batches
    }

    /// The state that batches lead to, told as one.
    private func state(after batches: ArraySlice<EventBatch>) throws -> EventBatch {
        let last = try #require(batches.last { !$0.events.isEmpty })
        let events = batches.flatMap(\.events).filter {
            switch $0.event {
            case .accountOpened, .assetIndex, .balance, .position, .mark: true
            default: false
            }
        }
        return EventBatch(
            lastSequence: last.lastSequence, time: last.time, events: events, listings: batches.flatMap(\.listings))
    }

    private func expectSame(_ records: MarketRecords, _ truth: MarketRecords) {
        let end = Timestamp(milliseconds: .max)
        let query = FundingQuery(instrument: nil, from: nil, to: nil, limit: .max)
        #expect(records.samples(of: bitcoin, from: .zero, to: end) == truth.samples(of: bitcoin, from: .zero, to: end))
        #expect(records.fundings(query) == truth.fundings(query))
        #expect(records.deliveries(of: [bitcoin]) == truth.deliveries(of: [bitcoin]))
        #expect(records.lastSequence == truth.lastSequence)
    }

    @Test("stopped and started anywhere, everything goes on as if it had never stopped", arguments: [1, 2, 3] as [UInt64])
    func restarts(seed: UInt64) async throws {
        let batches = try batches(seed: seed)
        let truth = MarketRecords()
        try await withDirectory { directory in
            var applied = 0
            for cut in [2, 40, 41, 120, 250, batches.count] {
                let store = try MarketStore(directory: directory, trimSeconds: 0)
                let records = try MarketRecords(store: store)
                expectSame(records, truth)
                if applied > 0 { records.apply(try state(after: batches[..<applied])) }
                for batch in batches[applied..<cut] {
                    records.apply(batch)
                    truth.apply(batch)
                }
                applied = cut
                expectSame(records, truth)
                store.stop()
            }
            #expect(truth.samples(of: bitcoin, from: .zero, to: Timestamp(milliseconds: .max)).count > 500)
            let store = try MarketStore(directory: directory)
            expectSame(try MarketRecords(store: store), truth)
            store.stop()
        }
    }

    @Test("samples end after thirty days in memory and in the file")
    func retention() async throws {
        let batches = try batches(seed: 4)
        let end = Timestamp(milliseconds: .max)
        try await withDirectory { directory in
            let store = try MarketStore(directory: directory, trimSeconds: 0)
            let records = try MarketRecords(store: store)
            for batch in batches { records.apply(batch) }
            let closing = Event.marketStatus(MarketStatusUpdate(instrument: bitcoin, status: .closed))
            let last = try #require(batches.last)
            func tell(_ events: [Event], days: Int64) {
                let sequence = SequenceNumber(last.lastSequence.value + 1 + UInt64(days))
                records.apply(
                    EventBatch(
                        lastSequence: sequence, time: last.time + days * 86_400_000,
                        events: events.map { StampedEvent(sequence: sequence, event: $0) }, listings: []))
            }
            tell([closing], days: 0)
            tell([], days: 29)
            await store.flush()
            let kept = records.samples(of: bitcoin, from: .zero, to: end)
            let stored = try store.load { try MarketSampleTable.samples(of: bitcoin, from: .zero, $0) }
            #expect(!kept.isEmpty && stored == kept)
            tell([], days: 31)
            #expect(records.samples(of: bitcoin, from: .zero, to: end).isEmpty)
            store.stop()
            let again = try MarketStore(directory: directory)
            #expect(try again.load { try MarketSampleTable.samples(of: bitcoin, from: .zero, $0) }.isEmpty)
            again.stop()
        }
    }
}
