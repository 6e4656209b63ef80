import CommandsAndEvents
import Engine
import Instruments
import Primitives
import Testing

@Suite("What a contract is settled at")
struct SettlementAverageTests {
    private static let hour: Int64 = 3_600_000
    private let contract = InstrumentID(1)

    /// The market of the fixture with a contract on the same pair that ends three hours from now.
    private func exchange() throws -> (Exchange, delivery: Timestamp) {
        let exchange = Exchange(mark: nil)
        let delivery = exchange.now.advanced(byMilliseconds: 3 * Self.hour)
        var instrument = TestMarket.instrument(symbol: "BTCUSDT_240727")
        instrument.pair = "BTCUSDT"
        instrument.terms = .delivery(DeliveryTerms(contract: instrument.contract, deliveryDate: delivery))
        #expect(try exchange.run(.listInstrument(instrument)).get() == .instrument(contract))
        update("20000", exchange)
        return (exchange, delivery)
    }

    private func update(_ price: StaticString, _ exchange: Exchange) {
        exchange.run(.updateIndex(UpdateIndex(instrument: exchange.market, price: .of(price))))
    }

    private func go(_ exchange: Exchange, to time: Timestamp) { exchange.now = time }

    @Test("before the last hour it is the index; in it the average of the index so far, which is the mark price too")
    func average() throws {
        let (exchange, delivery) = try exchange()
        let start = delivery.advanced(byMilliseconds: -Self.hour)
        go(exchange, to: start.advanced(byMilliseconds: -1))
        exchange.passTime()
        update("20001", exchange)
        #expect(exchange.state.marketFigures(contract).settlePrice == .of("20001"))
        update("21000", exchange)
        exchange.passTime(milliseconds: 1)
        #expect(exchange.state.marketFigures(contract).settlePrice == .of("21000"))
        go(exchange, to: start.advanced(byMilliseconds: 500))
        update("24000", exchange)
        #expect(exchange.state.marketFigures(contract).settlePrice == .of("21000"))
        exchange.passTime(milliseconds: 500)
        #expect(exchange.state.marketFigures(contract).settlePrice == .of("22500"))
        #expect(exchange.state.marketFigures(contract).mark == .of("22500"))
        #expect(exchange.state.marketFigures(exchange.market).settlePrice == .of("24000"))
        exchange.passTime(milliseconds: 1_000)
        #expect(exchange.state.marketFigures(contract).mark == .of("23000"))
    }

    /// 1 800 seconds at 20 000, then 1 799 at 23 600, and one at 30 000.
    @Test("seconds that passed in a leap count with the index of the time; there are 3 600", arguments: [true, false])
    func leaps(leaping: Bool) throws {
        let (exchange, delivery) = try exchange()
        let start = delivery.advanced(byMilliseconds: -Self.hour)
        func pass(to time: Timestamp) {
            exchange.quietly {
                if !leaping {
                    while exchange.now < time.advanced(byMilliseconds: -700) { exchange.passTime(milliseconds: 700) }
                }
                go(exchange, to: time)
            }
        }
        pass(to: start.advanced(byMilliseconds: 1_800_000 - 300))
        update("23600", exchange)
        pass(to: delivery.advanced(byMilliseconds: -1_300))
        update("30000", exchange)
        pass(to: delivery.advanced(byMilliseconds: -300))
        update("40000", exchange)
        pass(to: delivery.advanced(byMilliseconds: -1))
        exchange.passTime()
        let sum: Int64 = 1_800 * 20_000 + 1_799 * 23_600 + 30_000
        let average = Price(raw: sum * 100_000_000 / 3_600)
        #expect(exchange.state.marketFigures(contract).settlePrice == average)
    }

    @Test("a snapshot in the last hour keeps what was sampled")
    func snapshot() throws {
        let (exchange, delivery) = try exchange()
        go(exchange, to: delivery.advanced(byMilliseconds: -1_000_000))
        exchange.passTime()
        update("30000", exchange)
        let bytes = exchange.state.snapshot()
        var copy = try ExchangeState(snapshot: bytes)
        let same = copy.snapshot() == bytes
        #expect(same)
        exchange.passTime(milliseconds: 100_000)
        let result = copy.apply(Stamped(sequence: copy.sequence.next, time: exchange.now, payload: .passTime))
        #expect(result == .success(.done))
        let there = copy.marketFigures(contract).settlePrice
        #expect(there == exchange.state.marketFigures(contract).settlePrice && there > .of("20000") && there < .of("30000"))
    }
}
