import BasicContainers
import CommandsAndEvents
import Instruments
import Primitives

extension ExchangeState {
    /// Callback rates of trailing orders, the bounds included: 0.1 to 10 per cent.
    static var callbackRange: ClosedRange<Rate> { Rate(raw: fixedPointUnit / 1_000)...Rate(raw: fixedPointUnit / 10) }

    /// PRICE_FILTER on what an order waits for (supplement §3), and the range of callbacks.
    func checkFilters(of condition: Condition, _ market: Int) throws(Rejection) {
        let filter = markets[market].filters.price
        guard condition.kind == .trailing else {
            switch filter.breach(by: condition.price) {
            case nil: return
            case .notPositive: throw .stopPriceNotPositive
            case .aboveMaximum: throw .stopPriceAboveMaximum
            case .belowMinimum: throw .stopPriceBelowMinimum
            case .offTick: throw .stopPriceOffTick
            }
        }
        if !Self.callbackRange.contains(condition.callback) { throw .callbackOutOfRange }
        if !condition.price.isZero && filter.breach(by: condition.price) != nil { throw .activationPriceInvalid }
    }

    /// What a condition is true of must still lie ahead (supplement §2.2).
    func checkAhead(_ condition: Condition, _ side: Side, _ market: Int) throws(Rejection) {
        let current = currentPrice(condition.workingPrice, market)
        if condition.kind == .trailing && condition.price.isZero || !current.isPositive { return }
        if condition.isReached(at: current, side) { throw .wouldTriggerAtOnce }
    }

    /// The price that a condition looks at, now. Before the first trade the mark price stands in for the last.
    func currentPrice(_ working: WorkingPrice, _ market: Int) -> Price {
        let last = markets[market].lastTradePrice
        return working == .last && last.isPositive ? last : markets[market].prices.mark
    }

    /// The limit price of a conditional order is banded around its own trigger price (supplement §2.6).
    func checkStopBand(_ price: Price, around stop: Price, _ market: Int) throws(Rejection) {
        let band = markets[market].filters.percentPrice
        let (cap, floor) = try checked { () throws(ArithmeticOverflow) in
            (
                try stop.multiplied(by: band.multiplierUp, rounding: .down),
                try stop.multiplied(by: band.multiplierDown, rounding: .up)
            )
        }
        if price > cap { throw .priceAboveStopBound(onTick(cap, up: false, market)) }
        if price < floor { throw .priceBelowStopBound(onTick(floor, up: true, market)) }
    }

    /// What is left to check of a conditional order once it may be entered at all: band and margin, which is not held
    /// (supplement §2.2). Returns it with what it is armed with.
    func acceptArmed(_ request: PlaceOrder, _ condition: Condition, _ record: PositionRecord) throws(Rejection) -> AcceptedOrder {
        let market = Int(request.instrument.index)
        var request = request
        var condition = condition
        let begins = condition.kind == .trailing && condition.price.isZero
        if begins { condition.price = currentPrice(condition.workingPrice, market) }
        request.condition = condition
        var price = condition.price
        if case .limit(let limit, _) = request.kind, request.priceMatch == .none {
            try checkStopBand(limit, around: condition.price, market)
            price = limit
        }
        if !request.isReducing {
            try checkAffordable(record, buying: request.side == .buy, quantity: request.quantity, price: price)
        }
        return AcceptedOrder(
            request: request, limit: nil, tradable: .zero, rule: .none, extreme: begins ? condition.price : nil)
    }
}

extension AcceptedOrder {
    /// What an order that waits was accepted with.
    var condition: Condition {
        guard let condition = request.condition else { preconditionFailure("a conditional order") }
        return condition
    }
}
