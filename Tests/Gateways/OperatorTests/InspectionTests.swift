import CommandsAndEvents
import Primitives
import Testing
import WireKit

@Suite("What the exchange tells its operator")
struct InspectionTests {
    @Test("the digest is that of the state, and reading leaves it alone")
    func digest() async throws {
        let fixture = try await OperatorFixture()
        let (sequence, digest) = try await fixture.exchange.read { ($0.sequence.value, $0.digest().description) }
        for _ in 0..<2 {
            #expect(try await fixture.send(.get, "/digest").text == #"{"sequence":\#(sequence),"digest":"\#(digest)"}"#)
        }
        _ = try await fixture.send(.post, "/accounts", #"{"name":"erin"}"#)
        #expect(try await fixture.send(.get, "/digest")["digest"] != .string(digest))
    }

    @Test("a sound exchange violates nothing")
    func check() async throws {
        let fixture = try await OperatorFixture()
        let sequence = try await fixture.exchange.read { $0.sequence.value }
        #expect(try await fixture.send(.post, "/check").text == #"{"sequence":\#(sequence),"violations":[]}"#)
    }

    @Test("totals tell where the money of each asset is")
    func totals() async throws {
        let fixture = try await OperatorFixture()
        _ = try await fixture.send(.post, "/withdrawals", #"{"account":"alice","wallet":"usdm","asset":"USDT","amount":"0.5"}"#)
        let sequence = try await fixture.exchange.read { $0.sequence.value }
        #expect(
            try await fixture.send(.get, "/totals").text == """
                {"sequence":\(sequence),"totals":[\
                {"asset":"USDT","wallets":"999.5","fees":"0","insurance":"0","deposits":"1000","withdrawals":"0.5","difference":"0"},\
                {"asset":"BTC","wallets":"0","fees":"0","insurance":"0","deposits":"0","withdrawals":"0","difference":"0"}]}
                """)
    }

    @Test("profit that one side has taken and the other still owes adds up")
    func unsettledProfit() async throws {
        let fixture = try await OperatorFixture()
        let bitcoin = InstrumentID(0)
        let (alice, maker) = (AccountID(0), AccountID(1))
        func limit(_ account: AccountID, _ side: Side, _ price: Int64) -> Command {
            .placeOrder(
                PlaceOrder(
                    account: account, instrument: bitcoin, side: side,
                    kind: .limit(price: Price(whole: price), timeInForce: .goodTillCancel), quantity: Quantity.of("0.01")))
        }
        let third = try #require(ShortText("carol"))
        let commands: [Command] = [
            .openAccount(OpenAccount(name: third, kind: .client)),
            .deposit(Transfer(account: maker, asset: AssetID(0), amount: Money(whole: 1_000))),
            .deposit(Transfer(account: AccountID(2), asset: AssetID(0), amount: Money(whole: 1_000))),
            .updateIndex(UpdateIndex(instrument: bitcoin, price: Price(whole: 60_000))),
            limit(maker, .sell, 60_000), limit(alice, .buy, 60_000),
            limit(AccountID(2), .buy, 61_000), limit(alice, .sell, 61_000),
        ]
        for outcome in try await fixture.exchange.submit(commands) { _ = try outcome.get() }
        let unsettled = try await fixture.exchange.read { $0.totals()[0].unsettled }
        #expect(unsettled == Money(whole: -10), "alice has her profit; maker and carol have not closed")
        let totals = try await fixture.send(.get, "/totals")
        guard case .array(let rows)? = totals["totals"], let row = rows.first else {
            Issue.record("no totals: \(totals.text)")
            return
        }
        func amount(_ name: String) throws -> Money {
            guard case .string(let text)? = row[name] else { throw MalformedBytes("\(name) is no text") }
            return try Money(text)
        }
        #expect(try amount("difference") == .zero)
        #expect(try amount("fees") > .zero)
        #expect(
            try amount("wallets") + amount("fees") + amount("insurance") == amount("deposits") - amount("withdrawals"))
    }

    @Test("an exchange that has stopped says so")
    func stopped() async throws {
        let fixture = try await OperatorFixture()
        await fixture.exchange.stop()
        for path in ["/digest", "/totals"] { #expect(try await fixture.send(.get, path).status == 503) }
        let answer = try await fixture.send(.post, "/accounts", #"{"name":"erin"}"#)
        #expect(answer.status == 503)
        #expect(answer["error"] == .string("the exchange is shutting down"))
    }
}
