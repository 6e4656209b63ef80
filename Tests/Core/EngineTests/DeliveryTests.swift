import CommandsAndEvents
import Engine
import Instruments
import Primitives
import Testing

@Suite("Contracts that end")
struct DeliveryTests {
    static let start = Timestamp(milliseconds: 1_721_779_200_000)
    static let date = start.advanced(byMilliseconds: 86_400_000)

    /// A contract that expires in a day. The index, and with it what it is settled at, is free; the mark price follows it.
    private func exchange(at price: Price = Price(whole: 20_000)) -> Exchange {
        let exchange = Exchange(mark: nil, deliveryDate: Self.date)
        index(price, on: exchange)
        return exchange
    }

    private func index(_ price: Price, on exchange: Exchange) {
        exchange.run(.updateIndex(UpdateIndex(instrument: exchange.market, price: price)))
    }

    private func pass(_ exchange: Exchange, to time: Timestamp) {
        exchange.now = time
        exchange.run(.passTime)
    }

    /// The last hour at one price, up to the delivery.
    private func deliver(_ exchange: Exchange, at price: Price) {
        pass(exchange, to: Self.date.advanced(byMilliseconds: -3_600_001))
        index(price, on: exchange)
        pass(exchange, to: Self.date)
    }

    private func statuses(_ exchange: Exchange) -> [MarketStatus] {
        exchange.events.compactMap { if case .marketStatus(let update) = $0 { update.status } else { nil } }
    }

    private func deliveries(_ exchange: Exchange) -> [Delivered] {
        exchange.events.compactMap { if case .delivered(let delivered) = $0 { delivered } else { nil } }
    }

    private func status(_ exchange: Exchange) -> MarketStatus { exchange.state.marketFigures(exchange.market).status }

    @Test("a contract trades, closes for the last minute, and is closed; each is due, and told")
    func life() {
        let exchange = exchange()
        exchange.passTime()
        #expect(status(exchange) == .trading && statuses(exchange) == [])
        let closing = Self.date.advanced(byMilliseconds: -60_000)
        pass(exchange, to: closing.advanced(byMilliseconds: -1))
        #expect(status(exchange) == .trading && exchange.state.nextDue == closing && exchange.state.nextWork <= closing)
        pass(exchange, to: closing)
        #expect(status(exchange) == .closing && exchange.state.nextDue == Self.date)
        pass(exchange, to: Self.date)
        #expect(status(exchange) == .closed && statuses(exchange) == [.closing, .closed])
        #expect(deliveries(exchange) == [Delivered(instrument: exchange.market, time: Self.date, price: Price(whole: 20_000))])
        #expect(exchange.state.nextDue > Self.date)
    }

    @Test("a market whose onboard date lies ahead waits for it")
    func pending() throws {
        let exchange = Exchange()
        exchange.passTime()
        var instrument = TestMarket.instrument(symbol: "NEXT")
        instrument.onboardDate = exchange.now.advanced(byMilliseconds: 5_000)
        exchange.run(.listInstrument(instrument))
        #expect(statuses(exchange) == [.pendingTrading])
        let id = InstrumentID(1)
        exchange.run(.pinMark(PinMark(instrument: id, price: Price(whole: 20_000))))
        let order = PlaceOrder(
            account: exchange.account("A"), instrument: id, side: .buy,
            kind: .limit(price: Price(whole: 20_000), timeInForce: .goodTillCancel), quantity: .of("1"))
        #expect(exchange.run(.placeOrder(order)).rejection == .marketClosed)
        #expect(exchange.state.nextDue == instrument.onboardDate)
        exchange.passTime(milliseconds: 5_000)
        #expect(statuses(exchange) == [.pendingTrading, .trading])
        #expect(exchange.run(.placeOrder(order)).rejection == nil)
    }

    @Test("longs and shorts are settled at the delivery price, by orders of the engine, at the taker's fee, without a trade")
    func settlement() throws {
        let exchange = exchange()
        exchange.open("2", long: "L", short: "S")
        let before = (exchange.wallet("L"), exchange.wallet("S"))
        deliver(exchange, at: Price(whole: 21_000))
        // 2 × (21 000 − 20 000) either way; 2 × 21 000 × 0.0004 = 16.8 each.
        #expect(exchange.wallet("L") == before.0 + .of("1983.2") && exchange.wallet("S") == before.1 - .of("2016.8"))
        #expect(exchange.position("L").isZero && exchange.position("S").isZero)
        let orders = exchange.lastEvents.compactMap { if case .order(let update) = $0 { update } else { nil } }
        #expect(orders.map(\.order.status) == [.new, .filled, .new, .filled])
        #expect(orders.allSatisfy { $0.order.origin == .settlement && $0.order.account.index < 2 })
        let settled = try #require(orders.last?.order)
        #expect(settled.clientID.description == "settlement_autoclose-\(settled.id.value)" && settled.averagePrice == .of("21000"))
        guard case .trade(let fill) = orders[3].execution else { preconditionFailure("it was filled") }
        #expect(fill.commission == .of("16.8") && fill.realizedProfit.magnitude == .of("2000") && !fill.isMaker)
        let changes = exchange.lastEvents.compactMap { if case .balance(let update) = $0 { update } else { nil } }
        #expect(changes.map(\.reason) == [.settlement, .settlement])
        #expect(changes.map(\.change) == [.zero, .zero], "profit and commission are no change of the balance's own")
        #expect(!exchange.lastEvents.contains { if case .trade = $0 { true } else { false } })
        #expect(exchange.state.marketFigures(exchange.market).openInterest.isZero)
    }

    @Test("what rounding leaves goes to the insurance fund")
    func rounding() {
        let exchange = exchange()
        for (index, short) in ["S1", "S2", "S3"].enumerated() {
            exchange.place(short, .sell, index == 0 ? "0.01" : "0.017", at: "20000")
        }
        exchange.place("L", .buy, "0.044", at: "20000")
        let price = Price(raw: 2_100_000_000_123)
        deliver(exchange, at: price)
        // The long is paid 924.00000005412, cut; the shorts pay 210.0000000123 and twice 357.00000002091, rounded up.
        #expect(exchange.state.ledgerFigures(AssetID(0)).insurance == Money(raw: 3))
    }

    @Test("an isolated position gives its wallet back; a loss beyond it is paid by the rest, and then by the fund")
    func isolated() throws {
        let exchange = exchange()
        let holder = exchange.account("L", balance: .of("1000"))
        exchange.run(.setMarginType(SetMarginType(account: holder, instrument: exchange.market, marginType: .isolated)))
        exchange.open("0.5", long: "L", short: "S")
        #expect(exchange.figures("L").isolatedWallet == .of("500"))
        // The mark price is held, so that the position lives until it is delivered.
        exchange.run(.pinMark(PinMark(instrument: exchange.market, price: Price(whole: 20_000))))
        deliver(exchange, at: Price(whole: 17_000))
        let loss = Money.of("1500") + .of("4") + .of("3.4")
        #expect(exchange.wallet("L").isZero)
        #expect(exchange.state.ledgerFigures(AssetID(0)).insurance == Money.of("1000") - loss)
        #expect(exchange.figures("L").isolatedWallet.isZero)
    }

    @Test("both sides of a hedging account are settled, each by an order of its own")
    func hedged() throws {
        let exchange = exchange()
        exchange.run(.setPositionMode(SetPositionMode(account: exchange.account("H"), hedge: true)))
        exchange.place("M", .sell, "1", at: "20000")
        exchange.place("H", .buy, "1", at: "20000", on: .long)
        exchange.place("M", .buy, "3", at: "20000")
        exchange.place("H", .sell, "3", at: "20000", on: .short)
        let before = exchange.wallet("H")
        deliver(exchange, at: Price(whole: 20_500))
        #expect(exchange.wallet("H") == before + .of("500") - .of("1500") - .of("32.8"))
        let sides = exchange.lastEvents.compactMap { event -> PositionSide? in
            guard case .order(let update) = event, update.order.account == exchange.account("H"), case .trade = update.execution
            else { return nil }
            return update.order.positionSide
        }
        #expect(sides == [.long, .short])
    }

    @Test("every open order expires: resting, armed, of the algo door, and one whose good-till-date is the same instant")
    func orders() throws {
        let exchange = exchange()
        exchange.passTime()
        exchange.trade(at: "20000")
        let resting = try exchange.place("A", .buy, "1", at: "19500").get()
        let stop = Condition(.stop, price: .of("20100"))
        let armed = try exchange.arm("A", .buy, "1", stop, at: "19500").get()
        exchange.arm("A", .buy, "1", stop, at: "19500", .goodTillDate, until: Self.date, algo: true)
        let dated = try exchange.run(
            .placeOrder(
                PlaceOrder(
                    account: exchange.account("A"), instrument: exchange.market, side: .buy,
                    kind: .limit(price: .of("19400"), timeInForce: .goodTillDate), quantity: .of("1"), goodTillDate: Self.date))
        ).order.get()
        deliver(exchange, at: Price(whole: 20_000))
        #expect(exchange.orders("A") == [] && exchange.algoOrders("A") == [])
        for order in [resting, armed, dated] { #expect(exchange.story(order) == ["new", "expired marketClosed"]) }
        #expect(exchange.book(.buy) == [])
    }

    @Test("while it closes only orders that reduce are taken, and none is amended")
    func closing() throws {
        let exchange = exchange()
        exchange.open("2", long: "L", short: "S")
        let bid = try exchange.place("M", .buy, "2", at: "19900").get()
        exchange.trade(at: "20000")
        let entry = try exchange.arm("M", .buy, "1", Condition(.stop, price: .of("20100")), at: "20100").get()
        pass(exchange, to: Self.date.advanced(byMilliseconds: -60_000))
        #expect(exchange.place("M", .buy, "1", at: "19900").rejection == .marketReduceOnly)
        #expect(exchange.place("L", .sell, "1", at: "19900").rejection == .marketReduceOnly)
        #expect(exchange.amend("M", bid, to: "3", at: "19900").rejection == .amendsOutsideTrading)
        #expect(try exchange.place("L", .sell, "1", reduceOnly: true).get().status == .filled)
        #expect(exchange.arm("L", .sell, "1", Condition(.stop, price: .of("19000"), closesPosition: true)).rejection == nil)
        #expect(try exchange.cancel("M", bid).get().status == .canceled)
        exchange.run(.pinMark(PinMark(instrument: exchange.market, price: Price(whole: 20_100))))
        exchange.place("S", .buy, "0.1", at: "20100", reduceOnly: true)
        exchange.place("L", .sell, "0.1", at: "20100", reduceOnly: true)
        #expect(exchange.story(entry) == ["new", "triggered", "expired triggerRejected"])
    }

    @Test("from the delivery on nothing is taken, even before its time has been let pass")
    func closed() throws {
        let exchange = exchange()
        let bid = try exchange.place("A", .buy, "1", at: "19900").get()
        exchange.now = Self.date
        #expect(exchange.place("A", .buy, "1", at: "19900").rejection == .marketClosed)
        #expect(exchange.amend("A", bid, to: "2", at: "19900").rejection == .amendsOutsideTrading)
        exchange.run(.passTime)
        #expect(exchange.place("A", .sell, "1", at: "19900", reduceOnly: true).rejection == .marketClosed)
        #expect(exchange.leverage("A", 5).rejection == .marketClosed)
        #expect(exchange.cancel("A", bid).rejection == .unknownOrder)
        let settings = SetMarginType(account: exchange.account("A"), instrument: exchange.market, marginType: .isolated)
        #expect(exchange.run(.setMarginType(settings)).rejection == .marketClosed)
        let pin = PinMark(instrument: exchange.market, price: Price(whole: 20_000))
        #expect(exchange.run(.pinMark(pin)).rejection == .marketClosed)
        #expect(exchange.run(.delist(exchange.market)).rejection == .marketClosed)
    }

    @Test("a delivery and a funding at one instant: the contract is settled first, and pays no funding")
    func withFunding() throws {
        let exchange = Exchange(mark: Price(whole: 20_000))
        let date = exchange.state.marketFigures(exchange.market).nextFundingTime
        var expiring = TestMarket.delivered(TestMarket.instrument(symbol: "BTCUSDT_LATER"), at: date)
        expiring.pair = "BTCUSDT"
        exchange.run(.listInstrument(expiring))
        exchange.passTime()
        pass(exchange, to: date)
        let order = exchange.lastEvents.compactMap { event -> String? in
            switch event {
            case .delivered(let delivered): "delivered \(delivered.instrument.index) at \(delivered.price)"
            case .funding(let funding): "funding of \(funding.instrument.index)"
            default: nil
            }
        }
        #expect(order == ["delivered 1 at 20000", "funding of 0"])
    }

    @Test("a clock that leaps over the delivery settles late, and names the delivery's own time")
    func late() {
        let exchange = exchange()
        exchange.open("1", long: "L", short: "S")
        pass(exchange, to: Self.date.advanced(byMilliseconds: 90 * 86_400_000))
        #expect(statuses(exchange) == [.closed] && deliveries(exchange).map(\.time) == [Self.date])
        #expect(exchange.position("L").isZero)
    }

    @Test("a perpetual that is delisted is settled at its mark price at once, and funds no more")
    func delisted() throws {
        let exchange = Exchange()
        exchange.open("1", long: "L", short: "S")
        let bid = try exchange.place("A", .buy, "1", at: "19900").get()
        let before = exchange.wallet("L")
        exchange.run(.pinMark(PinMark(instrument: exchange.market, price: Price(whole: 19_000))))
        #expect(exchange.run(.delist(exchange.market)) == .success(.done))
        #expect(exchange.wallet("L") == before - .of("1007.6") && exchange.story(bid) == ["new", "expired marketClosed"])
        #expect(deliveries(exchange).map(\.price) == [Price(whole: 19_000)] && statuses(exchange) == [.closed])
        exchange.passTime(milliseconds: 7 * 86_400_000)
        #expect(!exchange.events.contains { if case .funding = $0 { true } else { false } })
        #expect(exchange.run(.delist(InstrumentID(7))).rejection == .unknownInstrument)
    }

    @Test("the symbol of a closed market is free again, and the new market starts afresh")
    func listedAnew() throws {
        let exchange = Exchange()
        #expect(exchange.run(.listInstrument(TestMarket.instrument())).rejection == .duplicateInstrument)
        exchange.run(.delist(exchange.market))
        #expect(exchange.run(.listInstrument(TestMarket.instrument())) == .success(.instrument(InstrumentID(1))))
        let figures = exchange.state.marketFigures(InstrumentID(1))
        #expect(figures.status == .trading && figures.index == Price(whole: 20_000) && figures.mark.isPositive)
    }

    @Test("a contract that has expired already is not listed")
    func expired() {
        let exchange = Exchange()
        let late = TestMarket.delivered(TestMarket.instrument(symbol: "LATE"), at: exchange.now)
        #expect(exchange.run(.listInstrument(late)).rejection == .invalidInstrument(.deliveredBeforeListing))
    }

    @Test("snapshots keep where markets are in their life, also one whose delivery has come and not been let pass")
    func snapshots() throws {
        let exchange = exchange()
        exchange.open("1", long: "L", short: "S")
        for time in [Self.start, Self.date.advanced(byMilliseconds: -60_000)] { pass(exchange, to: time) }
        exchange.now = Self.date
        exchange.run(.deposit(Transfer(account: exchange.account("L"), asset: AssetID(0), amount: .of("1"))))
        var copy = try ExchangeState(snapshot: exchange.state.snapshot())
        #expect(copy.marketFigures(exchange.market).status == .closing && copy.nextDue == Self.date)
        exchange.run(.passTime)
        _ = copy.apply(Stamped(sequence: copy.sequence.next, time: exchange.now, payload: .passTime))
        #expect(copy.takeEvents().events.map(\.event) == exchange.lastEvents)
        #expect(copy.snapshot() == exchange.state.snapshot() && status(exchange) == .closed)
        let closed = try ExchangeState(snapshot: copy.snapshot())
        #expect(closed.violations() == [] && closed.snapshot() == copy.snapshot())
        let told = closed.bootstrapBatch().events.map(\.event)
        #expect(told.contains(.marketStatus(MarketStatusUpdate(instrument: exchange.market, status: .closed))))
    }
}
