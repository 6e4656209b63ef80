import CommandsAndEvents
import Dispatch
import ExchangePorts
import Foundation
import GRDB
import History
import Instruments
import Primitives
import Testing

/// A history with a service behind it, whose clock is moved by hand.
private final class Office: Sendable {
    static let start = time(1_700_000_000_000)
    static let day: Int64 = 86_400_000

    let history: HistoryStore
    let service: DownloadService
    let queue = DispatchQueue(label: "downloads")
    private let clock: Locked<Timestamp>

    init(
        directory: String? = nil, at start: Timestamp = Office.start, rowsMax: Int = DownloadService.rowsMax,
        heldBytesMax: Int = DownloadService.heldBytesMax
    ) throws {
        clock = Locked(start)
        let catalog = Catalog()
        var listed = batch(1)
        // Names count from 0: what stands before those of the tests is filled up.
        for id in 0...coin.index {
            let name = AssetID(id) == tether ? "USDT" : AssetID(id) == coin ? "BNB" : "A\(id)"
            listed.listings.append(.asset(AssetID(id), Asset(name: name, marginAvailable: true)))
        }
        for id in 0...bitcoin.index {
            guard case .instrument(_, var instrument)? = listings().last else { break }
            if InstrumentID(id) != bitcoin { instrument.symbol = "S\(id)" }
            listed.listings.append(.instrument(InstrumentID(id), instrument))
        }
        catalog.apply(listed)
        history = try HistoryStore(directory: directory)
        service = try DownloadService(
            directory: directory, history: history, catalog: catalog, rowsMax: rowsMax,
            heldBytesMax: heldBytesMax, queue: queue,
            report: { Issue.record("\($0)") }, now: { [clock] in clock.withLock { $0 } })
    }

    func advance(_ milliseconds: Int64) { clock.withLock { $0 = $0.advanced(byMilliseconds: milliseconds) } }

    @discardableResult
    func request(
        _ kind: DownloadKind, of account: AccountID = alice, from: Int64 = 0, to: Int64 = .max, after sequence: UInt64 = 0
    ) async throws -> DownloadID {
        try await service.request(
            DownloadRequest(kind: kind, account: account, from: time(from), to: time(to)), after: SequenceNumber(sequence))
    }

    /// The lines of a finished file.
    func lines(_ kind: DownloadKind, from: Int64 = 0, to: Int64 = .max, after sequence: UInt64) async throws -> [String] {
        let id = try await request(kind, from: from, to: to, after: sequence)
        await service.settle()
        let file = try #require(service.file(try token(id, kind)))
        #expect(file.name == "\(kind)-\(id.value).csv")
        let text = String(decoding: file.bytes, as: UTF8.self)
        #expect(text.hasSuffix("\n"))
        return text.split(separator: "\n").map(String.init)
    }

    func token(_ id: DownloadID, _ kind: DownloadKind) throws -> String {
        guard case .completed(let token, _)? = try service.state(of: id, kind, for: alice) else {
            throw DownloadRefusal.unavailable
        }
        return token
    }
}

@Suite("Downloads")
struct DownloadTests {
    /// 2023-11-14 22:13:20.
    private let start = Office.start.milliseconds

    @Test("a file tells income in order, of the account and the span alone")
    func income() async throws {
        let office = try Office()
        office.history.apply(listing())
        let events = [balance(alice, 500_000_000, .deposit), balance(alice, -25, .funding, on: bitcoin)]
        for (index, event) in events.enumerated() {
            office.history.apply(batch(UInt64(index) + 2, at: start + Int64(index) * 1_000, event))
        }
        office.history.apply(batch(4, at: start + 9_000, balance(alice, 1, .deposit)))
        let lines = try await office.lines(.income, from: start, to: start + 8_999, after: 4)
        #expect(
            lines == [
                "Date(UTC),Type,Amount,Asset,Symbol,Transaction ID", "2023-11-14 22:13:20,TRANSFER,5,USDT,,131072",
                "2023-11-14 22:13:21,FUNDING_FEE,-0.00000025,USDT,BTCUSDT,196608",
            ])
        office.history.stop()
    }

    @Test("a file tells orders and what they waited for")
    func orders() async throws {
        let office = try Office()
        let stop = Condition(.stop, price: Price(raw: 300_000_000))
        let armed = order(0, condition: stop, algo: 1)
        office.history.apply(listing())
        office.history.apply(
            batch(2, update(order(1, status: .filled, filled: 9, created: 951_782_400_000)), update(order(2, condition: stop))))
        office.history.apply(batch(3, update(armed), update(order(3, kind: .market, condition: stop))))
        let lines = try await office.lines(.orders, after: 3)
        #expect(
            lines == [
                "Date(UTC),Order ID,Symbol,Type,Side,Position Side,Price,Quantity,Executed,Average Price,Total,Stop Price,"
                    + "Time in Force,Reduce Only,Status,Update Time(UTC)",
                "2000-02-29 00:00:00,1,BTCUSDT,LIMIT,SELL,SHORT,0.00000007,0.00000009,0.00000009,7,0.00000063,0,GTX,true,FILLED,"
                    + "2000-02-29 00:00:00",
                "1970-01-01 00:00:00,2,BTCUSDT,STOP,SELL,SHORT,0.00000007,0.00000009,0,0,0,3,GTX,true,NEW,1970-01-01 00:00:00",
                "1970-01-01 00:00:00,3,BTCUSDT,STOP_MARKET,SELL,SHORT,0,0.00000009,0,0,0,3,GTC,true,NEW,1970-01-01 00:00:00",
            ])
        office.history.stop()
    }

    @Test("a file tells trades with the asset their fee was paid in")
    func trades() async throws {
        let office = try Office()
        office.history.apply(listing())
        let fill = Fill(
            trade: TradeID(4), price: Price(raw: 5_000_000_000_000), quantity: Quantity(raw: 10_000_000), isMaker: false,
            commission: Money(raw: 3), commissionAsset: coin, realizedProfit: Money(raw: -150_000_000))
        office.history.apply(batch(2, at: 1_709_251_199_999, update(order(1), .trade(fill))))
        let lines = try await office.lines(.trades, after: 2)
        #expect(
            lines == [
                "Date(UTC),Symbol,Side,Price,Quantity,Amount,Fee,Fee Coin,Realized Profit,Quote Asset,Position Side,Trade ID,"
                    + "Order ID",
                "2024-02-29 23:59:59,BTCUSDT,SELL,50000,0.1,5000,0.00000003,BNB,-1.5,USDT,SHORT,4,1",
            ])
        office.history.stop()
    }

    @Test("a file goes on beyond a page, and ends where the limit says")
    func length() async throws {
        let office = try Office(rowsMax: 11_001)
        office.history.apply(listing())
        for sequence in 2...13 {
            let events = (0..<1_000).map { index in
                StampedEvent(
                    sequence: SequenceNumber(UInt64(sequence)), event: balance(index % 2 == 0 ? alice : maker, 1, .deposit))
            }
            office.history.apply(
                EventBatch(lastSequence: SequenceNumber(UInt64(sequence)), time: .zero, events: events, listings: []))
        }
        #expect(try await office.lines(.income, after: 13).count == 6_001)
        office.history.apply(batch(14, opened(AccountID(7), .client)))
        for sequence in 15...20 {
            let events = (0..<1_000).map { _ in
                StampedEvent(sequence: SequenceNumber(UInt64(sequence)), event: balance(alice, 1, .deposit))
            }
            office.history.apply(
                EventBatch(lastSequence: SequenceNumber(UInt64(sequence)), time: .zero, events: events, listings: []))
        }
        let lines = try await office.lines(.income, after: 20)
        #expect(lines.count == 11_002, "the header and as many rows as a file may have")
        #expect(Set(lines).count == lines.count)
        office.history.stop()
    }

    @Test("a download is processing until it is written, and its link ends a day later", arguments: [true, false])
    func life(inMemory: Bool) async throws {
        let directory = try ScratchDirectory()
        let office = try Office(directory: inMemory ? nil : directory.path)
        office.queue.suspend()
        let id = try await office.request(.income)
        #expect(try office.service.state(of: id, .income, for: alice) == .processing)
        office.advance(250)
        office.queue.resume()
        await office.service.settle()
        let token = try office.token(id, .income)
        #expect(token.utf8.count == 64)
        #expect(
            try office.service.state(of: id, .income, for: alice)
                == .completed(token: token, expires: Office.start.advanced(byMilliseconds: 250 + Office.day)))
        #expect(try office.service.averageMilliseconds() == 250)
        #expect(try office.service.state(of: id, .trades, for: alice) == nil, "it is of another kind")
        #expect(try office.service.state(of: id, .income, for: maker) == nil, "it is another's")
        #expect(try office.service.state(of: DownloadID(id.value + 1), .income, for: alice) == nil)

        office.advance(Office.day - 1)
        #expect(office.service.file(token) != nil)
        #expect(office.service.file("../history") == nil)
        office.advance(1)
        #expect(office.service.file(token) == nil)
        #expect(
            try office.service.state(of: id, .income, for: alice)
                == .expired(at: Office.start.advanced(byMilliseconds: 250 + Office.day)))
        if !inMemory { #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path + "/downloads").isEmpty) }
        office.history.stop()
    }

    @Test("in memory the oldest file makes room, and its link ends")
    func room() async throws {
        // An empty file of income has 50 bytes.
        let office = try Office(heldBytesMax: 120)
        var ids: [DownloadID] = []
        for _ in 0..<3 { ids.append(try await office.request(.income)) }
        await office.service.settle()
        guard case .expired? = try office.service.state(of: ids[0], .income, for: alice) else {
            Issue.record("the first file is still there")
            return
        }
        for id in ids[1...] { #expect(office.service.file(try office.token(id, .income))?.bytes.count == 50) }
        office.history.stop()
    }

    @Test("links are kept where only the owner reads them")
    func permissions() async throws {
        let directory = try ScratchDirectory()
        let office = try Office(directory: directory.path)
        let id = try await office.request(.income)
        await office.service.settle()
        for (path, mode) in [
            ("/downloads.sqlite", 0o600), ("/downloads", 0o700), ("/downloads/\(try office.token(id, .income)).csv", 0o600),
        ] {
            let attributes = try FileManager.default.attributesOfItem(atPath: directory.path + path)
            #expect(attributes[.posixPermissions] as? Int == mode, "\(path)")
        }
        office.history.stop()
    }

    @Test("what a file shows is at least what the request could see")
    func afterSequence() async throws {
        let office = try Office()
        office.history.apply(listing())
        async let lines = office.lines(.income, after: 2)
        office.history.apply(batch(2, at: 5, balance(alice, 5, .deposit)))
        #expect(try await lines.count == 2)
        office.history.stop()
        await #expect(throws: DownloadRefusal.unavailable) { try await office.request(.income, after: 99) }
    }

    @Test("an account may ask so often in a calendar month, also across a restart", arguments: DownloadKind.allCases)
    func quotas(kind: DownloadKind) async throws {
        let directory = try ScratchDirectory()
        var office = try Office(directory: directory.path)
        let limit = kind.requestsPerMonth
        for _ in 0..<limit { try await office.request(kind) }
        await office.service.settle()
        office.history.stop()

        office = try Office(directory: directory.path)
        await #expect(throws: DownloadRefusal.monthlyLimit(limit)) { try await office.request(kind) }
        try await office.request(kind, of: maker)
        let other: DownloadKind = kind == .orders ? .income : .orders
        try await office.request(other)
        // From the 14th at 22:13:20 it is 16 days, 1 hour, 46 minutes and 40 seconds to December.
        office.advance(16 * Office.day + 6_400_000 - 1)
        await #expect(throws: DownloadRefusal.monthlyLimit(limit)) { try await office.request(kind) }
        office.advance(1)
        try await office.request(kind)
        await office.service.settle()
        office.history.stop()
    }

    @Test("links outlive a restart, and what was interrupted is written again")
    func restart() async throws {
        let directory = try ScratchDirectory()
        var office = try Office(directory: directory.path)
        let finished = try await office.request(.income)
        await office.service.settle()
        let token = try office.token(finished, .income)
        // The second is asked for, but the program ends before it is written.
        let file = try DatabaseQueue(path: directory.path + "/downloads.sqlite")
        let interrupted = try await office.request(.orders)
        await office.service.settle()
        try await file.write { database in
            try database.execute(
                sql: "UPDATE downloads SET finished_at = NULL, expires_at = NULL, token = NULL WHERE id = ?",
                arguments: [interrupted.value])
        }
        office.history.stop()
        let part = directory.path + "/downloads/" + String(repeating: "0", count: 64) + ".csv.part"
        try Data("half".utf8).write(to: URL(fileURLWithPath: part))

        office = try Office(directory: directory.path)
        #expect(!FileManager.default.fileExists(atPath: part))
        #expect(office.service.file(token) != nil)
        #expect(try office.service.state(of: interrupted, .orders, for: alice) == .processing)
        try office.service.resume()
        await office.service.settle()
        #expect(office.service.file(try office.token(interrupted, .orders)) != nil)
        office.history.stop()
    }
}
