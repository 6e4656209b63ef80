import CommandsAndEvents
import Primitives
import Testing

@Suite("Index, mark, funding, age")
struct PricesTests {
    @Test("a pinned index stays where it is whatever the venues say, until it is let go")
    func pinnedIndex() {
        let exchange = Exchange(mark: nil)
        func update(_ price: StaticString) {
            exchange.run(.updateIndex(UpdateIndex(instrument: exchange.market, price: .of(price))))
        }
        update("20000")
        #expect(exchange.state.marketFigures(exchange.market).index == .of("20000"))
        exchange.run(.pinIndex(PinIndex(instrument: exchange.market, price: .of("25000"))))
        update("20001")
        #expect(exchange.state.marketFigures(exchange.market).index == .of("25000"))
        exchange.run(.pinIndex(PinIndex(instrument: exchange.market, price: nil)))
        update("20002")
        #expect(exchange.state.marketFigures(exchange.market).index == .of("20002"))
        #expect(exchange.state.marketFigures(exchange.market).mark == .of("20002"))
    }

    @Test("a pinned mark stays; let go, it follows the index again")
    func pinnedMark() {
        let exchange = Exchange()
        exchange.run(.pinMark(PinMark(instrument: exchange.market, price: .of("19000"))))
        exchange.run(.pinIndex(PinIndex(instrument: exchange.market, price: .of("30000"))))
        #expect(exchange.state.marketFigures(exchange.market).mark == .of("19000"))
        exchange.run(.pinMark(PinMark(instrument: exchange.market, price: nil)))
        #expect(exchange.state.marketFigures(exchange.market).mark == .of("30000"))
    }

    @Test("prices are positive and within the market's bounds", arguments: [0, -1, Int64.min, Int64.max])
    func bounds(raw: Int64) {
        let exchange = Exchange()
        let rejection: Rejection = raw > 0 ? .priceAboveMaximum : .priceNotPositive
        let price = Price(raw: raw)
        #expect(exchange.run(.updateIndex(UpdateIndex(instrument: exchange.market, price: price))).rejection == rejection)
        #expect(exchange.run(.pinIndex(PinIndex(instrument: exchange.market, price: price))).rejection == rejection)
        #expect(exchange.run(.pinMark(PinMark(instrument: exchange.market, price: price))).rejection == rejection)
        #expect(exchange.run(.pinMark(PinMark(instrument: InstrumentID(3), price: price))).rejection == .unknownInstrument)
    }

    @Test("the mark price follows the book's basis, one sample a second")
    func basis() {
        let exchange = Exchange()
        exchange.run(.pinMark(PinMark(instrument: exchange.market, price: nil)))
        exchange.place("A1", .buy, "1", at: "20010")
        exchange.place("A2", .sell, "1", at: "20030")
        exchange.place("A3", .buy, "0.01", at: "20030")
        #expect(exchange.state.marketFigures(exchange.market).mark == .of("20000"))
        exchange.passTime()
        // Index with funding 20 000, with basis 20 020, last 20 030.
        #expect(exchange.state.marketFigures(exchange.market).mark == .of("20020"))
    }

    /// Two longs of 1.003 and 0.5, one short; funding at the cap.
    @Test("funding moves money from one side to the other; what rounding leaves goes to the insurance fund")
    func funding() {
        let exchange = Exchange()
        exchange.open("1.003", long: "L1", short: "S")
        exchange.open("0.5", long: "L2", short: "S")
        exchange.place("M", .buy, "20", at: "21000")
        exchange.place("M2", .sell, "20", at: "21001")
        exchange.passTime()
        #expect(exchange.state.marketFigures(exchange.market).fundingRate == .of("0.003"))
        exchange.run(.pinMark(PinMark(instrument: exchange.market, price: .of("20000.00000007"))))
        let before = (exchange.wallet("L1"), exchange.wallet("L2"), exchange.wallet("S"))
        let due = exchange.state.marketFigures(exchange.market).nextFundingTime
        exchange.passTime(milliseconds: due.milliseconds - exchange.now.milliseconds - 1)
        #expect(exchange.wallet("L1") == before.0)
        exchange.passTime(milliseconds: 1)
        let paid = (before.0 - exchange.wallet("L1")) + (before.1 - exchange.wallet("L2"))
        let received = exchange.wallet("S") - before.2
        #expect(before.0 - exchange.wallet("L1") == .of("60.18000001"))
        #expect(before.1 - exchange.wallet("L2") == .of("30.00000001"))
        #expect(received == .of("90.18000000"))
        #expect(exchange.state.ledgerFigures(AssetID(0)).insurance == paid - received)
        #expect(exchange.state.marketFigures(exchange.market).nextFundingTime == due.advanced(byMilliseconds: 28_800_000))
    }

    @Test("a clock that jumps settles what it passed, and ends even at the end of time")
    func jump() {
        let exchange = Exchange()
        exchange.open("1", long: "L", short: "S")
        exchange.passTime(milliseconds: 3 * 28_800_000)
        let settled = exchange.lastEvents.filter { if case .funding = $0 { true } else { false } }
        #expect(settled.count == 3)
        exchange.now = Timestamp(milliseconds: .max)
        exchange.passTime()
        #expect(exchange.lastEvents.count < 50_000)
    }

    @Test("good till cancel lasts a year, a partly filled order longer")
    func age() throws {
        let exchange = Exchange()
        let old = try exchange.place("A1", .buy, "1", at: "19000").get()
        let partly = try exchange.place("A1", .buy, "1", at: "19500").get()
        exchange.place("M", .sell, "0.5", at: "19500")
        exchange.passTime(milliseconds: 364 * 86_400_000)
        #expect(exchange.order("A1", old) != nil)
        let young = try exchange.place("A1", .buy, "1", at: "19000").get()
        exchange.passTime(milliseconds: 2 * 86_400_000)
        #expect(exchange.order("A1", old) == nil && exchange.story(old).last == "expired aged")
        #expect(exchange.order("A1", partly) != nil && exchange.order("A1", young) != nil)
    }

    @Test("names are given once")
    func listings() throws {
        let exchange = Exchange()
        let name = try #require(ShortText("A1"))
        _ = exchange.account("A1")
        #expect(exchange.run(.openAccount(OpenAccount(name: name, kind: .bot))).rejection == .duplicateAccountName)
        #expect(exchange.run(.listInstrument(TestMarket.instrument())).rejection == .duplicateInstrument)
        var flawed = TestMarket.instrument(symbol: "OTHER")
        flawed.pricePrecision = 20
        #expect(exchange.run(.listInstrument(flawed)).rejection == .invalidInstrument(.precisionOutOfRange))
        #expect(exchange.run(.enableMakers(EnableMakers(instrument: exchange.market, enabled: false))).rejection == nil)
        #expect(exchange.state.marketFigures(exchange.market).makersEnabled == false)
    }
}
