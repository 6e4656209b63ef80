import CommandsAndEvents
import Engine
import Primitives
import Testing

@Suite("Dead-man switches")
struct CountdownTests {
    private func set(_ exchange: Exchange, _ name: String, _ milliseconds: Int64) {
        let countdown = SetCountdown(account: exchange.account(name), instrument: exchange.market, milliseconds: milliseconds)
        #expect(exchange.run(.setCountdown(countdown)) == .success(.done))
    }

    private func withOrders() -> Exchange {
        let exchange = Exchange()
        exchange.passTime()
        for name in ["A1", "A2"] {
            exchange.place(name, .buy, "1", at: "19000")
            exchange.arm(name, .buy, "1", Condition(.stop, price: .of("20100")))
            exchange.arm(name, .buy, "1", Condition(.stop, price: .of("20100")), algo: true)
        }
        return exchange
    }

    private func count(_ exchange: Exchange, _ name: String) -> Int {
        exchange.orders(name).count + exchange.algoOrders(name).count
    }

    @Test("all orders of the account on the instrument are cancelled when it runs out, not a millisecond before")
    func fires() {
        let exchange = withOrders()
        set(exchange, "A1", 5_000)
        #expect(exchange.state.nextDue == exchange.now.advanced(byMilliseconds: 5_000))
        exchange.passTime(milliseconds: 4_999)
        #expect(count(exchange, "A1") == 3)
        exchange.passTime(milliseconds: 1)
        #expect(count(exchange, "A1") == 0 && count(exchange, "A2") == 3)
        let canceled = exchange.lastEvents.count {
            if case .order(let update) = $0 { update.execution == .canceled } else { false }
        }
        #expect(canceled == 3)
        exchange.place("A1", .buy, "1", at: "19000")
        exchange.passTime(milliseconds: 10_000)
        #expect(count(exchange, "A1") == 1, "it fires once")
    }

    @Test("each call replaces the one before, and zero stops it")
    func replaced() {
        let exchange = withOrders()
        set(exchange, "A1", 5_000)
        exchange.passTime(milliseconds: 3_000)
        set(exchange, "A1", 5_000)
        exchange.passTime(milliseconds: 4_999)
        #expect(count(exchange, "A1") == 3)
        set(exchange, "A1", 1_000)
        set(exchange, "A1", 0)
        #expect(exchange.state.nextDue > exchange.now.advanced(byMilliseconds: 5_000))
        exchange.passTime(milliseconds: 60_000)
        #expect(count(exchange, "A1") == 3)
    }

    @Test("unknown accounts and instruments have none")
    func unknown() {
        let exchange = Exchange()
        let account = exchange.account("A1")
        #expect(
            exchange.run(.setCountdown(SetCountdown(account: AccountID(9), instrument: exchange.market, milliseconds: 1))).rejection
                == .unknownAccount)
        #expect(
            exchange.run(.setCountdown(SetCountdown(account: account, instrument: InstrumentID(9), milliseconds: 1))).rejection
                == .unknownInstrument)
    }
}
