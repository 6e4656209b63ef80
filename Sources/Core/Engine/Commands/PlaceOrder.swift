import BasicContainers
public import CommandsAndEvents
import Instruments
import Matching
import Primitives
import Risk

extension ExchangeState {
    mutating func place(_ request: PlaceOrder) throws(Rejection) -> Receipt {
        let accepted = try accept(request)
        return .order(accepted.request.condition == nil ? enter(accepted) : arm(accepted))
    }

    /// Whether an order like this would be taken now. Changes nothing.
    public func rejection(of request: PlaceOrder) -> Rejection? {
        do throws(Rejection) {
            _ = try accept(request)
            return nil
        } catch {
            return error
        }
    }

    /// The checks, in the order the documents give them (supplement §3).
    private func accept(_ asked: PlaceOrder) throws(Rejection) -> AcceptedOrder {
        try requireAccount(asked.account)
        try requireInstrument(asked.instrument)
        if time > asked.validUntil { throw .receivedTooLate }
        try checkStatus(Int(asked.instrument.index), isReducing: asked.isReducing)
        let request = asked.isPlain ? asked : try settled(asked)
        try checkFilters(of: request)
        if (request.positionSide == .both) == accounts[Int(request.account.index)].hedgeMode { throw .positionSideMismatch }
        if !request.clientID.isEmpty,
            clientOrderIDs.find(request.clientID, of: request.account, on: request.instrument, in: orders) != nil
        {
            throw .duplicateClientOrderID
        }
        let market = Int(request.instrument.index)
        guard accounts[Int(request.account.index)].wallet(markets[market].marginAsset).isTradable else { throw .overflow }
        try requireNoLiquidation(request.account, request.instrument)
        let record =
            positionIndex(request.account, request.instrument, request.positionSide).map { positions[$0] }
            ?? freshPosition(request.account, request.instrument, request.positionSide)
        let tradable = request.condition?.closesPosition == true ? .zero : try reducible(request, record)
        if let condition = request.condition { try checkAhead(condition, request.side, market) }
        if openOrderCount(request.account, request.instrument) >= markets[market].filters.maxNumOrders { throw .tooManyOpenOrders }
        if request.condition != nil && armedCount(request.account, request.instrument) >= markets[market].filters.maxNumAlgoOrders {
            throw .tooManyConditionalOrders
        }
        guard markets[market].prices.mark.isPositive else { throw .noMarkPrice }
        try checkNotional(of: request)
        if let condition = request.condition { return try acceptArmed(request, condition, record) }
        return try admit(request, record, tradable)
    }

    /// The checks of an order that is to work at once, on entry or when it triggers.
    private func admit(_ request: PlaceOrder, _ record: PositionRecord, _ tradable: Quantity) throws(Rejection) -> AcceptedOrder {
        let market = Int(request.instrument.index)
        let limit = try checkPriceBand(of: request)
        if !request.isReducing {
            try checkAffordable(
                record, buying: request.side == .buy, quantity: request.quantity, price: valuationPrice(of: request, limit: limit))
        }
        try checkCountable(request.quantity, market)
        if case .limit(let price, let timeInForce) = request.kind {
            try checkRoom(side: request.side, price: price, timeInForce, quantity: request.quantity, market: market)
        }
        let rule = try checkImmediacy(of: request, limit: limit, tradable: tradable)
        return AcceptedOrder(request: request, limit: limit, tradable: tradable, rule: rule)
    }

    /// A triggered order faces again what may have changed since it was armed; its filters are checked already.
    func acceptTriggered(_ order: Order, _ record: PositionRecord) throws(Rejection) -> AcceptedOrder {
        var request = PlaceOrder(
            account: order.account, instrument: order.instrument, side: order.side, positionSide: order.positionSide,
            kind: order.kind, quantity: order.quantity, reduceOnly: order.reduceOnly,
            selfTradePrevention: order.selfTradePrevention, clientID: order.clientID, condition: order.condition,
            goodTillDate: order.goodTillDate, priceMatch: order.priceMatch)
        let asset = markets[Int(order.instrument.index)].marginAsset
        try checkStatus(Int(order.instrument.index), isReducing: order.isReducing)
        guard accounts[Int(order.account.index)].wallet(asset).isTradable else { throw .overflow }
        let tradable = order.isReducing ? min(order.quantity, closable(order.side, record)) : order.quantity
        if tradable.isZero { throw .reduceOnlyRejected }
        if case .limit(_, let timeInForce) = order.kind, order.priceMatch != .none {
            let price = try matchedPrice(order.priceMatch, order.side, order.instrument)
            request.kind = .limit(price: price, timeInForce: timeInForce)
        }
        return try admit(request, record, tradable)
    }

    private func checkFilters(of request: PlaceOrder) throws(Rejection) {
        let market = Int(request.instrument.index)
        let filters = markets[market].filters
        switch request.kind {
        case .limit(let price, _):
            if !request.isPricedAtTrigger { try check(price, filters.price) }
            try check(request.quantity, filters.lotSize)
        case .market:
            if request.condition?.closesPosition != true { try check(request.quantity, filters.marketLotSize) }
        }
        if let condition = request.condition { try checkFilters(of: condition, market) }
    }

    func check(_ price: Price, _ filter: PriceFilter) throws(Rejection) {
        switch filter.breach(by: price) {
        case nil: return
        case .notPositive: throw .priceNotPositive
        case .belowMinimum: throw .priceBelowMinimum
        case .aboveMaximum: throw .priceAboveMaximum
        case .offTick: throw .priceOffTick
        }
    }

    func check(_ quantity: Quantity, _ filter: LotSizeFilter) throws(Rejection) {
        switch filter.breach(by: quantity) {
        case nil: return
        case .notPositive: throw .quantityNotPositive
        case .belowMinimum: throw .quantityBelowMinimum
        case .aboveMaximum: throw .quantityAboveMaximum
        case .offStep: throw .quantityOffStep
        }
    }

    /// A reduce-only order needs a position on the other side, and trades no more than that.
    private func reducible(_ request: PlaceOrder, _ record: PositionRecord) throws(Rejection) -> Quantity {
        guard request.isReducing else { return request.quantity }
        let held = record.position.quantity
        let reduces = request.side == .buy ? held.isNegative : held.isPositive
        guard reduces, request.positionSide == .both || request.quantity <= held.magnitude else { throw .reduceOnlyRejected }
        return min(request.quantity, held.magnitude)
    }

    private func checkNotional(of request: PlaceOrder) throws(Rejection) {
        let market = Int(request.instrument.index)
        let price: Price
        switch request.kind {
        case .limit(let limit, _): price = request.isPricedAtTrigger ? request.condition?.price ?? limit : limit
        case .market: price = markets[market].prices.mark
        }
        let notional = try checked { () throws(ArithmeticOverflow) in
            try price.multiplied(by: request.quantity, rounding: .down)
        }
        let minimum = markets[market].filters.minNotional
        if notional < minimum && !request.isReducing { throw .notionalBelowMinimum(minimum) }
    }

    /// PERCENT_PRICE for a limit; `marketTakeBound` for a market order. Returns the price it may trade up to.
    private func checkPriceBand(of request: PlaceOrder) throws(Rejection) -> Price {
        let market = Int(request.instrument.index)
        switch request.kind {
        case .limit(let price, _):
            try checkPercentPrice(price, side: request.side, market: market)
            return price
        case .market:
            return try marketBound(side: request.side, market: market)
        }
    }

    func checkPercentPrice(_ price: Price, side: Side, market: Int) throws(Rejection) {
        let mark = markets[market].prices.mark
        let band = markets[market].filters.percentPrice
        switch side {
        case .buy:
            let cap = try checked { () throws(ArithmeticOverflow) in try mark.multiplied(by: band.multiplierUp, rounding: .down) }
            if price > cap { throw .priceAbovePercentBound(onTick(cap, up: false, market)) }
        case .sell:
            let floor = try checked { () throws(ArithmeticOverflow) in try mark.multiplied(by: band.multiplierDown, rounding: .up) }
            if price < floor { throw .priceBelowPercentBound(onTick(floor, up: true, market)) }
        }
    }

    /// The nearest price that can be quoted.
    func onTick(_ price: Price, up: Bool, _ market: Int) -> Price {
        let tick = markets[market].filters.price.tickSize.raw
        let excess = price.raw % tick
        return Price(raw: price.raw - excess + (up && excess != 0 ? tick : 0))
    }

    /// The worst price a market order may trade at (supplement §2.6), brought to the tick it can reach.
    private func marketBound(side: Side, market: Int) throws(Rejection) -> Price {
        let mark = markets[market].prices.mark
        let bound = markets[market].marketTakeBound.raw
        let factor = Rate(raw: side == .buy ? fixedPointUnit + bound : fixedPointUnit - bound)
        let price = try checked { () throws(ArithmeticOverflow) in
            try mark.multiplied(by: factor, rounding: side == .buy ? .down : .up)
        }
        let tick = markets[market].filters.price.tickSize.raw
        let excess = price.raw % tick
        if excess == 0 { return price }
        return Price(raw: side == .buy ? price.raw - excess : price.raw - excess + tick)
    }

    /// The price margin is counted at: the limit, or the worst price a market order needs to fill (supplement §8.4).
    private func valuationPrice(of request: PlaceOrder, limit: Price) -> Price {
        if case .limit = request.kind { return limit }
        let market = Int(request.instrument.index)
        let opposite = request.side.opposite.book
        var needed = request.quantity
        var worst: Price?
        markets[market].book.forEachLevel(side: opposite, limit: 100) { price, quantity in
            guard needed.isPositive, request.side == .buy ? price <= limit : price >= limit else { return }
            needed -= min(needed, quantity)
            worst = price
        }
        return worst ?? markets[market].prices.mark
    }

    /// Whether the open interest that an order may lead to could be counted.
    func checkCountable(_ quantity: Quantity, _ market: Int) throws(Rejection) {
        if !isCountable(mark: markets[market].prices.mark, addingInterest: quantity, market) { throw .overflow }
    }

    /// Whether what is left of an order could rest: the totals of the book are bounded too.
    func checkRoom(
        side: Side, price: Price, _ timeInForce: TimeInForce, quantity: Quantity, market: Int
    ) throws(Rejection) {
        switch timeInForce {
        case .goodTillCancel, .postOnly, .goodTillDate:
            if !markets[market].book.hasRoom(side: side.book, price: price, quantity: quantity) { throw .overflow }
        case .immediateOrCancel, .fillOrKill: return
        }
    }

    /// A market order must find a price within its bound (supplement §2.5); fill-or-kill must fill, post-only must not.
    /// Self-trade prevention works for neither (§2.8).
    private func checkImmediacy(of request: PlaceOrder, limit: Price, tradable: Quantity) throws(Rejection) -> SelfTradeRule {
        let market = Int(request.instrument.index)
        guard case .limit(_, let timeInForce) = request.kind else {
            let best = request.side == .buy ? markets[market].book.bestAsk : markets[market].book.bestBid
            if let best, request.side == .buy ? best > limit : best < limit { throw .marketPriceBound }
            return request.selfTradePrevention.rule
        }
        switch timeInForce {
        case .goodTillCancel, .immediateOrCancel, .goodTillDate:
            return request.selfTradePrevention.rule
        case .fillOrKill:
            if tradable < request.quantity || fillableAtOnce(request, limit: limit) < request.quantity {
                throw .fillOrKillUnfillable
            }
            return .none
        case .postOnly:
            if markets[market].book.wouldCross(side: request.side.book, price: limit) { throw .postOnlyWouldTake }
            return .none
        }
    }

    /// From here on nothing is refused any more.
    private mutating func enter(_ accepted: AcceptedOrder) -> Order {
        let request = accepted.request
        var order = order(from: request, takeOrderID(Int(request.instrument.index)), .none)
        let record = ensurePosition(request.account, request.instrument, request.positionSide)
        enter(&order, accepted, record)
        if order.status.isOpen { keepDeadline(of: order) }
        return order
    }

    func order(from request: PlaceOrder, _ id: OrderID, _ algo: AlgoID) -> Order {
        Order(
            id: id, clientID: clientID(of: request, id, algo), account: request.account, instrument: request.instrument,
            side: request.side, positionSide: request.positionSide, kind: request.kind, reduceOnly: request.reduceOnly,
            selfTradePrevention: request.selfTradePrevention, status: .new, quantity: request.quantity, filled: .zero,
            filledNotional: .zero, amendments: 0, createdAt: time, updatedAt: time, condition: request.condition,
            goodTillDate: request.goodTillDate, priceMatch: request.priceMatch, algo: algo)
    }

    /// Lets an accepted order, new or triggered, trade and rest.
    mutating func enter(_ order: inout Order, _ accepted: AcceptedOrder, _ record: Int) {
        hold(order, record, sign: 1)
        emitOrder(order, .new, record)
        let selfTraded = trade(&order, record: record, limit: accepted.limit, tradable: accepted.tradable, rule: accepted.rule)
        settleRemainder(of: &order, record: record, selfTraded: selfTraded)
    }

    /// What did not trade at once rests or ends.
    mutating func settleRemainder(of order: inout Order, record: Int, selfTraded: Bool) {
        if order.remaining.isZero { return }
        if selfTraded {
            drop(&order, as: .expiredInMatch, .selfTrade, record)
        } else if order.isReducing && hasNothingToReduce(order, record) {
            drop(&order, as: .expired, .nothingToReduce, record)
        } else {
            switch order.kind {
            case .limit(_, .goodTillCancel), .limit(_, .postOnly), .limit(_, .goodTillDate): rest(order, record: record)
            case .limit, .market: drop(&order, as: .expired, .unfilledRemainder, record)
            }
        }
    }

    /// The position is gone, or trading with its own account has used up what the order may trade without closing it.
    private func hasNothingToReduce(_ order: Order, _ record: Int) -> Bool {
        if positions[record].position.isFlat { return true }
        return !order.price.isZero
            && markets[Int(order.instrument.index)].book.wouldCross(side: order.side.book, price: order.price)
    }

    private mutating func drop(_ order: inout Order, as status: OrderStatus, _ reason: ExpiryReason, _ record: Int) {
        hold(order, record, sign: -1)
        end(&order, as: status, .expired(reason), record)
    }

    /// The client's id, or a generated one that the client does not use by chance.
    private func clientID(of request: PlaceOrder, _ id: OrderID, _ algo: AlgoID) -> ShortText {
        if !request.clientID.isEmpty { return request.clientID }
        var attempt: UInt64 = 0
        while true {
            let text = ClientOrderIDs.generated(
                for: algo == .none ? id : OrderID(-algo.value), on: request.instrument, attempt: attempt)
            if clientOrderIDs.find(text, of: request.account, on: request.instrument, in: orders) == nil { return text }
            attempt += 1
        }
    }
}

/// An order that passed every check, with the bound it may trade within.
struct AcceptedOrder {
    var request: PlaceOrder
    /// Nil: any price.
    var limit: Price?
    /// What may trade at once; less than the quantity when a reduce-only order exceeds the position.
    var tradable: Quantity
    /// What happens when it meets an order of its own account.
    var rule: SelfTradeRule
    /// Where a trailing order begins to trail, when it does so at once.
    var extreme: Price?
}
