import CommandsAndEvents
import ExchangePorts
import Primitives
import Testing
import WireKit

/// What an account is told, and in which order (document 001, "User Data Streams"; document 004).
@Suite("The user stream")
struct UserStreamTests {
    /// Event types with what tells them apart: `ACCOUNT_UPDATE ORDER`, `ORDER_TRADE_UPDATE TRADE`.
    private func kinds(_ socket: RecordingSocket) throws -> [String] {
        try socket.takeMessages().map { message in
            let detail = message["a"]?["m"]?.text ?? message["o"]?["x"]?.text
            return (message["e"]?.text ?? "?") + (detail.map { " " + $0 } ?? "")
        }
    }

    @Test("placing, amending and cancelling an unfilled order changes no balance and says so")
    func unfilled() async throws {
        let fixture = try await UsdmFixture()
        let socket = try await fixture.userStream(of: .alice)
        try await fixture.placeLimit("BUY", "0.1", at: "49000", "newClientOrderId=mine", as: .alice)
        #expect(try kinds(socket) == ["ORDER_TRADE_UPDATE NEW"])
        let amended = "symbol=BTCUSDT&side=BUY&origClientOrderId=mine&quantity=0.2&price=49000"
        try await fixture.ask(.put, "/fapi/v1/order", amended, as: .alice)
        #expect(try kinds(socket) == ["ORDER_TRADE_UPDATE AMENDMENT"])
        try await fixture.ask(.delete, "/fapi/v1/order", "symbol=BTCUSDT&origClientOrderId=mine", as: .alice)
        #expect(try kinds(socket) == ["ORDER_TRADE_UPDATE CANCELED"])
    }

    @Test("a rejected order says nothing")
    func rejected() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.fillBook()
        let socket = try await fixture.userStream(of: .alice)
        let order = "symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=5&price=50010"
        try await fixture.expectRefusal(-5021, .post, "/fapi/v1/order", order + "&timeInForce=FOK", as: .alice)
        #expect(try kinds(socket).isEmpty)
    }

    @Test("each fill is one ACCOUNT_UPDATE, then its ORDER_TRADE_UPDATE, with the same time")
    func fills() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.fillBook()
        let alice = try await fixture.userStream(of: .alice)
        let bob = try await fixture.userStream(of: .bob)
        // Fills Bob's order at 50 010 and half of the next.
        try await fixture.placeMarket("BUY", "1.5", as: .alice)
        let messages = try alice.messages()
        let fill = ["ACCOUNT_UPDATE ORDER", "ORDER_TRADE_UPDATE TRADE"]
        #expect(try kinds(alice) == ["ORDER_TRADE_UPDATE NEW"] + fill + fill)
        #expect(try kinds(bob) == fill + fill)
        #expect(Set(messages.map { $0["T"] }).count == 1)
        let sizes = messages.compactMap { $0["o"]?["l"]?.text }
        #expect(sizes == ["0", "1.000", "0.500"])
        let positions = messages.compactMap { $0["a"]?["P"]?.items.first?["pa"]?.text }
        #expect(positions == ["1.000", "1.500"])
        let states = messages.compactMap { $0["o"]?["X"]?.text }
        #expect(states == ["NEW", "PARTIALLY_FILLED", "FILLED"])
    }

    @Test("an account that trades with itself is told of both of its orders, each fill after its account update")
    func selfTrade() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.placeLimit("SELL", "0.1", at: "50000", as: .alice)
        let socket = try await fixture.userStream(of: .alice)
        try await fixture.placeMarket("BUY", "0.1", as: .alice)
        let heard = try kinds(socket)
        #expect(heard.filter { $0 == "ORDER_TRADE_UPDATE TRADE" }.count == 2)
        let first = heard.firstIndex(of: "ORDER_TRADE_UPDATE TRADE") ?? 0
        #expect(heard[..<first].contains("ACCOUNT_UPDATE ORDER"))
    }

    @Test("the rest of an immediate order expires after its fills")
    func immediate() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.fillBook()
        let socket = try await fixture.userStream(of: .alice)
        try await fixture.placeLimit("BUY", "1.5", at: "50010", "timeInForce=IOC", as: .alice)
        #expect(
            try kinds(socket) == [
                "ORDER_TRADE_UPDATE NEW", "ACCOUNT_UPDATE ORDER", "ORDER_TRADE_UPDATE TRADE", "ORDER_TRADE_UPDATE EXPIRED",
            ])
    }

    @Test("a deposit and a withdrawal change one balance and no position")
    func transfers() async throws {
        let fixture = try await UsdmFixture()
        let socket = try await fixture.userStream(of: .alice)
        try await fixture.deposit("12.5", to: .alice)
        try await fixture.carryOut([
            .withdraw(Transfer(account: Trader.alice.account, asset: UsdmFixture.tether, amount: Money(whole: 2)))
        ])
        let updates = try socket.messages().compactMap { $0["a"] }
        #expect(try kinds(socket) == ["ACCOUNT_UPDATE DEPOSIT", "ACCOUNT_UPDATE WITHDRAW"])
        #expect(updates.map { $0["P"] } == [.array([]), .array([])])
        #expect(updates.map { $0["B"]?.items.count } == [1, 1])
        #expect(updates.compactMap { $0["B"]?.items.first?["bc"]?.text } == ["12.5", "-2"])
        #expect(updates.compactMap { $0["B"]?.items.first?["wb"]?.text } == ["100012.50000000", "100010.50000000"])
    }

    @Test("leverage is told as a change of configuration, and of nothing else")
    func leverage() async throws {
        let fixture = try await UsdmFixture()
        let socket = try await fixture.userStream(of: .alice)
        try await fixture.ask(.post, "/fapi/v1/leverage", "symbol=BTCUSDT&leverage=7", as: .alice)
        let message = try #require(try socket.messages().first)
        #expect(try kinds(socket) == ["ACCOUNT_CONFIG_UPDATE"])
        #expect(message["ac"]?["s"]?.text == "BTCUSDT")
        #expect(message["ac"]?["l"]?.integer == 7)
        try await fixture.expectRefusal(-4028, .post, "/fapi/v1/leverage", "symbol=BTCUSDT&leverage=126", as: .alice)
        #expect(try kinds(socket).isEmpty)
    }

    @Test("funding is one FUNDING_FEE for each who holds a position, without the position")
    func funding() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.fillBook()
        try await fixture.placeMarket("BUY", "0.1", as: .alice)
        for _ in 0..<2 { try await fixture.advance(milliseconds: 5_000) }
        try await fixture.advance(to: UsdmFixture.nextFunding.advanced(byMilliseconds: -1))
        let alice = try await fixture.userStream(of: .alice)
        let bob = try await fixture.userStream(of: .bob)
        try await fixture.advance(milliseconds: 1)
        var changes: [String] = []
        for socket in [alice, bob] {
            let update = try #require(try socket.messages().first?["a"])
            #expect(try kinds(socket) == ["ACCOUNT_UPDATE FUNDING_FEE"])
            #expect(update["P"] == .array([]))
            #expect(update["B"]?.items.count == 1)
            changes.append(update["B"]?.items.first?["bc"]?.text ?? "")
        }
        // 0.1 at a mark of 50 000 and a rate of 0.01 %: the long pays the short.
        #expect(changes == ["-0.5", "0.5"])
    }

    @Test("a change of margin type shows the margin asset as it is, and the entries with their new type")
    func marginType() async throws {
        let fixture = try await UsdmFixture()
        let socket = try await fixture.userStream(of: .alice)
        try await fixture.ask(.post, "/fapi/v1/marginType", "symbol=BTCUSDT&marginType=ISOLATED", as: .alice)
        let update = try #require(try socket.messages().first?["a"])
        #expect(try kinds(socket) == ["ACCOUNT_UPDATE MARGIN_TYPE_CHANGE"])
        let balance = try #require(update["B"]?.items.first)
        #expect(balance["wb"]?.text == "100000.00000000" && balance["bc"]?.text == "0")
        #expect(update["P"]?.items.map { $0["mt"]?.text } == ["isolated"])
    }

    @Test("margin that moves is told with the wallet it left and the position it went to")
    func marginTransfer() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.fillBook()
        try await fixture.ask(.post, "/fapi/v1/positionSide/dual", "dualSidePosition=true", as: .alice)
        try await fixture.ask(.post, "/fapi/v1/marginType", "symbol=BTCUSDT&marginType=ISOLATED", as: .alice)
        try await fixture.placeMarket("BUY", "0.1", "positionSide=LONG", as: .alice)
        let socket = try await fixture.userStream(of: .alice)
        for change in ["amount=50&type=1", "amount=40&type=2"] {
            try await fixture.ask(.post, "/fapi/v1/positionMargin", "symbol=BTCUSDT&positionSide=LONG&" + change, as: .alice)
        }
        let updates = try socket.messages().compactMap { $0["a"] }
        #expect(try kinds(socket) == Array(repeating: "ACCOUNT_UPDATE MARGIN_TRANSFER", count: 2))
        #expect(updates.map { $0["B"]?.items.first?["cw"]?.text } == ["99697.44950000", "99737.44950000"])
        #expect(updates.map { $0["B"]?.items.first?["wb"]?.text } == ["99997.49950000", "99997.49950000"])
        for update in updates { #expect(update["P"]?.items.compactMap { $0["ps"]?.text } == ["BOTH", "LONG"]) }
        #expect(updates.map { $0["P"]?.items.last?["iw"]?.text } == ["300.05000000", "260.05000000"])
    }

    @Test("a fill in hedge mode shows BOTH, the side it changed, and isolated sides that ever were open")
    func sides() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.fillBook()
        try await fixture.ask(.post, "/fapi/v1/positionSide/dual", "dualSidePosition=true", as: .alice)
        let socket = try await fixture.userStream(of: .alice)
        func sides() throws -> [[String]] {
            try socket.takeMessages().compactMap { $0["a"]?["P"]?.items.compactMap { $0["ps"]?.text } }
        }
        try await fixture.placeMarket("BUY", "0.1", "positionSide=LONG", as: .alice)
        try await fixture.placeMarket("SELL", "0.1", "positionSide=SHORT", as: .alice)
        #expect(try sides() == [["BOTH", "LONG"], ["BOTH", "SHORT"]])
        try await fixture.placeMarket("SELL", "0.1", "positionSide=LONG", as: .alice)
        try await fixture.placeMarket("BUY", "0.1", "positionSide=SHORT", as: .alice)
        try await fixture.ask(.post, "/fapi/v1/marginType", "symbol=BTCUSDT&marginType=ISOLATED", as: .alice)
        #expect(try sides() == [["BOTH", "LONG"], ["BOTH", "SHORT"], ["BOTH", "LONG", "SHORT"]])
        try await fixture.placeMarket("BUY", "0.1", "positionSide=LONG", as: .alice)
        #expect(try sides() == [["BOTH", "LONG", "SHORT"]])
    }

    @Test("an account that trades with itself is shown each asset and each entry once in a message")
    func eachOnce() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.ask(.post, "/fapi/v1/positionSide/dual", "dualSidePosition=true", as: .alice)
        try await fixture.placeLimit("SELL", "0.1", at: "50000", "positionSide=SHORT", as: .alice)
        let socket = try await fixture.userStream(of: .alice)
        try await fixture.placeMarket("BUY", "0.1", "positionSide=LONG", as: .alice)
        let updates = try socket.messages().compactMap { $0["a"] }
        #expect(!updates.isEmpty)
        for update in updates {
            #expect(update["B"]?.items.count == 1)
            let sides = update["P"]?.items.compactMap { $0["ps"]?.text } ?? []
            #expect(sides.count == Set(sides).count && sides.first == "BOTH")
        }
    }

    @Test("funding of an isolated position comes out of it, and is told with that position alone")
    func isolatedFunding() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.fillBook()
        try await fixture.ask(.post, "/fapi/v1/positionSide/dual", "dualSidePosition=true", as: .alice)
        try await fixture.ask(.post, "/fapi/v1/marginType", "symbol=BTCUSDT&marginType=ISOLATED", as: .alice)
        try await fixture.placeMarket("BUY", "0.1", "positionSide=LONG", as: .alice)
        for _ in 0..<2 { try await fixture.advance(milliseconds: 5_000) }
        try await fixture.advance(to: UsdmFixture.nextFunding.advanced(byMilliseconds: -1))
        let socket = try await fixture.userStream(of: .alice)
        try await fixture.advance(milliseconds: 1)
        let update = try #require(try socket.messages().first?["a"])
        #expect(try kinds(socket) == ["ACCOUNT_UPDATE FUNDING_FEE"])
        #expect(update["P"]?.items.map { $0["ps"]?.text } == ["LONG"])
        #expect(update["P"]?.items.first?["iw"]?.text == "249.55000000")
        let balance = try #require(update["B"]?.items.first)
        #expect(balance["bc"]?.text == "-0.5" && balance["wb"]?.text == "99996.99950000" && balance["cw"]?.text == "99747.44950000")
    }

    @Test("a commission in BNB changes its wallet; that of the margin asset is told only when it changed too")
    func feeBurn() async throws {
        let fixture = try await UsdmFixture()
        try await fixture.fillBook()
        try await fixture.deposit("1", UsdmFixture.binanceCoins, to: .alice)
        try await fixture.ask(.post, "/fapi/v1/feeBurn", "feeBurn=true", as: .alice)
        let socket = try await fixture.userStream(of: .alice)
        try await fixture.placeMarket("BUY", "0.1", as: .alice)
        try await fixture.placeMarket("SELL", "0.1", as: .alice)
        let messages = try socket.messages()
        let assets = messages.compactMap { $0["a"]?["B"]?.items.compactMap { $0["a"]?.text } }
        #expect(assets == [["BNB"], ["USDT", "BNB"]])
        let commissions = messages.compactMap { $0["o"] }.filter { $0["N"] != nil }
        #expect(commissions.map { $0["N"]?.text } == ["BNB", "BNB"])
        // 2.5005 less a tenth, at 0.99987691 and 500.
        #expect(commissions.first?["n"]?.text == "0.00450035")
    }

    @Test("multi-assets mode is told as a change of configuration; position mode and fee burn are not told")
    func switches() async throws {
        let fixture = try await UsdmFixture()
        let socket = try await fixture.userStream(of: .alice)
        try await fixture.ask(.post, "/fapi/v1/positionSide/dual", "dualSidePosition=true", as: .alice)
        try await fixture.ask(.post, "/fapi/v1/feeBurn", "feeBurn=true", as: .alice)
        for enabled in ["true", "false"] {
            try await fixture.ask(.post, "/fapi/v1/multiAssetsMargin", "multiAssetsMargin=" + enabled, as: .alice)
        }
        let messages = try socket.messages()
        #expect(try kinds(socket) == ["ACCOUNT_CONFIG_UPDATE", "ACCOUNT_CONFIG_UPDATE"])
        #expect(messages.map { $0["ai"]?["j"] } == [.bool(true), .bool(false)])
        #expect(messages.allSatisfy { $0["ac"] == nil })
    }

    @Test("a listen key that runs out is told once, and nothing comes after it")
    func expiry() async throws {
        let fixture = try await UsdmFixture()
        let key = try await fixture.listenKey(of: .alice)
        let socket = try #require(fixture.open("/ws/" + key)).socket
        try await fixture.advance(milliseconds: 3_599_999)
        #expect(try kinds(socket).isEmpty)
        try await fixture.advance(milliseconds: 1)
        let message = try #require(try socket.messages().first)
        #expect(try kinds(socket) == ["listenKeyExpired"])
        #expect(message["listenKey"]?.text == key)
        #expect(message["E"]?.text == String(fixture.now))
        try await fixture.deposit("1", to: .alice)
        #expect(try kinds(socket).isEmpty)
    }

    @Test("an account hears only of itself")
    func privacy() async throws {
        let fixture = try await UsdmFixture()
        let socket = try await fixture.userStream(of: .alice)
        try await fixture.fillBook()
        try await fixture.deposit("1", to: .bob)
        try await fixture.ask(.post, "/fapi/v1/leverage", "symbol=BTCUSDT&leverage=7", as: .bob)
        #expect(try kinds(socket).isEmpty)
    }

    @Test("revoking an API key tells the sockets of its listen key, closes them, and leaves others alone")
    func revoked() async throws {
        let fixture = try await UsdmFixture()
        let key = try await fixture.listenKey(of: .alice)
        let raw = try #require(fixture.open("/ws/" + key)).socket
        let combined = try #require(fixture.open("/stream", "streams=btcusdt@trade/" + key)).socket
        let bob = try await fixture.userStream(of: .bob)
        let market = try #require(fixture.open("/ws/btcusdt@trade")).socket
        fixture.keys.revoke(Trader.alice.key)
        let expired = try #require(try raw.takeMessages().first)
        #expect(expired["e"]?.text == "listenKeyExpired" && expired["listenKey"]?.text == key)
        #expect(expired["E"]?.text == String(fixture.now))
        #expect(try combined.takeMessages().first?["data"] == expired)
        #expect(raw.closeCode == 1008 && combined.closeCode == 1008)
        #expect(bob.closeCode == nil && market.closeCode == nil)
        try await fixture.deposit("1", to: .alice)
        try await fixture.deposit("1", to: .bob)
        #expect(try kinds(raw).isEmpty)
        #expect(try kinds(bob) == ["ACCOUNT_UPDATE DEPOSIT"])
        // The key opens nothing any more: the path is taken as the name of a stream that is silent.
        let late = try #require(fixture.open("/ws/" + key)).socket
        try await fixture.deposit("1", to: .alice)
        #expect(try late.takeMessages().isEmpty)
    }

    @Test("revoking a key that never asked for the listen key leaves its sockets open")
    func revokedOther() async throws {
        let fixture = try await UsdmFixture()
        var other = Trader.alice.apiKey
        other.key = String(repeating: "C", count: 64)
        fixture.keys.add(other)
        let socket = try await fixture.userStream(of: .alice)
        fixture.keys.revoke(other.key)
        #expect(socket.closeCode == nil)
        try await fixture.deposit("1", to: .alice)
        #expect(try kinds(socket) == ["ACCOUNT_UPDATE DEPOSIT"])
    }
}
