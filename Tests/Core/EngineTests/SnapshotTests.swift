import CommandsAndEvents
import Engine
import Primitives
import Testing

@Suite("Snapshots of what waits")
struct SnapshotTests {
    /// Armed orders of both doors, one that trails, one that triggered, a good-till-date, a dead-man switch.
    private func exchange() -> Exchange {
        let exchange = Exchange()
        exchange.trade(at: "20000")
        let stop = Condition(.stop, price: .of("20100"), priceProtect: true)
        exchange.arm("A1", .buy, "1", Condition(.stop, price: .of("20010")), at: "19900")
        exchange.trade(at: "20010")
        exchange.arm("A1", .buy, "1", stop, at: "19900")
        exchange.arm(
            "A1", .buy, "1", stop, at: "19900", .goodTillDate, until: exchange.now.advanced(byMilliseconds: 900_000), algo: true)
        exchange.arm("A2", .sell, "1", Condition(.trailing, price: .zero, callback: .of("0.01")))
        exchange.arm("A2", .sell, "1", Condition(.trailing, price: .of("20200"), callback: .of("0.02"), workingPrice: .mark))
        exchange.run(
            .setCountdown(SetCountdown(account: exchange.account("A2"), instrument: exchange.market, milliseconds: 60_000)))
        exchange.trade(at: "20050")
        return exchange
    }

    @Test("a state made from a snapshot triggers, expires and cancels like the one it was made from")
    func future() throws {
        let original = exchange()
        var copy = try ExchangeState(snapshot: original.state.snapshot())
        #expect(copy.violations() == [] && copy.nextDue == original.state.nextDue)
        #expect(copy.snapshot() == original.state.snapshot())
        let commands: [(Command, Int64)] = [
            (.pinMark(PinMark(instrument: original.market, price: .of("20300"))), 0),
            (.pinMark(PinMark(instrument: original.market, price: .of("19800"))), 10), (.passTime, 60_000), (.passTime, 900_000),
        ]
        for (command, milliseconds) in commands {
            original.now = original.now.advanced(byMilliseconds: milliseconds)
            let stamped = Stamped(sequence: copy.sequence.next, time: original.now, payload: command)
            let result = copy.apply(stamped)
            #expect(result == original.run(command) && copy.takeEvents().events.map(\.event) == original.lastEvents)
        }
        #expect(copy.snapshot() == original.state.snapshot())
        #expect(original.triggered.count == 2 && original.algoOrders("A1") == [])
    }

    @Test("bytes that end early are refused, wherever they end")
    func truncated() {
        let bytes = exchange().state.snapshot()
        for count in 0..<bytes.count {
            #expect(throws: MalformedBytes.self) { _ = try Decoded(Array(bytes[..<count])) }
        }
        #expect(throws: MalformedBytes.self) { _ = try Decoded(bytes + [0]) }
    }

    @Test("armed orders, ids and switches that cannot be are refused")
    func malformed() throws {
        let original = exchange()
        let bytes = original.state.snapshot()
        let armed = try #require(original.orders("A1").first { $0.isArmed })
        let conditions = Self.places(of: Price.of("20100"), in: bytes)
        #expect(conditions.count == 2)
        for place in conditions {
            #expect(throws: MalformedBytes.self, "no trigger price") { _ = try Decoded(Self.replacing(bytes, at: place, with: 0)) }
            #expect(throws: MalformedBytes.self, "unknown kind") {
                var wrong = bytes
                wrong[place - 1] = 3
                _ = try Decoded(wrong)
            }
        }
        for place in Self.places(of: Price.of("20200"), in: bytes) {
            #expect(throws: MalformedBytes.self, "a callback out of range") {
                _ = try Decoded(Self.replacing(bytes, at: place + 8, with: 1))
            }
        }
        let ids = Self.places(ofRaw: armed.id.value, in: bytes)
        #expect(!ids.isEmpty)
        for place in ids.suffix(1) {
            #expect(throws: MalformedBytes.self, "an order that is not open") {
                _ = try Decoded(Self.replacing(bytes, at: place, with: 9_999))
            }
        }
        #expect(throws: MalformedBytes.self, "a dead-man switch of nobody") {
            var wrong = bytes
            wrong[bytes.count - 14] = 99
            _ = try Decoded(wrong)
        }
    }

    /// The state itself cannot be handed to `#expect`.
    private struct Decoded {
        let digest: Digest
        init(_ bytes: [UInt8]) throws(MalformedBytes) { digest = try ExchangeState(snapshot: bytes).digest() }
    }

    private static func places(of price: Price, in bytes: [UInt8]) -> [Int] { places(ofRaw: price.raw, in: bytes) }

    private static func places(ofRaw value: Int64, in bytes: [UInt8]) -> [Int] {
        let wanted = (0..<8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
        return (0...(bytes.count - 8)).filter { Array(bytes[$0..<$0 + 8]) == wanted }
    }

    private static func replacing(_ bytes: [UInt8], at place: Int, with value: Int64) -> [UInt8] {
        var changed = bytes
        for index in 0..<8 { changed[place + index] = UInt8(truncatingIfNeeded: value >> (index * 8)) }
        return changed
    }
}
