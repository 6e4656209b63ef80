import Primitives
import Testing
import WireKit

@Suite("The operator's deposits and withdrawals")
struct TransferTests {
    private func body(account: String = "alice", wallet: String = "usdm", asset: String = "USDT", amount: String = "\"1\"")
        -> String
    {
        #"{"account":"\#(account)","wallet":"\#(wallet)","asset":"\#(asset)","amount":\#(amount)}"#
    }

    @Test("money comes and goes, and the balance is answered with its place in the journal")
    func inAndOut() async throws {
        let fixture = try await OperatorFixture()
        let begin = try await fixture.exchange.read { $0.sequence.value }
        let put = try await fixture.send(.post, "/deposits", body(amount: "\"250.12345678\""))
        #expect(put.text == #"{"balance":"1250.12345678","sequence":\#(begin + 1)}"#)
        let taken = try await fixture.send(.post, "/withdrawals", body(amount: "\"1250.12345678\""))
        #expect(taken.text == #"{"balance":"0","sequence":\#(begin + 2)}"#)
        #expect(try await fixture.send(.post, "/deposits", body(asset: "BTC", amount: "\"0.5\""))["balance"] == .string("0.5"))
    }

    @Test(
        "impossible payments are refused",
        arguments: [
            #""-1""#, #""0""#, #""much""#, #""""#, #""0.000000001""#, "\"1" + String(repeating: "0", count: 30) + "\"", "true", "1",
            "null",
            #"["1"]"#,
        ])
    func impossibleAmounts(_ amount: String) async throws {
        let fixture = try await OperatorFixture()
        for path in ["/deposits", "/withdrawals"] {
            try await fixture.expectRefusal(400, .post, path, body(amount: amount), mentions: "'amount'")
        }
    }

    @Test("accounts, assets and wallets must be there")
    func names() async throws {
        let fixture = try await OperatorFixture()
        for path in ["/deposits", "/withdrawals"] {
            try await fixture.expectRefusal(404, .post, path, body(account: "nobody"), mentions: "'nobody'")
            try await fixture.expectRefusal(404, .post, path, body(asset: "GOLD"), mentions: "'GOLD'")
            try await fixture.expectRefusal(400, .post, path, body(wallet: "spot"), mentions: "not there yet")
            try await fixture.expectRefusal(400, .post, path, body(wallet: "options"), mentions: "not there yet")
            try await fixture.expectRefusal(400, .post, path, body(wallet: "purse"))
            try await fixture.expectRefusal(
                400, .post, path, #"{"account":"alice","asset":"USDT","amount":"1"}"#, mentions: "'wallet'")
        }
    }

    @Test("nobody takes out more than can be spared")
    func tooMuch() async throws {
        let fixture = try await OperatorFixture()
        try await fixture.expectRefusal(400, .post, "/withdrawals", body(amount: "\"1000.00000001\""), mentions: "spare 1000")
        try await fixture.expectRefusal(400, .post, "/withdrawals", body(asset: "BTC"), mentions: "spare 0")
    }

    @Test("a deposit beyond what can be counted is refused in words")
    func uncountable() async throws {
        let fixture = try await OperatorFixture()
        let answer = try await fixture.send(.post, "/deposits", body(amount: "\"92233720368.54775807\""))
        #expect(answer.status == 400)
        #expect(answer["error"] != nil)
        #expect(try await fixture.exchange.read { $0.balances(of: AccountID(0))[0].walletBalance } == Money(whole: 1_000))
    }
}
