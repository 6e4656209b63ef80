import BasicContainers
import CommandsAndEvents
import Matching
import Primitives
import Risk

/// The insurance fund and the account that holds what it took over.
extension ExchangeState {
    /// The name of the fund's account. Nobody else may take it.
    static var fundName: ShortText {
        guard let name = ShortText("insurance-fund") else { preconditionFailure("the name is short") }
        return name
    }

    /// Moves the fund's balance, and says why. It may fall below zero.
    mutating func creditFund(_ asset: AssetID, _ amount: Money, _ reason: InsuranceReason) {
        if amount.isZero { return }
        ledgers[Int(asset.index)].insurance += amount
        output.emit(
            .insurance(
                InsuranceUpdate(asset: asset, balance: ledgers[Int(asset.index)].insurance, change: amount, reason: reason)))
    }

    // MARK: - What the book did not take

    /// Closes what is left of a liquidation order at its own price, without a public trade: with the fund if it can, else with
    /// those who hold the other side. Returns how the account's cross wallet moved by it.
    mutating func closeAside(_ order: inout Order, _ record: Int, at price: Price) -> Money {
        var moved = Money.zero
        if fundCanTake(order) {
            moved += take(&order, record, at: price)
            return moved
        }
        for holder in deleveragingTurns(order) where order.remaining.isPositive {
            moved += deleverage(holder, &order, record, at: price)
        }
        if order.remaining.isPositive { moved += take(&order, record, at: price) }
        return moved
    }

    /// The fund's position afterwards is worth no more than the fund has, or is smaller than before.
    private func fundCanTake(_ order: Order) -> Bool {
        let market = Int(order.instrument.index)
        let held = fundRecord(order.instrument).map { positions[$0].position.quantity } ?? .zero
        let taken = Quantity(raw: -order.remaining.raw * order.side.sign)
        guard let after = try? held.adding(taken) else { return false }
        if after.magnitude < held.magnitude { return true }
        let balance = ledgers[Int(markets[market].marginAsset.index)].insurance
        guard let worth = try? markets[market].prices.mark.multiplied(by: after.magnitude, rounding: .down) else { return false }
        return !balance.isNegative && worth <= balance
    }

    private func fundRecord(_ instrument: InstrumentID) -> Int? {
        liquidations.fund == Liquidations.nobody ? nil : positionIndex(liquidations.fund, instrument)
    }

    private mutating func take(_ order: inout Order, _ record: Int, at price: Price) -> Money {
        let market = Int(order.instrument.index)
        let quantity = order.remaining
        let trade = takeTradeID(market)
        let fundRecord = ensurePosition(fundAccount(), order.instrument)
        var mirror = engineOrder(
            fundRecord, side: order.side.opposite, quantity: quantity, price: price, .immediateOrCancel, .insuranceFund,
            id: OrderID.none)
        _ = fillAside(&mirror, fundRecord, trade, price, quantity)
        return fillLiquidated(&order, record, trade, price, quantity)
    }

    /// Opened when the fund first has something to hold.
    private mutating func fundAccount() -> AccountID {
        if liquidations.fund != Liquidations.nobody { return liquidations.fund }
        let id = open(Self.fundName, .insuranceFund)
        liquidations.fund = id
        return id
    }

    mutating func takeTradeID(_ market: Int) -> TradeID {
        defer { markets[market].nextTrade += 1 }
        return TradeID(markets[market].nextTrade)
    }

    /// Fills the liquidated order. Returns how the account's cross wallet moved.
    mutating func fillLiquidated(
        _ order: inout Order, _ record: Int, _ trade: TradeID, _ price: Price, _ quantity: Quantity
    ) -> Money {
        let asset = markets[Int(order.instrument.index)].marginAsset
        let before = accounts[Int(order.account.index)].wallet(asset).cross
        let fill = fillAside(&order, record, trade, price, quantity)
        emitOrder(order, .trade(fill), record)
        return accounts[Int(order.account.index)].wallet(asset).cross - before
    }

    /// Books a fill that is no public trade, free of commission.
    mutating func fillAside(
        _ order: inout Order, _ record: Int, _ trade: TradeID, _ price: Price, _ quantity: Quantity
    ) -> CommandsAndEvents.Fill {
        let notional = bounded { () throws(ArithmeticOverflow) in try price.multiplied(by: quantity, rounding: .down) }
        order.filled += quantity
        order.filledNotional += notional
        order.status = order.remaining.isZero ? .filled : .partiallyFilled
        order.updatedAt = time
        return book(order, record, trade, price, quantity, notional, rate: .zero, isMaker: false)
    }

    /// An order that the engine sends for an account.
    mutating func engineOrder(
        _ record: Int, side: Side, quantity: Quantity, price: Price, _ timeInForce: TimeInForce, _ origin: OrderOrigin,
        id given: OrderID? = nil
    ) -> Order {
        let instrument = positions[record].instrument
        let id = given ?? takeOrderID(Int(instrument.index))
        return Order(
            id: id, clientID: origin.clientID(of: id, on: instrument), account: positions[record].account, instrument: instrument,
            side: side, positionSide: positions[record].side, kind: .limit(price: price, timeInForce: timeInForce),
            reduceOnly: false, selfTradePrevention: .none, status: .new, quantity: quantity, filled: .zero, filledNotional: .zero,
            amendments: 0, createdAt: time, updatedAt: time, origin: origin)
    }

    // MARK: - Closing what was taken over

    /// Once a second the fund offers a tenth of each of its positions at the mark price.
    mutating func tradeFund() {
        guard liquidations.fund != Liquidations.nobody, time >= liquidations.nextFundTrade else { return }
        liquidations.nextFundTrade = time.floored(toMilliseconds: 1_000).advanced(byMilliseconds: 1_000)
        for record in heldRecords(of: liquidations.fund) { offerTenth(record) }
    }

    private mutating func offerTenth(_ record: Int) {
        let market = Int(positions[record].instrument.index)
        let held = positions[record].position.quantity
        let side: Side = held.isPositive ? .sell : .buy
        let price = markets[market].prices.mark.onTick(markets[market].filters.price.tickSize, up: side == .sell)
        guard price.isPositive else { return }
        let step = max(1, markets[market].filters.lotSize.stepSize.raw)
        let tenth = (held.magnitude.raw + 9) / 10
        let quantity = min(held.magnitude, Quantity(raw: tenth.roundedUp(toMultipleOf: step)))
        var order = engineOrder(record, side: side, quantity: quantity, price: price, .immediateOrCancel, .insuranceFund)
        emitOrder(order, .new, record)
        _ = trade(&order, record: record, limit: price, tradable: quantity, rule: .none)
        if order.remaining.isPositive { end(&order, as: .expired, .expired(.unfilledRemainder), record) }
    }

    // MARK: - Negative wallets

    /// Every ten minutes the fund pays what is owed by accounts that hold nothing in the asset.
    mutating func clearNegativeWallets() {
        guard time >= liquidations.nextClearance else { return }
        liquidations.nextClearance = time.floored(toMilliseconds: 600_000).advanced(byMilliseconds: 600_000)
        for index in accounts.indices where !accounts[index].multiAssets {
            for asset in assets.indices { clearNegativeWallet(AccountID(UInt32(index)), AssetID(UInt16(asset))) }
        }
    }

    private mutating func clearNegativeWallet(_ account: AccountID, _ asset: AssetID) {
        let debt = -accounts[Int(account.index)].wallet(asset).balance
        guard debt.isPositive, !holdsPosition(account, settlingIn: asset) else { return }
        creditFund(asset, -debt, .deficit)
        credit(account, asset, debt, change: debt, reason: .insuranceClear, instrument: nil)
    }

    private func holdsPosition(_ account: AccountID, settlingIn asset: AssetID) -> Bool {
        heldRecords(of: account).contains { markets[Int(positions[$0].instrument.index)].marginAsset == asset }
    }
}

extension OrderOrigin {
    /// What orders of the engine are called (supplement §6.3).
    fileprivate func clientID(of order: OrderID, on instrument: InstrumentID) -> ShortText {
        switch self {
        case .liquidation: ShortText("autoclose-\(order.value)") ?? .empty
        case .autoDeleveraging: ShortText("adl_autoclose") ?? .empty
        case .settlement: ShortText("settlement_autoclose-\(order.value)") ?? .empty
        case .client, .insuranceFund: ClientOrderIDs.generated(for: order, on: instrument)
        }
    }
}
