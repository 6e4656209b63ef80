import CommandsAndEvents
import Instruments
import Primitives

/// Which orders are taken, and what they then do (supplement §2, §3, §8.4).
extension ReferenceExchange {
    mutating func place(_ asked: PlaceOrder) throws(Rejection) -> Order {
        let account = try account(asked.account)
        let market = try market(asked.instrument)
        if asked.validUntil < time { throw .receivedTooLate }
        try checkStatus(of: markets[market], isReducing: asked.isReducing)
        let request = try settled(asked)
        let filters = markets[market].instrument.filters
        try checkFilters(request, filters)
        if !accounts[account].sides.contains(request.positionSide) { throw .positionSideMismatch }
        if !request.clientID.isEmpty && open(request.clientID, account, market) != nil { throw .duplicateClientOrderID }
        if isLiquidated(account, on: market) { throw .inLiquidation }
        let holding = ReferenceHolding(market: market, side: request.positionSide)
        if request.isReducing && request.condition?.closesPosition != true { try checkReduces(request, account, holding) }
        if let condition = request.condition { try checkAhead(condition, request.side, markets[market]) }
        let open = orders.filter { Int($0.account.index) == account && Int($0.instrument.index) == market }
        if open.count >= filters.maxNumOrders { throw .tooManyOpenOrders }
        if request.condition != nil && open.count(where: \.isArmed) >= filters.maxNumAlgoOrders { throw .tooManyConditionalOrders }
        if markets[market].mark == 0 { throw .noMarkPrice }
        try checkNotional(request, markets[market])
        var order = Order(
            id: OrderID(0), clientID: request.clientID, account: request.account, instrument: request.instrument,
            side: request.side, positionSide: request.positionSide, kind: request.kind, reduceOnly: request.reduceOnly,
            selfTradePrevention: request.selfTradePrevention, status: .new, quantity: request.quantity, filled: .zero,
            filledNotional: .zero, amendments: 0, createdAt: time, updatedAt: time, condition: request.condition,
            goodTillDate: request.goodTillDate, priceMatch: request.priceMatch)
        if request.condition != nil { return try arm(order, isAlgo: request.isAlgo) }
        try admit(order)
        markets[market].lastOrder += 1
        order.id = OrderID(markets[market].lastOrder)
        return enter(order)
    }

    /// The checks of an order that is to work at once, on entry or when it triggers.
    func admit(_ order: Order) throws(Rejection) {
        try checkStatus(of: markets[Int(order.instrument.index)], isReducing: order.isReducing)
        try checkBand(order.kind, order.side, markets[Int(order.instrument.index)])
        if !order.isReducing { try checkMargin(order, at: assumedPrice(of: order), replacing: nil) }
        try checkTimeInForce(order)
    }

    mutating func amend(_ request: AmendOrder) throws(Rejection) -> Order {
        let account = try account(request.account)
        let market = try market(request.instrument)
        if request.validUntil < time { throw .receivedTooLate }
        if !isTrading(markets[market]) { throw .amendsOutsideTrading }
        guard let index = find(request.order, account, market) else { throw .unknownOrder }
        var order = orders[index]
        guard case .limit(let price, let timeInForce) = order.kind, !order.isArmed else { throw .amendsNonLimit }
        if order.side != request.side { throw .amendsOtherSide }
        let newPrice = request.priceMatch == .none ? request.price : try matchedPrice(request.priceMatch, order.side, market)
        let kind = OrderKind.limit(price: newPrice, timeInForce: timeInForce)
        try check(newPrice, markets[market].instrument.filters.price)
        try check(request.quantity, markets[market].instrument.filters.lotSize)
        if price == newPrice && order.quantity == request.quantity { throw .amendsNothing }
        if order.amendments >= 10_000 { throw .amendsTooOften }
        if markets[market].mark == 0 { throw .noMarkPrice }
        if price != newPrice { try checkBand(kind, order.side, markets[market]) }
        order.kind = kind
        order.priceMatch = request.priceMatch
        order.quantity = request.quantity
        order.amendments += 1
        order.updatedAt = time
        if order.filled.isPositive && order.quantity <= order.filled { return endAmended(orders[index]) }
        if !order.isReducing { try checkMargin(order, at: newPrice.units, replacing: orders[index]) }
        if timeInForce == .postOnly && bestOpponent(of: order) != nil { return endAmended(orders[index]) }
        orders.remove(at: index)
        fit(account)
        return enter(order)
    }

    /// Trades what can trade at once. What is told is the order as it came to rest or ended.
    mutating func enter(_ incoming: Order) -> Order {
        var order = incoming
        let allowance = order.isReducing ? closable(order) : order.remaining.units
        match(&order, within: allowance)
        settle(&order, hasAllowance: order.filled.units - incoming.filled.units < allowance)
        fit(Int(order.account.index))
        return order
    }

    private mutating func endAmended(_ order: Order) -> Order {
        end(order, .canceled)
        fit(Int(order.account.index))
        return ended[ended.count - 1]
    }

    mutating func cancel(_ request: CancelOrder) throws(Rejection) -> Order {
        let account = try account(request.account)
        let market = try market(request.instrument)
        guard let index = find(request.order, account, market) else { throw .unknownOrder }
        end(orders[index], .canceled)
        let canceled = ended[ended.count - 1]
        fit(account)
        return canceled
    }

    mutating func cancelAll(_ request: CancelAllOrders) throws(Rejection) -> Int {
        let account = try account(request.account)
        let market = try market(request.instrument)
        return cancelAll(account, market, request.scope)
    }

    /// Orders of the algo door are those that have no order id yet.
    mutating func cancelAll(_ account: Int, _ market: Int, _ scope: CancelScope) -> Int {
        let meant = orders.filter {
            let isAlgo = $0.id.value == 0
            return Int($0.account.index) == account && Int($0.instrument.index) == market
                && (scope == .everything || isAlgo == (scope == .algoOrders))
        }
        for order in meant { end(order, .canceled) }
        return meant.count
    }

    // MARK: - Finding

    func find(_ reference: OrderReference, _ account: Int, _ market: Int) -> Int? {
        switch reference {
        case .id(let id): return id.value == 0 ? nil : open(account, market) { $0.id == id }
        case .clientID(let name): return name.isEmpty ? nil : open(account, market) { $0.clientID == name && $0.id.value != 0 }
        case .algo(let id): return open(account, market) { $0.algo == id && $0.id.value == 0 }
        case .algoClientID(let name): return name.isEmpty ? nil : open(account, market) { $0.clientID == name && $0.id.value == 0 }
        }
    }

    private func open(_ account: Int, _ market: Int, _ isMeant: (Order) -> Bool) -> Int? {
        orders.firstIndex { Int($0.account.index) == account && Int($0.instrument.index) == market && isMeant($0) }
    }

    private func open(_ name: ShortText, _ account: Int, _ market: Int) -> Int? {
        open(account, market) { $0.clientID == name }
    }

    // MARK: - Checks

    private func checkFilters(_ request: PlaceOrder, _ filters: Filters) throws(Rejection) {
        if case .limit(let price, _) = request.kind, request.condition == nil || request.priceMatch == .none {
            try check(price, filters.price)
        }
        if request.condition?.closesPosition != true {
            try check(request.quantity, request.kind == .market ? filters.marketLotSize : filters.lotSize)
        }
        if let condition = request.condition { try check(condition, filters.price) }
    }

    private func check(_ price: Price, _ filter: PriceFilter) throws(Rejection) {
        if price.raw <= 0 { throw .priceNotPositive }
        if price < filter.minimum { throw .priceBelowMinimum }
        if price > filter.maximum { throw .priceAboveMaximum }
        if (price.units - filter.minimum.units) % filter.tickSize.units != 0 { throw .priceOffTick }
    }

    private func check(_ quantity: Quantity, _ lots: LotSizeFilter) throws(Rejection) {
        if quantity.raw <= 0 { throw .quantityNotPositive }
        if quantity < lots.minimum { throw .quantityBelowMinimum }
        if quantity > lots.maximum { throw .quantityAboveMaximum }
        if (quantity.units - lots.minimum.units) % lots.stepSize.units != 0 { throw .quantityOffStep }
    }

    /// A reducing order needs a position on the other side; in hedge mode it may not ask for more than that (§2.4).
    private func checkReduces(_ request: PlaceOrder, _ account: Int, _ holding: ReferenceHolding) throws(Rejection) {
        let asked = request.quantity.units * Units(request.side.sign)
        let closes = accounts[account].position(holding).closes(asked)
        if closes == 0 || (holding.side != .both && closes < request.quantity.units) { throw .reduceOnlyRejected }
    }

    private func checkNotional(_ request: PlaceOrder, _ market: Market) throws(Rejection) {
        if request.isReducing { return }
        var price = limit(of: request.kind)?.units ?? market.mark
        if let condition = request.condition, request.priceMatch != .none { price = condition.price.units }
        let least = market.instrument.filters.minNotional
        if request.quantity.units * price < least.units * unit { throw .notionalBelowMinimum(least) }
    }

    private func checkBand(_ kind: OrderKind, _ side: Side, _ market: Market) throws(Rejection) {
        guard let price = limit(of: kind) else { return }
        let band = market.instrument.filters.percentPrice
        let tick = market.instrument.filters.price.tickSize.units
        if side == .buy && price.units * unit > market.mark * band.multiplierUp.units {
            let bound = cut(market.mark * band.multiplierUp.units, by: unit)
            throw .priceAbovePercentBound(Price(units: bound - bound % tick))
        }
        if side == .sell && price.units * unit < market.mark * band.multiplierDown.units {
            let bound = raised(market.mark * band.multiplierDown.units, by: unit)
            throw .priceBelowPercentBound(Price(units: raised(bound, by: tick) * tick))
        }
    }

    private func limit(of kind: OrderKind) -> Price? {
        if case .limit(let price, _) = kind { return price }
        return nil
    }

    /// Leverage cap and margin of what the order adds to its account (§8.2, §8.4). An amended order gives back what it needed.
    func checkMargin(_ order: Order, at price: Units, replacing replaced: Order?) throws(Rejection) {
        let account = Int(order.account.index)
        let holding = ReferenceHolding(market: Int(order.instrument.index), side: order.positionSide)
        let before = openNotionals(account, holding)
        var after = openNotionals(account, holding, without: replaced?.id)
        let added = raised(order.remaining.units * price, by: unit)
        if order.side == .buy { after.bids += added } else { after.asks += added }
        let brackets = markets[holding.market].instrument.contract.brackets
        let permitted = brackets.maxNotional(at: Leverage(Int32(accounts[account].leverage(holding.market)))).units
        let present = presentNotional(account, holding, after)
        if present > presentNotional(account, holding, before) && present > permitted { throw .exceedsMaxNotional }
        let growth = ordersInitialMargin(account, holding, after) - ordersInitialMargin(account, holding, before)
        let known = replaced.map { openLoss($0, at: $0.price.units, without: $0.id) } ?? 0
        let loss = openLoss(order, at: price, without: replaced?.id)
        let cost = max(0, growth) + max(0, loss - known)
        if cost > 0 && cost > available(account, markets[holding.market].asset) { throw .insufficientMargin }
    }

    /// What buying above the mark or selling below it loses at once, on the part that does not net against the position.
    private func openLoss(_ order: Order, at price: Units, without excluded: OrderID?) -> Units {
        let account = Int(order.account.index)
        let holding = ReferenceHolding(market: Int(order.instrument.index), side: order.positionSide)
        let sign = Units(order.side.sign)
        let ahead = orders.filter {
            isOf($0, account, holding) && $0.side == order.side && !$0.isReducing && !$0.isArmed && $0.id != excluded
        }
        let working = ahead.reduce(order.remaining.units) { $0 + $1.remaining.units }
        let opening = min(order.remaining.units, max(0, accounts[account].position(holding).size * sign + working))
        return raised(opening * max(0, (price - markets[holding.market].mark) * sign), by: unit)
    }

    /// The limit, or the worst price a market order needs to fill.
    private func assumedPrice(of order: Order) -> Units {
        if let limit = limit(of: order.kind) { return limit.units }
        var left = order.remaining.units
        var worst: Units?
        for maker in opponents(of: order) where left > 0 && isAcceptable(maker.price, to: order) {
            left -= offer(of: maker)
            worst = maker.price.units
        }
        return worst ?? markets[Int(order.instrument.index)].mark
    }

    private func checkTimeInForce(_ order: Order) throws(Rejection) {
        switch order.kind {
        case .market:
            let best = opponents(of: order).first
            if let best, !isAcceptable(best.price, to: order) { throw .marketPriceBound }
        case .limit(_, .postOnly): if bestOpponent(of: order) != nil { throw .postOnlyWouldTake }
        case .limit(_, .fillOrKill):
            var trial = self
            var copy = order
            trial.match(&copy, within: order.isReducing ? closable(order) : order.remaining.units)
            if copy.remaining.isPositive { throw .fillOrKillUnfillable }
        default: break
        }
    }
}
