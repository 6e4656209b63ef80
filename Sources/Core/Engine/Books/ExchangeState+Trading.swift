import BasicContainers
import CommandsAndEvents
import Matching
import Primitives
import Risk

extension ExchangeState {
    /// Trades an incoming order against the book. True when self-trade prevention ended it.
    mutating func trade(_ order: inout Order, record: Int, limit: Price?, tradable: Quantity, rule: SelfTradeRule) -> Bool {
        let market = Int(order.instrument.index)
        if markets[market].reduceOnlyResting == 0 {
            return match(&order, record: record, limit: limit, quantity: tradable, rule: rule).selfTradeExpired
        }
        return tradeMakerByMaker(&order, record: record, limit: limit, tradable: tradable, rule: rule)
    }

    /// With reduce-only orders in the book each fill may change what the next maker still offers, so makers are met one at a time.
    private mutating func tradeMakerByMaker(
        _ order: inout Order, record: Int, limit: Price?, tradable: Quantity, rule: SelfTradeRule
    ) -> Bool {
        let market = Int(order.instrument.index)
        var left = tradable
        while left.isPositive, let maker = markets[market].book.front(side: order.side.opposite.book) {
            if let limit, order.side == .buy ? maker.price > limit : maker.price < limit { return false }
            if rule == .expireMaker && maker.owner == order.account.index {
                let makerRecord = Int(orders[OrderSlot(maker.order)].position)
                _ = end(OrderSlot(maker.order), as: .expiredInMatch, .expired(.selfTrade))
                fitReduceOnlyOrders(makerRecord)
                continue
            }
            let step = min(left, maker.remaining)
            let outcome = match(&order, record: record, limit: limit, quantity: step, rule: rule)
            if outcome.selfTradeExpired { return true }
            left -= step - outcome.remaining
            if order.isReducing { left = min(left, positions[record].position.quantity.magnitude) }
        }
        return false
    }

    private mutating func match(
        _ order: inout Order, record: Int, limit: Price?, quantity: Quantity, rule: SelfTradeRule
    ) -> MatchOutcome {
        let market = Int(order.instrument.index)
        fills.removeAll()
        let outcome = markets[market].book.match(
            side: order.side.book, limit: limit, quantity: quantity, owner: order.account.index, rule: rule, into: &fills)
        emitTradedLevels(of: order.side.opposite, market)
        for index in 0..<fills.count {
            let fill = fills[index]
            switch fill.kind {
            case .trade:
                settle(
                    &order, takerRecord: record, maker: OrderSlot(fill.makerOrder), price: fill.price, quantity: fill.quantity,
                    makerLeft: fill.makerRemaining)
            case .selfTradeExpired:
                expireSelfTraded(OrderSlot(fill.makerOrder))
            }
        }
        fitReduceOnlyOrders(record)
        return outcome
    }

    /// Each level a match touched, once, as the match left it.
    private mutating func emitTradedLevels(of side: Side, _ market: Int) {
        for index in 0..<fills.count {
            let fill = fills[index]
            if index + 1 == fills.count || fills[index + 1].price != fill.price {
                emitLevel(side, LevelChange(price: fill.price, total: fill.levelRemaining), market)
            }
        }
    }

    /// One trade: both orders, both positions, both wallets.
    private mutating func settle(
        _ taker: inout Order, takerRecord: Int, maker slot: OrderSlot, price: Price, quantity: Quantity, makerLeft: Quantity
    ) {
        let market = Int(taker.instrument.index)
        let id = TradeID(markets[market].nextTrade)
        markets[market].nextTrade += 1
        markets[market].lastTradePrice = price
        noteTrade(at: price, market)
        let notional = bounded { () throws(ArithmeticOverflow) in try price.multiplied(by: quantity, rounding: .down) }
        let makerRecord = Int(orders[slot].position)
        let makerOrder = fillMaker(slot, price: price, quantity: quantity, notional: notional)
        output.emit(
            .trade(
                Trade(
                    instrument: taker.instrument, id: id, price: price, quantity: quantity, takerSide: taker.side,
                    maker: makerOrder.id, taker: taker.id, makerAccount: makerOrder.account, takerAccount: taker.account)))

        let fees = markets[market].fees
        let makerFill = book(makerOrder, makerRecord, id, price, quantity, notional, rate: fees.maker, isMaker: true)
        if makerLeft.isZero { _ = unrest(slot, alreadyOffBook: true) }
        emitOrder(makerOrder, .trade(makerFill), makerRecord)

        if taker.holdsMargin { expose(taker.side, quantity, at: taker.price, takerRecord, sign: -1) }
        taker.filled += quantity
        taker.filledNotional += notional
        taker.status = taker.remaining.isZero ? .filled : .partiallyFilled
        taker.updatedAt = time
        let rate = taker.origin == .client ? fees.taker : .zero
        let takerFill = book(taker, takerRecord, id, price, quantity, notional, rate: rate, isMaker: false)
        emitOrder(taker, .trade(takerFill), takerRecord)

        expireDrained(makerOrder, makerRecord, makerLeft)
        fitReduceOnlyOrders(makerRecord)
    }

    private mutating func fillMaker(_ slot: OrderSlot, price: Price, quantity: Quantity, notional: Money) -> Order {
        orders[slot].order.filled += quantity
        orders[slot].order.filledNotional += notional
        orders[slot].order.status = orders[slot].order.remaining.isZero ? .filled : .partiallyFilled
        orders[slot].order.updatedAt = time
        let order = orders[slot].order
        if order.holdsMargin {
            expose(order.side, quantity, at: price, Int(orders[slot].position), sign: -1)
        }
        return order
    }

    /// A reduce-only maker whose offered part is used up while it asked for more has nothing left to reduce.
    private mutating func expireDrained(_ order: Order, _ record: Int, _ left: Quantity) {
        guard left.isZero, !order.remaining.isZero else { return }
        var expired = order
        end(&expired, as: .expired, .expired(.nothingToReduce), record)
    }

    private mutating func expireSelfTraded(_ slot: OrderSlot) {
        let record = Int(orders[slot].position)
        var order = unrest(slot, alreadyOffBook: true)
        end(&order, as: .expiredInMatch, .expired(.selfTrade), record)
        fitReduceOnlyOrders(record)
    }

    /// Books one side of a trade: position, realised profit, commission, wallets.
    mutating func book(
        _ order: Order, _ record: Int, _ trade: TradeID, _ price: Price, _ quantity: Quantity, _ notional: Money, rate: Rate,
        isMaker: Bool
    ) -> CommandsAndEvents.Fill {
        let market = Int(order.instrument.index)
        let asset = markets[market].marginAsset
        let fee = bounded { () throws(ArithmeticOverflow) in try notional.multiplied(by: rate, rounding: .down) }
        let commission = commission(fee, in: asset, of: order.account)
        let held = positions[record].position.quantity
        let cost = positions[record].position.cost
        let signed = Quantity(raw: quantity.raw * order.side.sign)
        let realized = bounded { () throws(ArithmeticOverflow) in
            try positions[record].position.fill(signed, notional: notional, commission: commission.worth)
        }
        watch.touch(order.account)
        positions[record].updatedAt = time
        positions[record].isInitialised = true
        let after = positions[record].position.quantity
        markets[market].openInterest += max(.zero, after) - max(.zero, held)
        ledgers[Int(asset.index)].unsettled -= positions[record].position.cost - cost
        ledgers[Int(commission.asset.index)].fees += commission.amount
        let isIsolated = positions[record].marginType == .isolated
        if isIsolated { isolateFill(record, before: held, signed, notional: notional) }
        let isPaidApart = commission.asset != asset
        let moved = isPaidApart ? realized : realized - commission.amount
        if !isPaidApart || isIsolated || !moved.isZero {
            credit(order.account, asset, moved, change: .zero, reason: .order, instrument: order.instrument)
        }
        if isPaidApart {
            credit(
                order.account, commission.asset, -commission.amount, change: .zero, reason: .order, instrument: order.instrument)
        }
        emitPosition(record, reason: .order)
        return CommandsAndEvents.Fill(
            trade: trade, price: price, quantity: quantity, isMaker: isMaker, commission: commission.amount,
            commissionAsset: commission.asset, realizedProfit: realized)
    }

    /// Moves a wallet and says so; for the insurance fund's account, which has none, the fund. `change` is what the documents call the balance change: without profit and commission.
    mutating func credit(
        _ account: AccountID, _ asset: AssetID, _ amount: Money, change: Money, reason: BalanceReason, instrument: InstrumentID?
    ) {
        if account == liquidations.fund { return creditFund(asset, amount, .takeover) }
        watch.touch(account)
        var wallet = accounts[Int(account.index)].wallet(asset)
        wallet.balance += amount
        wallet.updatedAt = time
        accounts[Int(account.index)].setWallet(asset, wallet)
        if !wallet.isTradable { overgrown.append(account) }
        emitBalance(account, asset, change: change, reason: reason, instrument: instrument)
    }

    /// Says what a wallet holds.
    mutating func emitBalance(
        _ account: AccountID, _ asset: AssetID, change: Money, reason: BalanceReason, instrument: InstrumentID?
    ) {
        let wallet = accounts[Int(account.index)].wallet(asset)
        output.emit(
            .balance(
                BalanceUpdate(
                    account: account, asset: asset, walletBalance: wallet.balance, crossWalletBalance: wallet.cross,
                    change: change, reason: reason, instrument: instrument)))
    }

    /// Ends the orders of accounts whose wallets this command has moved out of what is tradable.
    mutating func retireOvergrown() {
        while let account = overgrown.popLast() {
            for record in accounts[Int(account.index)].positions {
                for slot in openSlots(Int(record)) { _ = end(slot, as: .expired, .expired(.accountOutOfRange)) }
            }
        }
    }

}
