import CommandsAndEvents
import ExchangePorts
import GatewayKit
import Primitives
import Testing
import WireKit

/// What is remembered of orders, fills and income, and how it is paged (supplement §2.11, §11).
@Suite("The past of an account")
struct HistoryTests {
    private static let day: Int64 = 86_400_000

    private func orderIDs(_ fixture: UsdmFixture, _ more: String = "") async throws -> [Int64] {
        try await fixture.ask(.get, "/fapi/v1/allOrders", "symbol=BTCUSDT" + more, as: .alice).items
            .compactMap { $0["orderId"]?.integer }
    }

    private func tradeIDs(_ fixture: UsdmFixture, _ more: String = "") async throws -> [Int64] {
        try await fixture.ask(.get, "/fapi/v1/userTrades", "symbol=BTCUSDT" + more, as: .alice).items
            .compactMap { $0["id"]?.integer }
    }

    @Test("orders that ended without a fill are forgotten after 3 days, others after 90, open ones never")
    func retention() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.fillBook()
        let open = try #require(try await fixture.placeLimit("BUY", "0.1", at: "49000", as: .alice)["orderId"]?.integer)
        let cancelled = try #require(try await fixture.placeLimit("BUY", "0.1", at: "49000", as: .alice)["orderId"]?.integer)
        try await fixture.ask(.delete, "/fapi/v1/order", "symbol=BTCUSDT&orderId=\(cancelled)", as: .alice)
        let filled = try #require(try await fixture.placeMarket("BUY", "0.1", as: .alice)["orderId"]?.integer)

        func found() async throws -> [Int64] {
            var ids: [Int64] = []
            for id in [open, cancelled, filled] {
                let answer = try await fixture.send(.get, "/fapi/v1/order", "symbol=BTCUSDT&orderId=\(id)", as: .alice)
                if answer.status == 200 { ids.append(id) } else { #expect(answer.code == -2013) }
            }
            #expect(try await orderIDs(fixture, "&orderId=\(open)") == ids)
            return ids
        }
        let placed = UsdmFixture.start
        try await fixture.advance(to: placed.advanced(byMilliseconds: 3 * Self.day))
        #expect(try await found() == [open, cancelled, filled])
        try await fixture.advance(milliseconds: 1)
        #expect(try await found() == [open, filled])
        try await fixture.advance(to: placed.advanced(byMilliseconds: 90 * Self.day))
        #expect(try await found() == [open, filled])
        try await fixture.advance(milliseconds: 1)
        #expect(try await found() == [open])
    }

    @Test("a filled order is no open order, and an open one is found in both places")
    func openOrders() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.fillBook()
        let open = try #require(try await fixture.placeLimit("BUY", "0.1", at: "49000", as: .alice)["orderId"]?.integer)
        let filled = try #require(try await fixture.placeMarket("BUY", "0.1", as: .alice)["orderId"]?.integer)
        try await fixture.ask(.get, "/fapi/v1/openOrder", "symbol=BTCUSDT&orderId=\(open)", as: .alice)
        try await fixture.expectRefusal(-2013, .get, "/fapi/v1/openOrder", "symbol=BTCUSDT&orderId=\(filled)", as: .alice)
        for parameters in ["symbol=BTCUSDT", ""] {
            let listed = try await fixture.ask(.get, "/fapi/v1/openOrders", parameters, as: .alice).items
            #expect(listed.compactMap { $0["orderId"]?.integer } == [open])
        }
        #expect(try await fixture.ask(.get, "/fapi/v1/openOrders", "symbol=ETHUSDT", as: .alice).items.isEmpty)
    }

    @Test("allOrders looks at seven days, gives the latest, or goes on from an id")
    func allOrders() async throws {
        let fixture = try await UsdmFixture()
        var ids: [Int64] = []
        for _ in 0..<3 {
            ids.append(try #require(try await fixture.placeLimit("BUY", "0.1", at: "49000", as: .alice)["orderId"]?.integer))
            try await fixture.advance(milliseconds: Self.day)
        }
        let start = UsdmFixture.start.milliseconds
        #expect(try await orderIDs(fixture) == ids)
        #expect(try await orderIDs(fixture, "&limit=2") == Array(ids[1...]))
        #expect(try await orderIDs(fixture, "&orderId=\(ids[1])") == Array(ids[1...]))
        #expect(try await orderIDs(fixture, "&orderId=\(ids[0])&limit=2") == Array(ids[..<2]))
        #expect(try await orderIDs(fixture, "&startTime=\(start + Self.day)") == Array(ids[1...]))
        #expect(try await orderIDs(fixture, "&endTime=\(start + Self.day)") == Array(ids[..<2]))
        #expect(try await orderIDs(fixture, "&startTime=\(start)&endTime=\(start)") == [ids[0]])
        #expect(try await orderIDs(fixture, "&startTime=\(start)&endTime=\(start + 7 * Self.day)") == ids)
        try await fixture.expectRefusal(
            -4165, .get, "/fapi/v1/allOrders", "symbol=BTCUSDT&startTime=\(start)&endTime=\(start + 7 * Self.day + 1)",
            as: .alice, message: "Maximum time interval is 7 days")
        try await fixture.expectRefusal(
            -1023, .get, "/fapi/v1/allOrders", "symbol=BTCUSDT&startTime=2&endTime=1", as: .alice)
        try await fixture.expectRefusal(-1130, .get, "/fapi/v1/allOrders", "symbol=BTCUSDT&limit=0", as: .alice)
        try await fixture.advance(milliseconds: 5 * Self.day)
        #expect(try await orderIDs(fixture) == Array(ids[1...]), "the first is more than a week old")
    }

    @Test("userTrades looks at seven days, gives the latest, or goes on from an id, of one order or of all")
    func userTrades() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.fillBook()
        var orders: [Int64] = []
        for _ in 0..<3 {
            orders.append(try #require(try await fixture.placeMarket("BUY", "0.1", as: .alice)["orderId"]?.integer))
            try await fixture.advance(milliseconds: Self.day)
        }
        let start = UsdmFixture.start.milliseconds
        #expect(try await tradeIDs(fixture) == [1, 2, 3])
        #expect(try await tradeIDs(fixture, "&limit=2") == [2, 3])
        #expect(try await tradeIDs(fixture, "&fromId=2") == [2, 3])
        #expect(try await tradeIDs(fixture, "&fromId=1&limit=2") == [1, 2])
        #expect(try await tradeIDs(fixture, "&orderId=\(orders[1])") == [2])
        #expect(try await tradeIDs(fixture, "&startTime=\(start + 1)") == [2, 3])
        #expect(try await tradeIDs(fixture, "&endTime=\(start + Self.day)") == [1, 2])
        #expect(try await tradeIDs(fixture, "&startTime=\(start + Self.day)&endTime=\(start + Self.day)") == [2])
        let path = "/fapi/v1/userTrades"
        try await fixture.expectRefusal(-1128, .get, path, "symbol=BTCUSDT&fromId=1&startTime=\(start)", as: .alice)
        try await fixture.expectRefusal(
            -4165, .get, path, "symbol=BTCUSDT&startTime=\(start)&endTime=\(start + 7 * Self.day + 1)", as: .alice)
        try await fixture.expectRefusal(-1023, .get, path, "symbol=BTCUSDT&startTime=2&endTime=1", as: .alice)
        try await fixture.advance(milliseconds: 5 * Self.day)
        #expect(try await tradeIDs(fixture) == [2, 3], "the first is more than a week old")
        #expect(try await tradeIDs(fixture, "&fromId=1") == [1, 2, 3])
        try await fixture.advance(milliseconds: 82 * Self.day + 1)
        #expect(try await tradeIDs(fixture, "&fromId=1") == [2, 3], "trades are kept for three months")
        #expect(try await tradeIDs(fixture, "&orderId=\(orders[0])").isEmpty)
        #expect(try await tradeIDs(fixture, "&startTime=\(start)&endTime=\(start + Self.day)") == [2])
    }

    @Test("no page parts the two sides of a trade of an account with itself")
    func selfTrades() async throws {
        let fixture = try await UsdmFixture()
        for _ in 0..<2 {
            try await fixture.placeLimit("SELL", "0.1", at: "50010", as: .alice)
            try await fixture.placeMarket("BUY", "0.1", as: .alice)
        }
        #expect(try await tradeIDs(fixture, "&fromId=1&limit=1") == [1, 1])
        #expect(try await tradeIDs(fixture, "&fromId=2&limit=1") == [2, 2])
        #expect(try await tradeIDs(fixture, "&limit=1") == [2, 2])
        #expect(try await tradeIDs(fixture, "&limit=3") == [1, 1, 2, 2])
        #expect(try await tradeIDs(fixture, "&limit=4") == [1, 1, 2, 2])
    }

    @Test("what trades and the client move into an isolated position is remembered, what funding takes is not")
    func isolatedMargin() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.fillBook()
        let alice = Trader.alice.account
        let bitcoin = UsdmFixture.bitcoin
        func adjust(_ amount: String) async throws {
            try await fixture.carryOut([
                .adjustMargin(AdjustMargin(account: alice, instrument: bitcoin, side: .both, amount: try Money(amount)))
            ])
        }
        try await fixture.carryOut([
            .setMarginType(SetMarginType(account: alice, instrument: bitcoin, marginType: .isolated))
        ])
        try await fixture.placeMarket("BUY", "0.1", as: .alice)
        try await adjust("100.5")
        try await fixture.advance(to: UsdmFixture.nextFunding)
        try await adjust("-50")
        try await fixture.placeMarket("SELL", "0.1", as: .alice)

        let sequence = try await fixture.exchange.read { $0.sequence }
        let changes = try await fixture.history.marginChanges(
            MarginChangeQuery(account: alice, instrument: bitcoin, direction: nil, from: nil, to: nil, limit: 10), after: sequence)
        #expect(changes.map(\.direction) == [.added, .added, .taken, .taken])
        #expect(changes.map(\.cause) == [.trade, .client, .client, .trade])
        // 0.1 at 50 010 with a leverage of 20, and what is left of it all after funding.
        #expect(changes.prefix(3).map(\.amount) == [try Money("250.05"), try Money("100.5"), Money(whole: 50)])
        let funding = try #require(
            try await fixture.ask(.get, "/fapi/v1/income", "incomeType=FUNDING_FEE", as: .alice).items.first?["income"]?.text)
        #expect(try Money(funding).isNegative)
        #expect(changes.last?.amount == (try Money("300.55").adding(try Money(funding))))
        #expect(changes.allSatisfy { $0.asset == UsdmFixture.tether && $0.side == .both })
    }

    @Test("each side of a trade sees it with its own order, fee and role")
    func bothSides() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.fillBook()
        let order = try #require(try await fixture.placeMarket("BUY", "0.1", as: .alice)["orderId"]?.integer)
        let taker = try #require(try await fixture.ask(.get, "/fapi/v1/userTrades", "symbol=BTCUSDT", as: .alice).items.first)
        let maker = try #require(try await fixture.ask(.get, "/fapi/v1/userTrades", "symbol=BTCUSDT", as: .bob).items.first)
        #expect(taker["id"] == maker["id"])
        #expect(taker["orderId"]?.integer == order)
        #expect(maker["orderId"]?.integer != order)
        #expect([taker["side"], maker["side"]] == [.string("BUY"), .string("SELL")])
        #expect([taker["buyer"], maker["buyer"]] == [.bool(true), .bool(false)])
        #expect([taker["maker"], maker["maker"]] == [.bool(false), .bool(true)])
        #expect([taker["commission"], maker["commission"]] == [.string("2.50050000"), .string("1.00020000")])
    }

    @Test("income is listed oldest first, by kind, symbol, time and page")
    func income() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.fillBook()
        try await fixture.placeMarket("BUY", "0.1", as: .alice)
        try await fixture.placeMarket("SELL", "0.1", as: .alice)
        func kinds(_ parameters: String) async throws -> [String] {
            try await fixture.ask(.get, "/fapi/v1/income", parameters, as: .alice).items.compactMap { $0["incomeType"]?.text }
        }
        let all = ["TRANSFER", "COMMISSION", "REALIZED_PNL", "COMMISSION"]
        #expect(try await kinds("") == all)
        #expect(try await kinds("incomeType=COMMISSION") == ["COMMISSION", "COMMISSION"])
        #expect(try await kinds("incomeType=WELCOME_BONUS").isEmpty)
        #expect(try await kinds("symbol=BTCUSDT") == Array(all[1...]))
        #expect(try await kinds("symbol=ETHUSDT").isEmpty)
        #expect(try await kinds("limit=3") == Array(all[..<3]))
        #expect(try await kinds("limit=3&page=2") == Array(all[3...]))
        #expect(try await kinds("limit=3&page=3").isEmpty)
        #expect(try await kinds("startTime=\(UsdmFixture.start.milliseconds + 1)").isEmpty)
        #expect(try await kinds("endTime=\(UsdmFixture.start.milliseconds)") == all)
        let path = "/fapi/v1/income"
        try await fixture.expectRefusal(-1130, .get, path, "page=0", as: .alice)
        try await fixture.expectRefusal(-1130, .get, path, "incomeType=LUCK", as: .alice)
        try await fixture.expectRefusal(-1023, .get, path, "startTime=2&endTime=1", as: .alice)
        try await fixture.expectRefusal(-1121, .get, path, "symbol=NONE", as: .alice)

        try await fixture.advance(milliseconds: 8 * Self.day)
        #expect(try await kinds("").isEmpty, "without times, seven days")
        #expect(try await kinds("startTime=\(UsdmFixture.start.milliseconds)") == all)
        try await fixture.advance(milliseconds: 83 * Self.day)
        #expect(try await kinds("startTime=\(UsdmFixture.start.milliseconds)").isEmpty, "forgotten after three months")
    }
}
