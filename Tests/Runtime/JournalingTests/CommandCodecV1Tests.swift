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

    @Test("orders that say more have tags of their own")
    func extras() throws {
        let plain: [UInt8] = [1, 2, 3, 4, 5, 6, 0b0000_0000, 9, 0, 0, 0, 0, 0, 0, 0, 0]
        let order = PlaceOrder(account: account, instrument: instrument, side: .buy, kind: .market, quantity: Quantity(raw: 9))
        func with(_ change: (inout PlaceOrder) -> Void) -> Command {
            var order = order
            change(&order)
            return .placeOrder(order)
        }
        let stop = Condition(
            .takeProfit, price: Price(raw: 3), callback: Rate(raw: 4), workingPrice: .mark, priceProtect: true,
            closesPosition: true, triggeredAt: Timestamp(milliseconds: 5))
        let condition: [UInt8] = [1] + little(3) + little(4) + [1, 1, 1] + little(5)
        try expect(with { $0.condition = stop }, is: [16] + plain + [0b0001] + condition)
        try expect(
            with { $0.condition = Condition(.trailing, price: .zero) },
            is: [16] + plain + [0b0001] + [2] + little(0) + little(0) + [0, 0, 0] + little(0))
        try expect(with { $0.goodTillDate = Timestamp(milliseconds: 7) }, is: [16] + plain + [0b0010] + little(7))
        try expect(with { $0.priceMatch = .queue20 }, is: [16] + plain + [0b0100, 8])
        try expect(with { $0.isAlgo = true }, is: [16] + plain + [0b1000])
        try expect(
            with {
                $0.condition = stop
                $0.goodTillDate = Timestamp(milliseconds: 7)
                $0.priceMatch = .opponent
                $0.isAlgo = true
            }, is: [16] + plain + [0b1111] + condition + little(7) + [1])
        for refused: [UInt8] in [[0], [0b1_0000], [0b0010] + little(0), [0b0100, 0], [0b0100, 9]] {
            #expect(throws: MalformedBytes.self) { try decoded([16] + plain + refused) }
        }
    }

    @Test("a good-till-date order is a new value of an old field")
    func goodTillDate() throws {
        try expect(
            .placeOrder(
                PlaceOrder(
                    account: account, instrument: instrument, side: .buy,
                    kind: .limit(price: Price(raw: 8), timeInForce: .goodTillDate), quantity: Quantity(raw: 9),
                    goodTillDate: Timestamp(milliseconds: 7))),
            is: [16, 1, 2, 3, 4, 5, 6, 0b0100_0000, 4] + little(8) + little(9) + [0, 0b0010] + little(7))
    }

    @Test("orders of the algo door are named by new forms of reference")
    func algoReferences() throws {
        let head: [UInt8] = [8, 1, 2, 3, 4, 5, 6]
        let clientID = try #require(ShortText("x1"))
        func cancel(_ reference: OrderReference) -> Command {
            .cancelOrder(CancelOrder(account: account, instrument: instrument, order: reference))
        }
        try expect(cancel(.algo(AlgoID(7))), is: head + [2] + little(7))
        try expect(cancel(.algoClientID(clientID)), is: head + [3, 2, 120, 49])
    }

    @Test("amendments, mass cancels and assets that say more have tags of their own")
    func moreToSay() throws {
        let amended: [UInt8] = [1, 2, 3, 4, 5, 6, 0] + little(2) + [1] + little(0) + little(9) + [0]
        try expect(
            .amendOrder(
                AmendOrder(
                    account: account, instrument: instrument, order: .id(OrderID(2)), side: .sell, price: .zero,
                    quantity: Quantity(raw: 9), priceMatch: .queue5)), is: [17] + amended + [6])
        #expect(throws: MalformedBytes.self) { try decoded([17] + amended + [0]) }
        for (scope, byte) in [(CancelScope.orders, UInt8(1)), (.algoOrders, 2)] {
            try expect(
                .cancelAllOrders(CancelAllOrders(account: account, instrument: instrument, scope: scope)),
                is: [18, 1, 2, 3, 4, 5, 6, byte])
        }
        #expect(throws: MalformedBytes.self) { try decoded([18, 1, 2, 3, 4, 5, 6, 0]) }
        let buffers = CollateralBuffers(
            bid: Rate(raw: 1), ask: Rate(raw: 2), autoExchangeBid: Rate(raw: 3), autoExchangeAsk: Rate(raw: 4))
        let asset: [UInt8] = [19, 3, 0, 0, 0, 66, 84, 67, 1]
        try expect(
            .listAsset(Asset(name: "BTC", marginAvailable: true, buffers: buffers)),
            is: asset + little(1) + little(2) + little(3) + little(4))
        #expect(throws: MalformedBytes.self) { try decoded(asset + little(0) + little(0) + little(0) + little(0)) }
    }

    @Test("settings of an account have the bytes of format 1")
    func settings() throws {
        try expect(
            .setMarginType(SetMarginType(account: account, instrument: instrument, marginType: .isolated)),
            is: [20, 1, 2, 3, 4, 5, 6, 1])
        try expect(.setPositionMode(SetPositionMode(account: account, hedge: true)), is: [21, 1, 2, 3, 4, 1])
        try expect(.setMultiAssets(SetMultiAssets(account: account, enabled: true)), is: [22, 1, 2, 3, 4, 1])
        try expect(.setFeeBurn(SetFeeBurn(account: account, enabled: false)), is: [23, 1, 2, 3, 4, 0])
        try expect(
            .adjustMargin(AdjustMargin(account: account, instrument: instrument, side: .short, amount: Money(raw: -2))),
            is: [24, 1, 2, 3, 4, 5, 6, 2] + little(-2))
        try expect(
            .setCountdown(SetCountdown(account: account, instrument: instrument, milliseconds: 120_000)),
            is: [25, 1, 2, 3, 4, 5, 6] + little(120_000))
        try expect(
            .updateAssetIndex(UpdateAssetIndex(asset: AssetID(7), price: Price(raw: 3))), is: [26, 7, 0] + little(3))
    }

    @Test("underlyings, their venues, the insurance fund and the end of a listing have the bytes of format 1")
    func underlyings() throws {
        let venue = Underlying.Venue(name: "hill", symbol: "B-U", weight: Rate(raw: 7))
        try expect(
            .listUnderlying(Underlying(name: "BU", composition: .venues([venue]))),
            is: [27, 2, 0, 0, 0, 66, 85, 0, 1, 4, 0, 0, 0, 104, 105, 108, 108, 3, 0, 0, 0, 66, 45, 85] + little(7))
        let part = Underlying.Component(underlying: "BU", baseAsset: "B", quoteAsset: "U", weight: Rate(raw: 8))
        try expect(
            .listUnderlying(Underlying(name: "D", composition: .basket([part]))),
            is: [27, 1, 0, 0, 0, 68, 1, 1, 2, 0, 0, 0, 66, 85, 1, 0, 0, 0, 66, 1, 0, 0, 0, 85] + little(8))
        try expect(
            .updateVenue(UpdateVenue(underlying: UnderlyingID(0x0605), venue: 9, price: Price(raw: 3))),
            is: [28, 5, 6, 9] + little(3))
        try expect(.setInsurance(SetInsurance(asset: AssetID(7), balance: Money(raw: -2))), is: [29, 7, 0] + little(-2))
        try expect(.delist(instrument), is: [30, 5, 6])
        let quotes = [VenueQuote(venue: 0, price: Price(raw: 3)), VenueQuote(venue: 2, price: Price(raw: 4))]
        try expect(
            .updateVenues(UpdateVenues(underlying: UnderlyingID(0x0605), prices: quotes)),
            is: [31, 5, 6, 2, 0] + little(3) + [2] + little(4))
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

    @Test("an instrument that expires, its delisting, and a set insurance fund have the bytes of format 1")
    func deliveries() throws {
        let usdt: [UInt8] = [4, 0, 0, 0, 85, 83, 68, 84]
        let symbol: [UInt8] = [7, 0, 0, 0, 66, 84, 67, 85, 83, 68, 84]
        var bytes: [UInt8] = [2] + symbol + symbol + [3, 0, 0, 0, 66, 84, 67] + usdt + little(2) + little(3)
        for value in 1...14 { bytes += little(Int64(value)) }
        bytes += little(-1) + little(15)
        bytes += [1] + usdt + [1, 0, 0, 0] + [20, 0, 0, 0] + little(16) + little(17)
        bytes += little(18) + little(19) + little(20) + little(25)
        bytes += little(24) + [1, 0, 0, 0] + [3, 0, 0, 0, 80, 111, 87]
        try expect(.listInstrument(try Samples.delivery()), is: bytes)
        try expect(.delist(instrument), is: [30, 5, 6])
        try expect(.setInsurance(SetInsurance(asset: AssetID(7), balance: Money(raw: 3))), is: [29, 7, 0] + little(3))
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
