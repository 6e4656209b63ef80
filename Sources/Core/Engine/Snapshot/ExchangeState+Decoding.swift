import BasicContainers
import CommandsAndEvents
import Instruments
import Matching
public import Primitives
import Risk

extension ExchangeState {
    /// The state that `snapshot()` wrote down.
    public init(snapshot bytes: [UInt8]) throws(MalformedBytes) {
        self.init()
        var reader = ByteReader(bytes)
        let version = try reader.read(UInt16.self)
        guard version == Self.snapshotVersion else { throw MalformedBytes("snapshot version \(version) is unknown") }
        sequence = SequenceNumber(try reader.read())
        time = Timestamp(milliseconds: try reader.read())
        nextAgeCheck = Timestamp(milliseconds: try reader.read())
        nextDebtCheck = Timestamp(milliseconds: try reader.read())
        nextAlgo = try reader.read()
        try decodeAssets(from: &reader)
        try decodeUnderlyings(from: &reader)
        try decodeAccounts(from: &reader)
        var resting: [[Resting]] = []
        for _ in 0..<(try reader.read(UInt32.self)) { resting.append(try decodeMarket(from: &reader)) }
        try decodePositions(from: &reader)
        try restAgain(resting)
        try decodeLiquidations(from: &reader)
        try decodeCountdowns(from: &reader)
        guard reader.isAtEnd else { throw MalformedBytes("snapshot has bytes left over") }
    }

    private mutating func decodeAssets(from reader: inout ByteReader) throws(MalformedBytes) {
        for _ in 0..<(try reader.read(UInt32.self)) {
            let name = try reader.read(String.self)
            assets.append(
                Asset(
                    name: name, marginAvailable: try reader.read(Bool.self),
                    buffers: CollateralBuffers(
                        bid: try reader.read(), ask: try reader.read(), autoExchangeBid: try reader.read(),
                        autoExchangeAsk: try reader.read())))
            assetPrices.append(AssetPrice(price: try reader.read(), updatedAt: Timestamp(milliseconds: try reader.read())))
            if name == Self.burnAsset { burnAssetID = AssetID(UInt16(assets.count - 1)) }
            ledgers.append(
                Ledger(
                    fees: try reader.read(), insurance: try reader.read(), deposits: try reader.read(),
                    withdrawals: try reader.read(), unsettled: try reader.read()))
        }
    }

    private mutating func decodeUnderlyings(from reader: inout ByteReader) throws(MalformedBytes) {
        for _ in 0..<(try reader.read(UInt16.self)) {
            let underlying = try Underlying(from: &reader)
            guard underlying.flaw() == nil, underlyingID(underlying.name) == nil, let components = components(of: underlying)
            else { throw MalformedBytes("an underlying that cannot be listed") }
            var record = UnderlyingRecord(underlying, components: components)
            record.index = try reader.read()
            record.pinnedIndex = try reader.readPin()
            record.nextStale = Timestamp(milliseconds: try reader.read())
            for venue in record.venues.indices {
                record.venues[venue] = VenuePrice(
                    price: try reader.read(), updatedAt: Timestamp(milliseconds: try reader.read()))
            }
            keep(record)
        }
    }

    private mutating func decodeAccounts(from reader: inout ByteReader) throws(MalformedBytes) {
        for index in 0..<(try reader.read(UInt32.self)) {
            var account = Account(name: try reader.read(ShortText.self), kind: try reader.readEnum())
            account.hedgeMode = try reader.read(Bool.self)
            account.multiAssets = try reader.read(Bool.self)
            account.feeBurn = try reader.read(Bool.self)
            if account.multiAssets { jointAccounts.insert(AccountID(index)) }
            for asset in 0..<(try reader.read(UInt16.self)) {
                let wallet = Wallet(balance: try reader.read(), updatedAt: Timestamp(milliseconds: try reader.read()))
                account.setWallet(AssetID(asset), wallet)
            }
            accountsByName[account.name] = AccountID(index)
            accounts.append(account)
            watch.addAccount()
        }
    }

    /// Returns the market's resting orders in price-time order; they go into the pool here and into the book later.
    private mutating func decodeMarket(from reader: inout ByteReader) throws(MalformedBytes) -> [Resting] {
        let id = InstrumentID(UInt16(markets.count))
        let instrument = try Instrument(from: &reader)
        guard let asset = assets.firstIndex(where: { $0.name == instrument.contract.marginAsset }), instrument.flaw() == nil,
            let underlying = underlyingID(instrument.pair)
        else { throw MalformedBytes("\(instrument.symbol) is no listable instrument") }
        var market = Market(
            id: id, instrument: instrument, underlying: underlying, marginAsset: AssetID(UInt16(asset)), at: time)
        market.nextOrder = try reader.read()
        market.nextTrade = try reader.read()
        market.updateID = try reader.read()
        market.lastTradePrice = try reader.read()
        market.makersEnabled = try reader.read(Bool.self)
        market.setStatus(try reader.readEnum())
        market.prices = try MarketPrices(of: instrument, from: &reader)
        if market.isClosed { market.close() } else { underlyings[Int(underlying.index)].markets.append(Int(id.index)) }
        marketsBySymbol[instrument.symbol] = id
        markets.append(market)
        let resting = try decodeResting(Int(id.index), from: &reader)
        try decodeArmed(Int(id.index), from: &reader)
        return resting
    }

    private mutating func decodeResting(_ market: Int, from reader: inout ByteReader) throws(MalformedBytes) -> [Resting] {
        var resting: [Resting] = []
        for side in [BookSide.bid, .ask] {
            for _ in 0..<(try reader.read(UInt32.self)) {
                let order = try Order(from: &reader)
                let shown: Quantity = try reader.read()
                try requireIdentity(order, in: market)
                guard !order.isArmed, order.remaining.isPositive, order.side.book == side else {
                    throw MalformedBytes("a resting order that cannot rest")
                }
                let slot = orders.add(OrderRecord(order: order, node: nil, position: .max))
                index(slot)
                keepDeadline(of: order)
                if order.isReducing { markets[market].reduceOnlyResting += 1 }
                resting.append(
                    Resting(
                        order: slot.index, owner: order.account.index, side: side, price: order.price, remaining: shown))
            }
        }
        return resting
    }

    private mutating func restAgain(_ resting: [[Resting]]) throws(MalformedBytes) {
        for (market, entries) in resting.enumerated() {
            for entry in entries {
                guard markets[market].book.hasRoom(side: entry.side, price: entry.price, quantity: entry.remaining),
                    !markets[market].book.wouldCross(side: entry.side, price: entry.price)
                else { throw MalformedBytes("a resting order that cannot rest") }
                orders[OrderSlot(entry.order)].node = markets[market].book.rest(entry).node
            }
        }
    }

    private mutating func decodePositions(from reader: inout ByteReader) throws(MalformedBytes) {
        var listedCount = 0
        for index in 0..<(try reader.read(UInt32.self)) {
            let account = AccountID(try reader.read())
            let instrument = InstrumentID(try reader.read())
            guard has(account), has(instrument) else { throw MalformedBytes("a position of nobody") }
            let side: PositionSide = try reader.readEnum()
            var record = freshPosition(account, instrument, side)
            record.position = Position(
                quantity: try reader.read(), cost: try reader.read(), breakEvenCost: try reader.read(),
                accumulatedRealized: try reader.read())
            record.marginType = try reader.readEnum()
            record.isolatedWallet = try reader.read()
            record.isInitialised = try reader.read(Bool.self)
            let times: Int32 = try reader.read()
            guard times > 0 else { throw MalformedBytes("leverage below 1") }
            record.leverage = Leverage(times)
            record.maxNotional = markets[Int(instrument.index)].brackets.maxNotional(at: record.leverage)
            record.updatedAt = Timestamp(milliseconds: try reader.read())
            markets[Int(instrument.index)].openInterest += max(.zero, record.position.quantity)
            keep(record)
            if side != .both { accounts[Int(account.index)].hasSides = true }
            if !record.isolatedWallet.isZero {
                let asset = markets[Int(instrument.index)].marginAsset
                var wallet = accounts[Int(account.index)].wallet(asset)
                wallet.isolated = try decodedSum(wallet.isolated, record.isolatedWallet)
                accounts[Int(account.index)].setWallet(asset, wallet)
            }
            for _ in 0..<(try reader.read(UInt32.self)) {
                let listed: Int64 = try reader.read()
                let found =
                    listed < 0
                    ? algoOrders.find(OrderID(0 &- listed)) : markets[Int(instrument.index)].orders.find(OrderID(listed))
                guard let slot = found, orders[slot].position == .max, orders[slot].order.account == account,
                    orders[slot].order.instrument == instrument
                else { throw MalformedBytes("a listed order that is not open, or is listed twice") }
                adopt(slot, record: Int(index))
                listedCount += 1
            }
        }
        if listedCount != orders.count { throw MalformedBytes("an open order that nobody lists") }
    }

    private func decodedSum(_ left: Money, _ right: Money) throws(MalformedBytes) -> Money {
        do throws(ArithmeticOverflow) {
            return try left.adding(right)
        } catch {
            throw MalformedBytes("isolated wallets that cannot be counted")
        }
    }
}
