import CommandsAndEvents
import Foundation
import Instruments
import Journaling
import Primitives

/// A generator whose seed a failure can print.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

enum Samples {
    static func brackets(_ rows: [LeverageBrackets.Row]) throws -> LeverageBrackets {
        guard let brackets = LeverageBrackets(rows: rows) else { throw MalformedBytes("sample brackets") }
        return brackets
    }

    static func instrument() throws -> Instrument {
        Instrument(
            symbol: "BTCUSDT", pair: "BTCUSDT", baseAsset: "BTC", quoteAsset: "USDT", pricePrecision: 2, quantityPrecision: 3,
            filters: Filters(
                price: PriceFilter(minimum: Price(raw: 1), maximum: Price(raw: 2), tickSize: Price(raw: 3)),
                lotSize: LotSizeFilter(minimum: Quantity(raw: 4), maximum: Quantity(raw: 5), stepSize: Quantity(raw: 6)),
                marketLotSize: LotSizeFilter(minimum: Quantity(raw: 7), maximum: Quantity(raw: 8), stepSize: Quantity(raw: 9)),
                maxNumOrders: 10, maxNumAlgoOrders: 11,
                percentPrice: PercentPriceFilter(multiplierUp: Rate(raw: 12), multiplierDown: Rate(raw: 13)),
                minNotional: Money(raw: 14)),
            fees: FeeSchedule(maker: Rate(raw: -1), taker: Rate(raw: 15)),
            terms: .perpetual(
                PerpetualTerms(
                    contract: ContractTerms(
                        marginAsset: "USDT", brackets: try brackets([(20, Money(raw: 16), Rate(raw: 17))]),
                        liquidationFee: Rate(raw: 18), marketTakeBound: Rate(raw: 19), triggerProtect: Rate(raw: 20)),
                    funding: FundingTerms(intervalHours: 8, interestRate: Rate(raw: 21), cap: Rate(raw: 22), floor: Rate(raw: 23))
                )),
            onboardDate: Timestamp(milliseconds: 24), categories: ["PoW"])
    }

    /// The same instrument, but one that expires.
    static func delivery() throws -> Instrument {
        var instrument = try instrument()
        instrument.terms = .delivery(
            DeliveryTerms(contract: instrument.contract, deliveryDate: Timestamp(milliseconds: 25)))
        return instrument
    }

    static func underlying(_ generator: inout SeededGenerator) -> Underlying {
        let weights = (0..<Int(generator.next() % 4)).map { _ in Rate(raw: Int64(truncatingIfNeeded: generator.next())) }
        if generator.next() % 2 == 0 {
            return Underlying(
                name: "ÄUSDT", composition: .venues(weights.map { Underlying.Venue(name: "vénue", symbol: "ä-usdt", weight: $0) }))
        }
        return Underlying(
            name: "MIX",
            composition: .basket(
                weights.map { Underlying.Component(underlying: "ÄUSDT", baseAsset: "Ä", quoteAsset: "USDT", weight: $0) }))
    }

    /// A command of any kind, with any numbers.
    static func command(_ generator: inout SeededGenerator) throws -> Command {
        func any<Number: FixedWidthInteger>(_: Number.Type = Number.self) -> Number {
            Number(truncatingIfNeeded: generator.next())
        }
        func text() throws -> ShortText {
            let count = Int(generator.next() % 40)
            guard let text = ShortText(bytes: (0..<count).map { _ in any(UInt8.self) }) else { throw MalformedBytes("sample") }
            return text
        }
        func isSo() -> Bool { any(UInt8.self) < 128 }
        func reference() throws -> OrderReference {
            switch any(UInt8.self) % 4 {
            case 0: .id(OrderID(any()))
            case 1: .clientID(try text())
            case 2: .algo(AlgoID(any()))
            default: .algoClientID(try text())
            }
        }
        func choice<Choice: CaseIterable>(_ fallback: Choice) -> Choice {
            Choice.allCases.randomElement(using: &generator) ?? fallback
        }
        func condition() -> Condition? {
            if isSo() { return nil }
            return Condition(
                choice(.stop), price: Price(raw: any()), callback: Rate(raw: any()), workingPrice: choice(.last),
                priceProtect: isSo(), closesPosition: isSo(), triggeredAt: Timestamp(milliseconds: any()))
        }
        func buffers() -> CollateralBuffers {
            if isSo() { return CollateralBuffers() }
            return CollateralBuffers(
                bid: Rate(raw: any()), ask: Rate(raw: any()), autoExchangeBid: Rate(raw: any()), autoExchangeAsk: Rate(raw: any()))
        }
        func limit() -> Timestamp { Timestamp(milliseconds: any(UInt8.self) < 128 ? .max : any()) }
        let account = AccountID(any())
        let instrument = InstrumentID(any())
        let pin: Price? = any(UInt8.self) < 128 ? nil : Price(raw: any())
        let transfer = Transfer(account: account, asset: AssetID(any()), amount: Money(raw: any()))
        switch generator.next() % 27 {
        case 0: return .listAsset(Asset(name: "ÄSSET", marginAvailable: isSo(), buffers: buffers()))
        case 1: return .listInstrument(isSo() ? try Samples.instrument() : try Samples.delivery())
        case 2:
            return .openAccount(
                OpenAccount(name: try text(), kind: AccountKind.allCases.randomElement(using: &generator) ?? .bot))
        case 3: return .deposit(transfer)
        case 4: return .withdraw(transfer)
        case 5:
            return .amendOrder(
                AmendOrder(
                    account: account, instrument: instrument, order: try reference(), side: .sell, price: Price(raw: any()),
                    quantity: Quantity(raw: any()), validUntil: limit(), priceMatch: choice(.none)))
        case 6: return .cancelOrder(CancelOrder(account: account, instrument: instrument, order: try reference()))
        case 7: return .cancelAllOrders(CancelAllOrders(account: account, instrument: instrument, scope: choice(.everything)))
        case 8:
            return .setLeverage(
                SetLeverage(account: account, instrument: instrument, leverage: Leverage(Int32(any(UInt16.self)) + 1)))
        case 9: return .updateIndex(UpdateIndex(instrument: instrument, price: Price(raw: any())))
        case 10: return .pinIndex(PinIndex(instrument: instrument, price: pin))
        case 11: return .pinMark(PinMark(instrument: instrument, price: pin))
        case 12: return .enableMakers(EnableMakers(instrument: instrument, enabled: any(UInt8.self) < 128))
        case 13: return .passTime
        case 14:
            return .setMarginType(SetMarginType(account: account, instrument: instrument, marginType: choice(.cross)))
        case 15: return .setPositionMode(SetPositionMode(account: account, hedge: isSo()))
        case 16: return .setMultiAssets(SetMultiAssets(account: account, enabled: isSo()))
        case 17: return .setFeeBurn(SetFeeBurn(account: account, enabled: isSo()))
        case 18:
            return .adjustMargin(
                AdjustMargin(account: account, instrument: instrument, side: choice(.both), amount: Money(raw: any())))
        case 19: return .setCountdown(SetCountdown(account: account, instrument: instrument, milliseconds: any()))
        case 20: return .updateAssetIndex(UpdateAssetIndex(asset: AssetID(any()), price: Price(raw: any())))
        case 21: return .listUnderlying(Samples.underlying(&generator))
        case 22:
            return .updateVenue(UpdateVenue(underlying: UnderlyingID(any()), venue: any(), price: Price(raw: any())))
        case 23:
            let quotes = (0..<Int(any(UInt8.self) % 5)).map { _ in VenueQuote(venue: any(), price: Price(raw: any())) }
            return .updateVenues(UpdateVenues(underlying: UnderlyingID(any()), prices: quotes))
        case 24: return .setInsurance(SetInsurance(asset: AssetID(any()), balance: Money(raw: any())))
        case 25: return .delist(instrument)
        default:
            let timeInForce = TimeInForce.allCases.randomElement(using: &generator) ?? .postOnly
            return .placeOrder(
                PlaceOrder(
                    account: account, instrument: instrument, side: Side.allCases.randomElement(using: &generator) ?? .buy,
                    positionSide: PositionSide.allCases.randomElement(using: &generator) ?? .both,
                    kind: any(UInt8.self) < 64 ? .market : .limit(price: Price(raw: any()), timeInForce: timeInForce),
                    quantity: Quantity(raw: any()), reduceOnly: any(UInt8.self) < 128,
                    selfTradePrevention: SelfTradePrevention.allCases.randomElement(using: &generator) ?? .none,
                    clientID: try text(), validUntil: limit(), condition: condition(),
                    goodTillDate: isSo() ? .zero : Timestamp(milliseconds: any()),
                    priceMatch: isSo() ? .none : choice(.none), isAlgo: isSo()))
        }
    }

    /// Batches that follow one another, with commands of every kind.
    static func batches(_ count: Int, from first: UInt64 = 1, seed: UInt64 = 1) throws -> [JournalBatch] {
        var generator = SeededGenerator(seed: seed)
        var sequence = first
        return try (0..<count).map { index in
            let size = Int(generator.next() % 5) + 1
            var writer = ByteWriter()
            for _ in 0..<size { CommandCodecV1.encode(try command(&generator), into: &writer) }
            defer { sequence += UInt64(size) }
            return JournalBatch(
                firstSequence: SequenceNumber(sequence), count: size, time: Timestamp(milliseconds: Int64(index)),
                payload: writer.bytes, digest: index % 3 == 0 ? Digest(high: UInt64(index), low: 7) : nil)
        }
    }
}

/// A directory of its own that goes with the test.
final class ScratchDirectory {
    let path = NSTemporaryDirectory() + "contango-journal-" + UUID().uuidString

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(atPath: path) }

    func bytes(of file: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path + "/" + file))) }

    func write(_ bytes: [UInt8], to file: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path + "/" + file))
    }

    /// What a power cut at this moment would leave: the files as they are, without SQLite having closed them.
    func copyOfJournal() throws -> ScratchDirectory {
        let copy = try ScratchDirectory()
        for file in ["journal.sqlite", "journal.sqlite-wal"] { try copy.write(try bytes(of: file), to: file) }
        return copy
    }
}

extension Journal {
    func allBatches(from sequence: UInt64 = 1) throws -> [JournalBatch] {
        var batches: [JournalBatch] = []
        try read(from: SequenceNumber(sequence)) { batches.append($0) }
        return batches
    }
}
