import BasicContainers
import CommandsAndEvents
import Matching
import Primitives
import Risk

/// The end of a market: its orders expire and its positions are closed at one price (supplement §9.4).
extension ExchangeState {
    /// Ends a market at once, at its mark price.
    mutating func delist(_ instrument: InstrumentID) throws(Rejection) -> Receipt {
        try requireInstrument(instrument)
        let market = Int(instrument.index)
        try requireNotClosed(market)
        close(market, at: settlementPrice(market, markets[market].prices.mark), settledAt: time)
        return .done
    }

    /// Ends a contract whose delivery date has come.
    mutating func deliver(_ market: Int) {
        close(
            market, at: settlementPrice(market, settlementAverage(market)),
            settledAt: markets[market].instrument.deliveryDate ?? time)
    }

    /// A price at which all positions can be counted; the mark price always is one. Zero only where nobody has a position.
    private func settlementPrice(_ market: Int, _ price: Price) -> Price {
        price.isPositive && isCountable(mark: price, addingInterest: .zero, market) ? price : markets[market].prices.mark
    }

    /// Orders first, of everyone; then positions, by account. The fund gets what rounding leaves.
    private mutating func close(_ market: Int, at price: Price, settledAt: Timestamp) {
        let instrument = markets[market].id
        for account in accounts.indices {
            for record in recordIndices(AccountID(UInt32(account)), instrument) {
                for slot in openSlots(record) { _ = end(slot, as: .expired, .expired(.marketClosed)) }
            }
        }
        for account in accounts.indices {
            let held = recordIndices(AccountID(UInt32(account)), instrument).filter { !positions[$0].position.isFlat }
            for record in held.sorted(by: { positions[$0].side.rawValue < positions[$1].side.rawValue }) {
                ledgers[Int(markets[market].marginAsset.index)].insurance += settle(record, at: price)
            }
        }
        watch.hasSettled = true
        let underlying = Int(markets[market].underlying.index)
        underlyings[underlying].markets.removeAll { $0 == market }
        markets[market].close()
        output.emit(.delivered(Delivered(instrument: instrument, time: settledAt, price: price)))
        emitStatus(market)
    }

    /// Closes a position by an order of the engine, at the taker's fee. Returns what rounding leaves, which is never negative.
    private mutating func settle(_ record: Int, at price: Price) -> Money {
        let held = positions[record].position.quantity
        var order = settlementOrder(record)
        emitOrder(order, .new, record)
        let notional = bounded { () throws(ArithmeticOverflow) in
            try price.multiplied(by: held.magnitude, rounding: held.isPositive ? .down : .up)
        }
        let fill = closePosition(&order, record, price, notional)
        emitPosition(record, reason: .settlement)
        emitOrder(order, .trade(fill), record)
        return held.isPositive ? -notional : notional
    }

    private mutating func settlementOrder(_ record: Int) -> Order {
        let entry = positions[record]
        let id = takeOrderID(Int(entry.instrument.index))
        guard let clientID = ShortText("settlement_autoclose-\(id.value)") else {
            preconditionFailure("order ids have fewer digits than client order ids have room")
        }
        return Order(
            id: id, clientID: clientID, account: entry.account, instrument: entry.instrument,
            side: entry.position.quantity.isPositive ? .sell : .buy, positionSide: entry.side, kind: .market, reduceOnly: true,
            selfTradePrevention: .none, status: .new, quantity: entry.position.quantity.magnitude, filled: .zero,
            filledNotional: .zero, amendments: 0, createdAt: time, updatedAt: time, origin: .settlement)
    }

    /// The whole position, its isolated wallet, profit and fee.
    private mutating func closePosition(
        _ order: inout Order, _ record: Int, _ price: Price, _ notional: Money
    ) -> CommandsAndEvents.Fill {
        let entry = positions[record]
        let market = Int(entry.instrument.index)
        let asset = markets[market].marginAsset
        let held = entry.position.quantity
        let isFund = accounts[Int(entry.account.index)].kind == .insuranceFund
        let fee = bounded { () throws(ArithmeticOverflow) in
            try notional.multiplied(by: isFund ? .zero : markets[market].fees.taker, rounding: .down)
        }
        let commission = commission(fee, in: asset, of: entry.account)
        let realized = bounded { () throws(ArithmeticOverflow) in
            try positions[record].position.fill(-held, notional: notional, commission: commission.worth)
        }
        positions[record].updatedAt = time
        markets[market].openInterest -= max(.zero, held)
        ledgers[Int(asset.index)].unsettled += entry.position.cost
        ledgers[Int(commission.asset.index)].fees += commission.amount
        if entry.marginType == .isolated { isolate(-entry.isolatedWallet, record) }
        order.filled = order.quantity
        order.filledNotional = notional
        order.status = .filled
        pay(entry.account, asset, realized, commission, instrument: entry.instrument)
        defer { markets[market].nextTrade += 1 }
        return CommandsAndEvents.Fill(
            trade: TradeID(markets[market].nextTrade), price: price, quantity: order.quantity, isMaker: false,
            commission: commission.amount, commissionAsset: commission.asset, realizedProfit: realized)
    }

    /// Profit less commission into the wallet. The insurance fund has none: its profit is its balance.
    private mutating func pay(
        _ account: AccountID, _ asset: AssetID, _ realized: Money, _ commission: Commission, instrument: InstrumentID
    ) {
        if accounts[Int(account.index)].kind == .insuranceFund {
            ledgers[Int(asset.index)].insurance += realized
            let balance = ledgers[Int(asset.index)].insurance
            output.emit(.insurance(InsuranceUpdate(asset: asset, balance: balance, change: realized, reason: .takeover)))
            return
        }
        let isPaidApart = commission.asset != asset
        credit(
            account, asset, isPaidApart ? realized : realized - commission.amount, change: .zero, reason: .settlement,
            instrument: instrument)
        if isPaidApart {
            credit(account, commission.asset, -commission.amount, change: .zero, reason: .settlement, instrument: instrument)
        }
    }
}

extension Market {
    /// Lets go of the book: nothing rests in it any more.
    mutating func close() {
        setStatus(.closed)
        prices.nextFundingTime = .zero
        book = OrderBook(tick: instrument.filters.price.tickSize, expectedOrders: 0)
    }
}
