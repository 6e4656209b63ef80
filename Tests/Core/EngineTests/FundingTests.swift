import CommandsAndEvents
import Engine
import Instruments
import Primitives
import Testing

@Suite("Funding")
struct FundingTests {
    private func exchange(hours: Int = 8) -> Exchange {
        var instrument = TestMarket.instrument()
        instrument.terms = .perpetual(
            PerpetualTerms(
                contract: instrument.contract,
                funding: FundingTerms(intervalHours: hours, interestRate: .of("0.0001"), cap: .of("0.003"), floor: .of("-0.003"))))
        return Exchange(instrument: instrument)
    }

    private func rate(_ exchange: Exchange) -> Rate { exchange.state.marketFigures(exchange.market).fundingRate }

    private func settlements(_ events: [Event]) -> [FundingSettled] {
        events.compactMap { if case .funding(let settled) = $0 { settled } else { nil } }
    }

    /// Impact notional 200 × 125 = 25 000. Bids 1 at 20 020 and 1 at 20 010: 25 000 ÷ (4 980 ÷ 20 010 + 1) = 20 018.00720…,
    /// 0.00090036 above the index.
    @Test("the impact price goes through the book until the impact notional is used up")
    func impact() {
        let exchange = exchange()
        exchange.place("A1", .buy, "1", at: "20020")
        exchange.place("A1", .buy, "1", at: "20010")
        exchange.place("A2", .sell, "5", at: "20030")
        exchange.passTime()
        // 0.00090036 + clamp(0.0001 − 0.00090036, ±0.0005)
        #expect(rate(exchange) == .of("0.00040036"))
    }

    @Test("within 0.05 % of the interest the rate is the interest; a book without one side says nothing")
    func interest() {
        let exchange = exchange()
        exchange.place("A1", .buy, "5", at: "20010")
        exchange.passTime()
        #expect(rate(exchange) == .zero)
        exchange.place("A2", .sell, "5", at: "20030")
        exchange.passTime(milliseconds: 5_000)
        #expect(rate(exchange) == .of("0.0001"))
    }

    @Test("the rate is that of the last interval, also across a settlement; an interval without any book has none")
    func rolling() throws {
        let exchange = exchange(hours: 1)
        let high = try exchange.place("A1", .buy, "5", at: "20040").get()
        exchange.place("A2", .sell, "5", at: "20050")
        let due = exchange.state.marketFigures(exchange.market).nextFundingTime
        exchange.quietly {
            while exchange.now < due.advanced(byMilliseconds: -5_000) { exchange.passTime(milliseconds: 5_000) }
        }
        // Premium 0.002 throughout.
        #expect(rate(exchange) == .of("0.0015"))
        exchange.cancel("A1", high)
        exchange.place("A1", .buy, "5", at: "20020")
        exchange.quietly { for _ in 0..<360 { exchange.passTime(milliseconds: 5_000) } }
        // Half of the hour each: 0.0015 on average.
        #expect(rate(exchange) == .of("0.001"))
        let settled = try #require(settlements(exchange.events).last)
        // 719 samples at 0.002 and one at 0.001 came before.
        #expect(settled.time == due && settled.rate == .of("0.00149861"))
        exchange.run(.cancelAllOrders(CancelAllOrders(account: exchange.account("A1"), instrument: exchange.market)))
        exchange.quietly { for _ in 0..<720 { exchange.passTime(milliseconds: 5_000) } }
        #expect(rate(exchange) == .zero)
    }

    @Test("it is settled every 8, 4, 2 or 1 hours, on the hour", arguments: [8, 4, 2, 1])
    func schedule(hours: Int) {
        let exchange = exchange(hours: hours)
        exchange.quietly { exchange.passTime(milliseconds: 86_400_000) }
        let times = settlements(exchange.lastEvents).map(\.time.milliseconds)
        #expect(times.count == 24 / hours)
        #expect(times.allSatisfy { $0 % (Int64(hours) * 3_600_000) == 0 })
    }

    /// Funding at the cap: 0.003 × 20 000 = 60 for one.
    @Test("cross pays out of the wallet, isolated out of its own part, a bot like everybody; the event has the mark that was used")
    func payers() throws {
        let exchange = exchange()
        exchange.run(
            .setMarginType(SetMarginType(account: exchange.account("I"), instrument: exchange.market, marginType: .isolated)))
        let name = try #require(ShortText("bot"))
        guard case .account(let bot) = try exchange.run(.openAccount(OpenAccount(name: name, kind: .bot))).get() else { return }
        exchange.run(.deposit(Transfer(account: bot, asset: AssetID(0), amount: Money(whole: 100_000))))
        exchange.open("1", long: "L", short: "S")
        exchange.open("1", long: "I", short: "S")
        exchange.place("S", .sell, "1", at: "20000")
        exchange.run(
            .placeOrder(
                PlaceOrder(
                    account: bot, instrument: exchange.market, side: .buy,
                    kind: .limit(price: .of("20000"), timeInForce: .goodTillCancel), quantity: .of("1"))))
        exchange.place("M", .buy, "20", at: "20900")
        exchange.place("M2", .sell, "20", at: "20950")
        exchange.passTime()
        #expect(rate(exchange) == .of("0.003"))
        let before = (exchange.wallet("L"), exchange.wallet("I"), exchange.wallet("S"), exchange.figures("I").isolatedWallet)
        let botBefore = exchange.state.assetFigures(bot, AssetID(0)).walletBalance
        let due = exchange.state.marketFigures(exchange.market).nextFundingTime
        exchange.passTime(milliseconds: due.milliseconds - exchange.now.milliseconds)
        #expect(before.0 - exchange.wallet("L") == Money(whole: 60))
        #expect(before.1 - exchange.wallet("I") == Money(whole: 60))
        #expect(before.3 - exchange.figures("I").isolatedWallet == Money(whole: 60))
        #expect(botBefore - exchange.state.assetFigures(bot, AssetID(0)).walletBalance == Money(whole: 60))
        #expect(exchange.wallet("S") - before.2 == Money(whole: 180))
        #expect(
            settlements(exchange.lastEvents) == [
                FundingSettled(instrument: exchange.market, time: due, rate: .of("0.003"), mark: .of("20000"))
            ])
        #expect(!exchange.lastEvents.contains { if case .insurance = $0 { true } else { false } })
    }

    @Test("holders pay in the order of their accounts, also after a snapshot, and what rounding leaves is told")
    func order() throws {
        let exchange = exchange()
        for name in ["A", "B", "C", "D"] { _ = exchange.account(name) }
        exchange.open("0.333", long: "D", short: "B")
        exchange.open("0.111", long: "A", short: "C")
        exchange.place("M", .buy, "20", at: "20900")
        exchange.place("M2", .sell, "20", at: "20950")
        exchange.passTime()
        exchange.run(.pinMark(PinMark(instrument: exchange.market, price: .of("20000.00000007"))))
        let due = exchange.state.marketFigures(exchange.market).nextFundingTime
        var copy = try ExchangeState(snapshot: exchange.state.snapshot())
        exchange.now = due
        exchange.run(.passTime)
        _ = copy.apply(Stamped(sequence: copy.sequence.next, time: due, payload: .passTime))
        #expect(copy.takeEvents().events.map(\.event) == exchange.lastEvents)
        let payers = exchange.lastEvents.compactMap { event -> AccountID? in
            if case .balance(let update) = event, update.reason == .funding { update.account } else { nil }
        }
        #expect(payers == ["A", "B", "C", "D"].map { exchange.account($0) })
        let told = exchange.lastEvents.compactMap { event -> InsuranceUpdate? in
            if case .insurance(let update) = event { update } else { nil }
        }
        let balance = exchange.state.ledgerFigures(AssetID(0)).insurance
        #expect(told == [InsuranceUpdate(asset: AssetID(0), balance: balance, change: balance, reason: .funding)])
        #expect(balance.isPositive)
    }

    @Test("a minute after a side of the book went empty the mark price stands on index and last trade")
    func emptyBook() throws {
        let exchange = exchange()
        exchange.run(.pinMark(PinMark(instrument: exchange.market, price: nil)))
        let bid = try exchange.place("A1", .buy, "1", at: "20010").get()
        exchange.place("A2", .sell, "1", at: "20030")
        exchange.place("A3", .buy, "0.01", at: "20030")
        exchange.passTime()
        #expect(exchange.state.marketFigures(exchange.market).mark == .of("20020"))
        exchange.cancel("A1", bid)
        exchange.quietly { for _ in 0..<59 { exchange.passTime(milliseconds: 1_000) } }
        #expect(exchange.state.marketFigures(exchange.market).mark == .of("20020"))
        exchange.passTime(milliseconds: 1_000)
        // With funding and with basis 20 000-odd, last 20 030: the higher of the first two.
        #expect(exchange.state.marketFigures(exchange.market).mark < .of("20003"))
    }
}
