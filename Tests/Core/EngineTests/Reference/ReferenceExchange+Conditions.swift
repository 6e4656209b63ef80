import CommandsAndEvents
import Instruments
import Primitives

/// Conditional orders, good-till-dates and prices from the book (supplement §2.2, §2.3, §2.5, §2.7).
extension ReferenceExchange {
    /// The request with what clients may leave to the exchange.
    func settled(_ asked: PlaceOrder) throws(Rejection) -> PlaceOrder {
        var request = asked
        if let condition = request.condition {
            if condition.closesPosition {
                if request.kind != .market || condition.kind == .trailing { throw .closesPositionWithOtherType }
                if request.positionSide == (request.side == .buy ? .long : .short) { throw .positionSideMismatch }
                request.quantity = .zero
            }
            request.condition?.triggeredAt = .zero
        }
        request.goodTillDate = try goodTillDate(of: request)
        if request.priceMatch == .none { return request }
        guard case .limit(_, let timeInForce) = request.kind, request.condition?.kind != .trailing else {
            throw .priceMatchNeedsLimit
        }
        let price =
            request.condition == nil
            ? try matchedPrice(request.priceMatch, request.side, Int(request.instrument.index)) : Price.zero
        request.kind = .limit(price: price, timeInForce: timeInForce)
        return request
    }

    /// More than 600 seconds ahead, cut to whole seconds.
    private func goodTillDate(of request: PlaceOrder) throws(Rejection) -> Timestamp {
        guard case .limit(_, .goodTillDate) = request.kind else { return .zero }
        let asked = request.goodTillDate.milliseconds
        if asked >= 253_402_300_799_000 || asked < 0 { throw .goodTillDateOutOfRange }
        let date = asked - asked % 1_000
        if date <= time.milliseconds + 600_000 { throw .goodTillDateOutOfRange }
        return Timestamp(milliseconds: date)
    }

    func matchedPrice(_ match: PriceMatch, _ side: Side, _ market: Int) throws(Rejection) -> Price {
        let (isOpponent, level) = rank(of: match)
        let own = isOpponent ? side.opposite : side
        let resting = orders.filter {
            Int($0.instrument.index) == market && $0.side == own && !$0.isArmed && offer(of: $0) > 0
        }
        let prices = Set(resting.map(\.price)).sorted()
        let best = own == .buy ? prices.reversed() : prices
        if best.count < level { throw .noPriceToMatch }
        return best[level - 1]
    }

    private func rank(of match: PriceMatch) -> (isOpponent: Bool, level: Int) {
        switch match {
        case .none, .opponent: (true, 1)
        case .opponent5: (true, 5)
        case .opponent10: (true, 10)
        case .opponent20: (true, 20)
        case .queue: (false, 1)
        case .queue5: (false, 5)
        case .queue10: (false, 10)
        case .queue20: (false, 20)
        }
    }

    func check(_ condition: Condition, _ filter: PriceFilter) throws(Rejection) {
        let price = condition.price
        let isOffTick = (price.units - filter.minimum.units) % filter.tickSize.units != 0
        if condition.kind == .trailing {
            if condition.callback < .of("0.001") || condition.callback > .of("0.1") { throw .callbackOutOfRange }
            if price.isZero { return }
            if price < filter.minimum || price > filter.maximum || isOffTick { throw .activationPriceInvalid }
            return
        }
        if price.raw <= 0 { throw .stopPriceNotPositive }
        if price < filter.minimum { throw .stopPriceBelowMinimum }
        if price > filter.maximum { throw .stopPriceAboveMaximum }
        if isOffTick { throw .stopPriceOffTick }
    }

    /// The last price, before the first trade the mark; or the mark (§2.2).
    func working(_ price: WorkingPrice, _ market: Market) -> Units { price == .last && market.last > 0 ? market.last : market.mark }

    /// The trigger may not be true already; a trailing order's activation may not be reached.
    func checkAhead(_ condition: Condition, _ side: Side, _ market: Market) throws(Rejection) {
        let now = working(condition.workingPrice, market)
        if now == 0 || condition.price.isZero { return }
        let rises = condition.kind == .stop ? side == .buy : side == .sell
        if rises ? now >= condition.price.units : now <= condition.price.units { throw .wouldTriggerAtOnce }
    }

    /// Takes a conditional order in. It needs margin now, but holds none.
    mutating func arm(_ asked: Order, isAlgo: Bool) throws(Rejection) -> Order {
        var order = asked
        guard var condition = order.condition else { return order }
        let market = markets[Int(order.instrument.index)]
        if condition.kind == .trailing && condition.price.isZero {
            condition.price = Price(units: working(condition.workingPrice, market))
        }
        order.condition = condition
        var price = condition.price
        if case .limit(let limit, _) = order.kind, order.priceMatch == .none {
            price = limit
            try checkStopBand(limit, around: condition.price.units, market)
        }
        if !order.isReducing { try checkMargin(order, at: price.units, replacing: nil) }
        if isAlgo {
            lastAlgo += 1
            order.algo = AlgoID(lastAlgo)
        } else {
            markets[Int(order.instrument.index)].lastOrder += 1
            order.id = OrderID(markets[Int(order.instrument.index)].lastOrder)
        }
        orders.append(order)
        return order
    }

    private func checkStopBand(_ price: Price, around stop: Units, _ market: Market) throws(Rejection) {
        let band = market.instrument.filters.percentPrice
        let tick = market.instrument.filters.price.tickSize.units
        let cap = cut(stop * band.multiplierUp.units, by: unit)
        let floor = raised(stop * band.multiplierDown.units, by: unit)
        if price.units > cap { throw .priceAboveStopBound(Price(units: cap - cap % tick)) }
        if price.units < floor { throw .priceBelowStopBound(Price(units: raised(floor, by: tick) * tick)) }
    }

    /// The condition of an armed order has come true: it enters like a new one, or expires (§2.2).
    mutating func trigger(_ told: Order) {
        let index = orders.firstIndex {
            $0.instrument == told.instrument && $0.isArmed && $0.algo == told.algo && (told.algo != .none || $0.id == told.id)
        }
        guard let index else { return }
        var order = orders.remove(at: index)
        let market = Int(order.instrument.index)
        order.condition?.triggeredAt = time
        order.updatedAt = time
        if order.id.value == 0 {
            markets[market].lastOrder += 1
            order.id = OrderID(markets[market].lastOrder)
        }
        if order.condition?.closesPosition == true { order.quantity = Quantity(units: wholePosition(order)) }
        do throws(Rejection) {
            if order.isReducing && wholePosition(order) == 0 { throw .reduceOnlyRejected }
            var entering = order
            if case .limit(_, let timeInForce) = order.kind, order.priceMatch != .none {
                entering.kind = .limit(price: try matchedPrice(order.priceMatch, order.side, market), timeInForce: timeInForce)
            }
            try admit(entering)
            _ = enter(entering)
        } catch {
            order.status = .expired
            ended.append(order)
        }
    }

    private func wholePosition(_ order: Order) -> Units {
        let holding = ReferenceHolding(market: Int(order.instrument.index), side: order.positionSide)
        let position = accounts[Int(order.account.index)].position(holding)
        return position.closes(Units(Int64.max) * Units(order.side.sign))
    }

    // MARK: - Deadlines

    mutating func setCountdown(_ request: SetCountdown) throws(Rejection) -> Receipt {
        let account = try account(request.account)
        let market = try market(request.instrument)
        countdowns.removeAll { $0.account == account && $0.market == market }
        if request.milliseconds > 0 {
            countdowns.append(
                Countdown(account: account, market: market, due: time.advanced(byMilliseconds: request.milliseconds).milliseconds))
        }
        return .done
    }

    /// Good-till-dates that have come, then dead-man switches (§2.5, §2.12).
    mutating func meetDeadlines() {
        let due = orders.filter { $0.goodTillDate != .zero && $0.goodTillDate <= time }
        for order in due { end(order, .expired) }
        for account in accounts.indices { fit(account) }
        for countdown in countdowns where countdown.due <= time.milliseconds {
            _ = cancelAll(countdown.account, countdown.market, .everything)
        }
        countdowns.removeAll { $0.due <= time.milliseconds }
    }
}
