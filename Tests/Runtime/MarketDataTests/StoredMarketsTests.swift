import CommandsAndEvents
import ExchangePorts
import Foundation
import Instruments
import Primitives
import Testing

@testable import MarketData

/// A directory that is there for a test.
func withDirectory(_ body: (String) async throws -> Void) async throws {
    let directory = NSTemporaryDirectory() + "contango-market-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: directory) }
    try await body(directory)
}

extension RandomDay {
    /// The batches as the journal numbers them: those without events are ticks, which are no commands.
    var numbered: [EventBatch] {
        var sequence: UInt64 = 0
        return batches.map { batch in
            if !batch.events.isEmpty { sequence += 1 }
            let number = SequenceNumber(sequence)
            return EventBatch(
                lastSequence: number, time: batch.time,
                events: batch.events.map { StampedEvent(sequence: number, event: $0.event) }, listings: [])
        }
    }
}

@Suite("Markets that are stored")
struct StoredMarketsTests {
    private func open(_ directory: String, _ recorder: Recorder = Recorder()) throws -> MarketData {
        try MarketData(listeners: [recorder], store: MarketStore(directory: directory))
    }

    /// Everything that clients can ask for, against the raw trades.
    private func check(_ data: MarketData, _ trades: [PublicTrade], at time: Timestamp) async throws {
        for interval in CandleInterval.allCases {
            let expected = candles(of: trades, interval, until: time)
            #expect(try await data.candles(candleQuery(interval, limit: 20_000)) == expected.suffix(20_000))
            let middle = expected[expected.count / 2].openTime
            #expect(
                try await data.candles(candleQuery(interval, from: middle, limit: 700))
                    == Array(expected[(expected.count / 2)...].prefix(700)))
            #expect(
                try await data.candles(candleQuery(interval, to: middle, limit: 3))
                    == Array(expected[...(expected.count / 2)].suffix(3)))
            #expect(try await data.candles(candleQuery(interval, from: .zero, limit: 1)) == Array(expected.prefix(1)))
        }
        #expect(try await data.trades(of: bitcoin, fromID: TradeID(0), limit: .max) == trades)
        #expect(try await data.trades(of: bitcoin, fromID: nil, limit: 2_000) == trades.suffix(2_000))
        let closed = aggregates(of: trades).filter { time.milliseconds - $0.time.milliseconds >= 100 }
        #expect(try await data.aggregateTrades(aggregateQuery(fromID: 1)).starts(with: closed))
        let middle = closed[closed.count / 2]
        #expect(
            try await data.aggregateTrades(aggregateQuery(from: middle.time, limit: 5))
                == Array(closed.filter { $0.time >= middle.time }.prefix(5)))
        #expect(
            try await data.aggregateTrades(aggregateQuery(to: middle.time, limit: 5))
                == closed.filter { $0.time <= middle.time }.suffix(5))
        #expect(data.statistics(of: bitcoin) == statistics(of: trades[...], at: time))
        #expect(data.prices(of: bitcoin).last == trades.last?.price)
    }

    @Test("stopped and started anywhere in a day, everything goes on as if it had never stopped", arguments: [41, 42])
    func restarts(seed: UInt64) async throws {
        let day = RandomDay(seed: seed)
        let uninterrupted = Recorder()
        let truth = MarketData(listeners: [uninterrupted])
        for batch in day.numbered { truth.apply(batch) }
        var numbers = SeededNumbers(seed: seed)
        var cuts = (0..<6).map { _ in Int.random(in: 100..<day.batches.count, using: &numbers) }.sorted()
        cuts.append(day.batches.count)
        try await withDirectory { directory in
            let recorder = Recorder()
            var applied = 0
            for cut in cuts {
                let data = try open(directory, recorder)
                if applied > 0 { #expect(data.lastSequence == day.numbered[applied - 1].lastSequence) }
                for batch in day.numbered[applied..<cut] { data.apply(batch) }
                applied = cut
                let known = day.trades.filter { $0.time <= day.batches[cut - 1].time }
                let count = day.batches[..<cut].reduce(0) { $0 + $1.events.count }
                try await check(data, Array(known.prefix(count)), at: day.batches[cut - 1].time)
                data.stop()
            }
            for interval in CandleInterval.allCases {
                #expect(recorder.candles(interval, closed: true) == uninterrupted.candles(interval, closed: true))
            }
            #expect(recorder.aggregates == uninterrupted.aggregates)
        }
    }

    /// Trims with everything it writes.
    private func openTrimmed(_ directory: String) throws -> MarketData {
        try MarketData(store: MarketStore(directory: directory, trimSeconds: 0))
    }

    @Test("what leaves memory while it is being written is found all the same", arguments: [false, true])
    func jumps(isTrimmed: Bool) async throws {
        try await withDirectory { directory in
            let data = isTrimmed ? try openTrimmed(directory) : try open(directory)
            let trades = (1...12_000).map {
                PublicTrade(
                    id: TradeID($0), price: Price(whole: $0), quantity: Quantity(whole: 1), time: start + $0, takerSide: .buy)
            }
            data.apply(batch(trades.map { trade($0.id.value, $0.price, $0.quantity) }, at: start + 1))
            #expect(try await data.trades(of: bitcoin, fromID: TradeID(5), limit: 2).map(\.id.value) == [5, 6])
            #expect(try await data.trades(of: bitcoin, fromID: nil, limit: 11_000).map(\.id.value) == Array(1_001...12_000))
            data.apply(batch([], at: start + 40 * 86_400_000))
            let first = try await data.candles(candleQuery(.minute1, from: start, limit: 2))
            #expect(first.map(\.tradeCount) == [12_000, 0])
            #expect(first.map(\.close) == [Price(whole: 12_000), Price(whole: 12_000)])
            data.stop()
        }
    }

    @Test("rows end with their retention, but for the last candle before it, which the flat ones behind it follow from")
    func retention() async throws {
        try await withDirectory { directory in
            let data = try openTrimmed(directory)
            let day: Int64 = 86_400_000
            for (id, days) in [(1, 0), (2, 1), (3, 2), (4, 50)] as [(Int64, Int64)] {
                data.apply(batch([trade(id, 100 + id)], at: start + days * day))
            }
            data.apply(batch([], at: start + 60 * day))
            let minutes = try await data.candles(candleQuery(.minute1, from: start, limit: 2))
            #expect(minutes.map(\.openTime) == [start + 2 * day, start + 2 * day + 60_000])
            #expect(minutes.map(\.close) == [Price(whole: 103), Price(whole: 103)])
            let hours = try await data.candles(candleQuery(.hour1, from: start, limit: 1))
            #expect(hours.map(\.openTime) == [start])
            #expect(try await data.trades(of: bitcoin, fromID: TradeID(0), limit: 10).map(\.id.value) == [1, 2, 3, 4])
            data.apply(batch([trade(5, 105)], at: start + 100 * day))
            data.stop()
            let later = try openTrimmed(directory)
            #expect(try await later.trades(of: bitcoin, fromID: TradeID(0), limit: 10).map(\.id.value) == [4, 5])
            #expect(try await later.aggregateTrades(aggregateQuery(fromID: 1)).first?.firstTrade == TradeID(4))
            later.stop()
        }
    }

    @Test("a closed market has a last candle of every interval and none after it, also after a restart")
    func closedMarket() async throws {
        try await withDirectory { directory in
            var data = try open(directory)
            data.apply(batch([trade(1, 100)], at: start))
            data.apply(batch([trade(2, 90)], at: start + 3_600_000))
            let closing = Event.marketStatus(MarketStatusUpdate(instrument: bitcoin, status: .closed))
            data.apply(batch([closing], at: start + 7_230_000))
            data.apply(batch([], at: start + 200 * 86_400_000))
            let before = try await data.candles(candleQuery(.hour1))
            #expect(before.map(\.close) == [100, 90, 90].map(Price.init(whole:)))
            data.stop()
            data = try open(directory)
            data.apply(batch([], at: start + 201 * 86_400_000))
            for interval in CandleInterval.allCases {
                let last = try await data.candles(candleQuery(interval, limit: 1)).last
                #expect(last?.openTime == interval.openTime(containing: start + 7_230_000))
            }
            #expect(try await data.candles(candleQuery(.hour1)) == before)
            data.stop()
        }
    }

    @Test("a store that is ahead of its journal, or damaged, is made anew")
    func madeAnew() async throws {
        try await withDirectory { directory in
            let data = try open(directory)
            data.apply(batch([trade(1, 100)], at: start))
            data.stop()
            let reports = Locked<[String]>([])
            let report: @Sendable (String) -> Void = { text in reports.withLock { $0.append(text) } }
            func position(journalEnd: SequenceNumber) throws -> SequenceNumber {
                try MarketStore(directory: directory, journalEnd: journalEnd, report: report).lastSequence()
            }
            #expect(try position(journalEnd: SequenceNumber(1)) == SequenceNumber(1))
            #expect(try position(journalEnd: SequenceNumber(0)) == SequenceNumber(0))
            let path = directory + "/" + MarketStore.fileName
            for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
            try Data(repeating: 7, count: 8_192).write(to: URL(fileURLWithPath: path))
            #expect(try position(journalEnd: SequenceNumber(1)) == SequenceNumber(0))
            #expect(reports.withLock { $0.count } == 2)
        }
    }
}
