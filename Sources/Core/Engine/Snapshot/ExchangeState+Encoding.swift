import BasicContainers
import CommandsAndEvents
import Instruments
import Matching
public import Primitives
import Risk

extension ExchangeState {
    /// The format of snapshots: the number changes with any change of the layout.
    public static var snapshotVersion: UInt16 { 3 }

    /// The whole state, in one canonical form: equal states give equal bytes.
    public func snapshot() -> [UInt8] {
        var writer = ByteWriter(reservingCapacity: 4_096 + orders.count * 200 + positions.count * 160)
        writer.write(Self.snapshotVersion)
        writer.write(sequence.value)
        writer.write(time.milliseconds)
        writer.write(nextAgeCheck.milliseconds)
        writer.write(nextDebtCheck.milliseconds)
        writer.write(nextAlgo)
        encodeAssets(into: &writer)
        encodeUnderlyings(into: &writer)
        encodeAccounts(into: &writer)
        writer.write(UInt32(markets.count))
        for market in 0..<markets.count { encodeMarket(market, into: &writer) }
        encodePositions(into: &writer)
        encodeLiquidations(into: &writer)
        encodeCountdowns(into: &writer)
        return writer.bytes
    }

    /// Fingerprint of everything but `sequence` and `time`: what a refused command leaves as it was.
    public func digest() -> Digest {
        let bytes = snapshot()
        return Digest(of: Array(bytes[Self.stampBytes...]))
    }

    /// Version, sequence and time at the head of a snapshot.
    private static var stampBytes: Int { 2 + 8 + 8 }

    private func encodeAssets(into writer: inout ByteWriter) {
        writer.write(UInt32(assets.count))
        for index in assets.indices {
            writer.write(assets[index].name)
            writer.write(assets[index].marginAvailable)
            writer.write(assets[index].buffers.bid)
            writer.write(assets[index].buffers.ask)
            writer.write(assets[index].buffers.autoExchangeBid)
            writer.write(assets[index].buffers.autoExchangeAsk)
            writer.write(assetPrices[index].price)
            writer.write(assetPrices[index].updatedAt.milliseconds)
            writer.write(ledgers[index].fees)
            writer.write(ledgers[index].insurance)
            writer.write(ledgers[index].deposits)
            writer.write(ledgers[index].withdrawals)
            writer.write(ledgers[index].unsettled)
        }
    }

    private func encodeUnderlyings(into writer: inout ByteWriter) {
        writer.write(UInt16(underlyings.count))
        for record in underlyings {
            record.underlying.encode(into: &writer)
            writer.write(record.index)
            writer.write(record.pinnedIndex ?? .zero)
            writer.write(record.nextStale.milliseconds)
            for venue in record.venues {
                writer.write(venue.price)
                writer.write(venue.updatedAt.milliseconds)
            }
        }
    }

    private func encodeAccounts(into writer: inout ByteWriter) {
        writer.write(UInt32(accounts.count))
        for account in accounts {
            writer.write(account.name)
            writer.write(account.kind.rawValue)
            writer.write(account.hedgeMode)
            writer.write(account.multiAssets)
            writer.write(account.feeBurn)
            writer.write(UInt16(account.wallets.count))
            for wallet in account.wallets {
                writer.write(wallet.balance)
                writer.write(wallet.updatedAt.milliseconds)
            }
        }
    }

    private func encodeMarket(_ index: Int, into writer: inout ByteWriter) {
        markets[index].instrument.encode(into: &writer)
        writer.write(markets[index].nextOrder)
        writer.write(markets[index].nextTrade)
        writer.write(markets[index].updateID)
        writer.write(markets[index].lastTradePrice)
        writer.write(markets[index].makersEnabled)
        writer.write(markets[index].status.rawValue)
        markets[index].prices.encode(into: &writer)
        for side in [BookSide.bid, .ask] {
            var entries: [(order: OrderSlot, shown: Quantity)] = []
            markets[index].book.forEachOrder(side: side) { entries.append((OrderSlot($1.order), $1.remaining)) }
            writer.write(UInt32(entries.count))
            for entry in entries {
                orders[entry.order].order.encode(into: &writer)
                writer.write(entry.shown)
            }
        }
        encodeArmed(index, into: &writer)
    }

    /// Records in order of account and first use, with their orders in list order.
    private func encodePositions(into writer: inout ByteWriter) {
        writer.write(UInt32(positions.count))
        for account in accounts {
            for index in account.positions {
                let record = positions[Int(index)]
                writer.write(record.account.index)
                writer.write(record.instrument.index)
                writer.write(record.side.rawValue)
                writer.write(record.position.quantity)
                writer.write(record.position.cost)
                writer.write(record.position.breakEvenCost)
                writer.write(record.position.accumulatedRealized)
                writer.write(record.marginType.rawValue)
                writer.write(record.isolatedWallet)
                writer.write(record.isInitialised)
                writer.write(record.leverage.times)
                writer.write(record.updatedAt.milliseconds)
                let slots = openSlots(Int(index))
                writer.write(UInt32(slots.count))
                for slot in slots { writer.write(orders[slot].order.listedID) }
            }
        }
    }
}

extension MarketPrices {
    func encode(into writer: inout ByteWriter) {
        writer.write(index)
        writer.write(mark)
        writer.write(pinnedMark ?? .zero)
        basis.encode(into: &writer)
        premium?.encode(into: &writer)
        writer.write(fundingRate)
        writer.write(nextFundingTime.milliseconds)
        writer.write(nextBasisSample.milliseconds)
        writer.write(nextPremiumSample.milliseconds)
        settlement?.encode(into: &writer)
    }

    init(of instrument: Instrument, from reader: inout ByteReader) throws(MalformedBytes) {
        self.init()
        index = try reader.read()
        mark = try reader.read()
        pinnedMark = try reader.readPin()
        basis = try BasisAverage(from: &reader)
        if let funding = instrument.funding { premium = try PremiumAverage(funding, from: &reader) }
        fundingRate = try reader.read()
        nextFundingTime = Timestamp(milliseconds: try reader.read())
        nextBasisSample = Timestamp(milliseconds: try reader.read())
        nextPremiumSample = Timestamp(milliseconds: try reader.read())
        if let deliveryDate = instrument.deliveryDate {
            settlement = try SettlementAverage(deliveryDate: deliveryDate, from: &reader)
        }
    }
}

extension Order {
    func encode(into writer: inout ByteWriter) {
        writer.write(id.value)
        writer.write(clientID)
        writer.write(account.index)
        writer.write(instrument.index)
        writer.write(side.rawValue)
        writer.write(positionSide.rawValue)
        switch kind {
        case .limit(let price, let timeInForce):
            writer.write(UInt8(0))
            writer.write(price)
            writer.write(timeInForce.rawValue)
        case .market:
            writer.write(UInt8(1))
        }
        writer.write(reduceOnly)
        writer.write(selfTradePrevention.rawValue)
        writer.write(status.rawValue)
        writer.write(quantity)
        writer.write(filled)
        writer.write(filledNotional)
        writer.write(amendments)
        writer.write(createdAt.milliseconds)
        writer.write(updatedAt.milliseconds)
        writer.write(condition != nil)
        condition?.encode(into: &writer)
        writer.write(goodTillDate.milliseconds)
        writer.write(priceMatch.rawValue)
        writer.write(algo.value)
        writer.write(origin.rawValue)
    }

    /// Its id among its account's orders: negative by the algo door.
    fileprivate var listedID: Int64 { isInAlgoList ? -algo.value : id.value }

    init(from reader: inout ByteReader) throws(MalformedBytes) {
        let id = OrderID(try reader.read())
        let clientID = try reader.read(ShortText.self)
        let account = AccountID(try reader.read())
        let instrument = InstrumentID(try reader.read())
        let side: Side = try reader.readEnum()
        let positionSide: PositionSide = try reader.readEnum()
        let kind: OrderKind
        switch try reader.read(UInt8.self) {
        case 0: kind = .limit(price: try reader.read(), timeInForce: try reader.readEnum())
        case 1: kind = .market
        default: throw MalformedBytes("unknown order kind")
        }
        self.init(
            id: id, clientID: clientID, account: account, instrument: instrument, side: side, positionSide: positionSide,
            kind: kind,
            reduceOnly: try reader.read(Bool.self), selfTradePrevention: try reader.readEnum(), status: try reader.readEnum(),
            quantity: try reader.read(), filled: try reader.read(), filledNotional: try reader.read(),
            amendments: try reader.read(), createdAt: Timestamp(milliseconds: try reader.read()),
            updatedAt: Timestamp(milliseconds: try reader.read()),
            condition: try reader.read(Bool.self) ? try Condition(from: &reader) : nil,
            goodTillDate: Timestamp(milliseconds: try reader.read()), priceMatch: try reader.readEnum(),
            algo: AlgoID(try reader.read()), origin: try reader.readEnum())
    }
}

extension ByteReader {
    /// A price that is held, or zero where none is.
    mutating func readPin() throws(MalformedBytes) -> Price? {
        let price: Price = try read()
        return price.isZero ? nil : price
    }

    mutating func readEnum<Value: RawRepresentable>() throws(MalformedBytes) -> Value where Value.RawValue == UInt8 {
        guard let value = Value(rawValue: try read(UInt8.self)) else { throw MalformedBytes("unknown \(Value.self)") }
        return value
    }
}
