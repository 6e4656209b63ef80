import CommandsAndEvents
import Instruments
import Journaling
import Primitives
import Testing

@Suite("Command codec, format 1")
struct CommandCodecV1Tests {
    private func encoded(_ command: Command) -> [UInt8] {
        var writer = ByteWriter()
        CommandCodecV1.encode(command, into: &writer)
        return writer.bytes
    }

    private func decoded(_ bytes: [UInt8]) throws -> Command {
        var reader = ByteReader(bytes)
        let command = try CommandCodecV1.decode(&reader)
        #expect(reader.isAtEnd)
        return command
    }

    private func expect(_ command: Command, is bytes: [UInt8], _ location: SourceLocation = #_sourceLocation) throws {
        #expect(encoded(command) == bytes, sourceLocation: location)
        #expect(try decoded(bytes) == command, sourceLocation: location)
    }

    private let account = AccountID(0x0403_0201)
    private let instrument = InstrumentID(0x0605)

    private func little(_ value: Int64) -> [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) } }

    @Test("assets and accounts have the bytes of format 1")
    func accounts() throws {
        try expect(.listAsset(Asset(name: "USDT", marginAvailable: true)), is: [1, 4, 0, 0, 0, 85, 83, 68, 84, 1])
        let name = try #require(ShortText("bob"))
        try expect(.openAccount(OpenAccount(name: name, kind: .bot)), is: [3, 3, 98, 111, 98, 1])
        let transfer = Transfer(account: account, asset: AssetID(7), amount: Money(raw: 0x0102))
        try expect(.deposit(transfer), is: [4, 1, 2, 3, 4, 7, 0, 2, 1, 0, 0, 0, 0, 0, 0])
        try expect(.withdraw(transfer), is: [5, 1, 2, 3, 4, 7, 0, 2, 1, 0, 0, 0, 0, 0, 0])
        try expect(
            .setLeverage(SetLeverage(account: account, instrument: instrument, leverage: Leverage(20))),
            is: [10, 1, 2, 3, 4, 5, 6, 20, 0, 0, 0])
    }

    @Test("orders have the bytes of format 1")
    func orders() throws {
        let clientID = try #require(ShortText("x1"))
        try expect(
            .placeOrder(
                PlaceOrder(account: account, instrument: instrument, side: .buy, kind: .market, quantity: Quantity(raw: 9))),
            is: [6, 1, 2, 3, 4, 5, 6, 0b0000_0000, 9, 0, 0, 0, 0, 0, 0, 0, 0])
        try expect(
            .placeOrder(
                PlaceOrder(
                    account: account, instrument: instrument, side: .sell, positionSide: .short,
                    kind: .limit(price: Price(raw: 8), timeInForce: .postOnly), quantity: Quantity(raw: 9), reduceOnly: true,
                    selfTradePrevention: .expireBoth, clientID: clientID, validUntil: Timestamp(milliseconds: 10))),
            is: [6, 1, 2, 3, 4, 5, 6, 0b1111_1101, 3, 8, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 2, 120, 49]
                + [10, 0, 0, 0, 0, 0, 0, 0])
        try expect(
            .amendOrder(
                AmendOrder(
                    account: account, instrument: instrument, order: .id(OrderID(2)), side: .sell, price: Price(raw: 8),
                    quantity: Quantity(raw: 9), validUntil: Timestamp(milliseconds: 10))),
            is: [7, 1, 2, 3, 4, 5, 6, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1, 8, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 1]
                + [10, 0, 0, 0, 0, 0, 0, 0])
        try expect(
            .cancelOrder(CancelOrder(account: account, instrument: instrument, order: .clientID(clientID))),
            is: [8, 1, 2, 3, 4, 5, 6, 1, 2, 120, 49])
        try expect(
            .cancelAllOrders(CancelAllOrders(account: account, instrument: instrument)), is: [9, 1, 2, 3, 4, 5, 6])
    }

    @Test("prices, switches and time have the bytes of format 1")
    func markets() throws {
        try expect(
            .updateIndex(UpdateIndex(instrument: instrument, price: Price(raw: 3))), is: [11, 5, 6, 3, 0, 0, 0, 0, 0, 0, 0])
        try expect(.pinIndex(PinIndex(instrument: instrument, price: nil)), is: [12, 5, 6, 0])
        try expect(
            .pinMark(PinMark(instrument: instrument, price: Price(raw: -1))),
            is: [13, 5, 6, 1, 255, 255, 255, 255, 255, 255, 255, 255])
        try expect(.enableMakers(EnableMakers(instrument: instrument, enabled: true)), is: [14, 5, 6, 1])
        try expect(.passTime, is: [15])
    }

    @Test("an instrument has the bytes of format 1")
    func instruments() throws {
        let usdt: [UInt8] = [4, 0, 0, 0, 85, 83, 68, 84]
        let symbol: [UInt8] = [7, 0, 0, 0, 66, 84, 67, 85, 83, 68, 84]
        var bytes: [UInt8] = [2] + symbol + symbol + [3, 0, 0, 0, 66, 84, 67] + usdt + little(2) + little(3)
        for value in 1...14 { bytes += little(Int64(value)) }
        bytes += little(-1) + little(15)
        bytes += [0] + usdt + [1, 0, 0, 0] + [20, 0, 0, 0] + little(16) + little(17)
        bytes += little(18) + little(19) + little(20) + little(8) + little(21) + little(22) + little(23)
        bytes += little(24) + [1, 0, 0, 0] + [3, 0, 0, 0, 80, 111, 87]
        try expect(.listInstrument(try Samples.instrument()), is: bytes)
    }

    @Test("any command reads back as it was", arguments: UInt64(1)...4)
    func roundTrip(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<3_000 {
            let command = try Samples.command(&generator)
            #expect(try decoded(encoded(command)) == command)
        }
    }

    @Test("every truncation of a command is refused", arguments: UInt64(1)...2)
    func truncation(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let bytes = encoded(try Samples.command(&generator))
            for length in 0..<bytes.count {
                var reader = ByteReader(bytes[..<length])
                #expect(throws: MalformedBytes.self) { try CommandCodecV1.decode(&reader) }
            }
        }
    }

    @Test("garbled bytes are refused, or are exactly what encoding gives back", arguments: UInt64(1)...4)
    func garbled(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var refused = 0
        for _ in 0..<5_000 {
            var bytes = encoded(try Samples.command(&generator))
            for _ in 0...(generator.next() % 4) {
                bytes[Int(generator.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: generator.next())
            }
            var reader = ByteReader(bytes)
            do {
                let command = try CommandCodecV1.decode(&reader)
                #expect(encoded(command) == Array(bytes.dropLast(reader.remaining)))
            } catch { refused += 1 }
        }
        #expect(refused > 0)
    }

    @Test("a bracket table whose cumulative amounts leave 64 bits is refused")
    func bracketOverflow() throws {
        var bytes = encoded(.listInstrument(try Samples.instrument()))
        let rows: [(Int32, Int64, Int64)] = [(9, .max - 2, 100_000_000), (8, .max - 1, 200_000_000), (7, .max, 300_000_000)]
        let header = 1 + 11 + 11 + 7 + 8 + 16 + 14 * 8 + 16 + 1 + 8
        var table: [UInt8] = [3, 0, 0, 0]
        for row in rows { table += Array(little(Int64(row.0))[..<4]) + little(row.1) + little(row.2) }
        bytes.replaceSubrange(header..<header + 4 + 20, with: table)
        #expect(throws: MalformedBytes("leverage brackets")) { try decoded(bytes) }
    }
}
