import CommandsAndEvents
import ExchangePorts
import Primitives
import Testing
import WireKit

/// The three scenarios of document 004, lived on the exchange: `document004/1` to `3` are its messages "after upgrade".
///
/// The account is brought to the document's numbers through trades, transfers and a margin adjustment; leverage, the prices
/// of what was traded before and that of BNB are chosen so that they come out. Between the second and the third scenario the
/// long position pays its funding at 08:00 UTC, which is what the document's wallets differ by. The long ETHUSDT position
/// was never opened: the document calls it not initialised.
@Suite("ACCOUNT_UPDATE as document 004 shows it", .serialized)
struct AccountUpdateRulesTests {
    private static let deposit = Timestamp(milliseconds: 1_603_093_193_280)
    private static let close = Timestamp(milliseconds: 1_603_093_588_546)
    private static let funding = Timestamp(milliseconds: 1_603_094_400_000)
    private static let change = Timestamp(milliseconds: 1_603_094_890_011)

    @Test("a transfer, a close and a change of margin type push what the document pushes, with its numbers")
    func scenarios() async throws {
        let fixture = try await UsdmFixture(
            money: Money(whole: 1_000), at: Self.deposit, indexes: [try Price("11459.05"), Price(whole: 375)],
            minNotional: try Money("0.1"))
        try await prepare(fixture)
        let user = try await fixture.userStream(of: .alice)

        try await fixture.deposit("0.01", UsdmFixture.binanceCoins, to: .alice)
        try expect(user.takeMessages(), "document004/1", sentAfter: 4)

        try await fixture.advance(to: Self.close)
        try await trade(fixture, "BUY", "0.010", at: "375.33", on: "ETHUSDT", "positionSide=SHORT")
        try expect(user.takeMessages().filter { $0["e"]?.text == "ACCOUNT_UPDATE" }, "document004/2", sentAfter: 7)

        try await fixture.advance(to: Self.funding)
        #expect(try user.takeMessages().compactMap { $0["a"]?["m"]?.text } == ["FUNDING_FEE"])

        try await fixture.advance(to: Self.change)
        try await fixture.ask(.post, "/fapi/v1/marginType", "symbol=ETHUSDT&marginType=ISOLATED", as: .alice)
        try expect(user.takeMessages(), "document004/3", sentAfter: 6)
    }

    /// 94.91018561 USDT and 0.01575839 BNB, 0.01 BTCUSDT long on isolated margin and 0.01 ETHUSDT short.
    private func prepare(_ fixture: UsdmFixture) async throws {
        try await fixture.deposit("100000", to: .bob)
        // In one-way mode, for what the BOTH entry has realised.
        try await trade(fixture, "BUY", "0.001", at: "376.00", on: "ETHUSDT")
        try await trade(fixture, "SELL", "0.001", at: "375.43", on: "ETHUSDT")

        try await fixture.ask(.post, "/fapi/v1/positionSide/dual", "dualSidePosition=true", as: .alice)
        try await trade(fixture, "SELL", "0.020", at: "370.00", on: "ETHUSDT", "positionSide=SHORT")
        try await trade(fixture, "BUY", "0.020", at: "379.58", on: "ETHUSDT", "positionSide=SHORT")
        try await trade(fixture, "SELL", "0.010", at: "375.74", on: "ETHUSDT", "positionSide=SHORT")

        try await fixture.ask(.post, "/fapi/v1/marginType", "symbol=BTCUSDT&marginType=ISOLATED", as: .alice)
        try await fixture.ask(.post, "/fapi/v1/leverage", "symbol=BTCUSDT&leverage=100", as: .alice)
        // On average at 11 445.71, which is no multiple of this market's tick.
        try await trade(fixture, "BUY", "0.009", at: "11445.6", on: "BTCUSDT", "positionSide=LONG")
        try await trade(fixture, "BUY", "0.001", at: "11446.7", on: "BTCUSDT", "positionSide=LONG")
        for (side, price) in [("BUY", "11459.0"), ("SELL", "11459.1")] {
            try await fixture.placeLimit(side, "5", at: price, as: .bob)
        }
        try await fixture.ask(
            .post, "/fapi/v1/positionMargin", "symbol=BTCUSDT&positionSide=LONG&amount=0.0573&type=1", as: .alice)

        let wallet = try await fixture.balance(of: .alice, UsdmFixture.tether)
        #expect(wallet.walletBalance - wallet.crossWalletBalance == (try Money("1.20187100")))
        try await fixture.carryOut([
            .pinMark(PinMark(instrument: UsdmFixture.bitcoin, price: try Price("11459.05"))),
            .updateAssetIndex(UpdateAssetIndex(asset: UsdmFixture.binanceCoins, price: try Price("37.47"))),
            .withdraw(
                Transfer(
                    account: Trader.alice.account, asset: UsdmFixture.tether,
                    amount: wallet.walletBalance - (try Money("94.91018561")))),
        ])
        try await fixture.deposit("0.01575839", UsdmFixture.binanceCoins, to: .alice)
        try await fixture.ask(.post, "/fapi/v1/feeBurn", "feeBurn=true", as: .alice)
    }

    /// Alice takes what Bob offers at this price.
    private func trade(
        _ fixture: UsdmFixture, _ side: String, _ quantity: String, at price: String, on symbol: String, _ more: String = ""
    ) async throws {
        try await fixture.placeLimit(side == "BUY" ? "SELL" : "BUY", quantity, at: price, on: symbol, as: .bob)
        try await fixture.placeLimit(side, quantity, at: price, more, on: symbol, as: .alice)
    }

    /// Compares one message with the document's. It had neither `bc` nor `bep` yet, sent its events some milliseconds after
    /// they happened, and showed no cross balance of BNB, which was no margin then.
    private func expect(_ messages: [JSONValue], _ name: String, sentAfter delay: Int64) throws {
        try #require(messages.count == 1)
        let message = messages[0]
        let time = try #require(message["T"]?.integer)
        #expect(message["E"]?.integer == time)
        for balance in message["a"]?["B"]?.items ?? [] where balance["a"]?.text == "BNB" { #expect(balance["cw"] == balance["wb"]) }
        let told = message.rewritten { name, value, owner in
            switch name {
            case "bc", "bep": nil
            case "E": .number(String(time + delay))
            case "cw" where owner["a"]?.text == "BNB": .string("0")
            default: value
            }
        }
        #expect(told.pretty() + "\n" == (try GoldenFile(name: name).text()))
    }
}

extension JSONValue {
    /// The same document with every member of an object replaced by what `member` makes of its name, value and owner; nil drops it.
    fileprivate func rewritten(_ member: (String, JSONValue, JSONValue) -> JSONValue?) -> JSONValue {
        switch self {
        case .object(let members):
            .object(
                members.compactMap { each in
                    member(each.name, each.value.rewritten(member), self).map { .init(name: each.name, value: $0) }
                })
        case .array(let items): .array(items.map { $0.rewritten(member) })
        default: self
        }
    }
}
