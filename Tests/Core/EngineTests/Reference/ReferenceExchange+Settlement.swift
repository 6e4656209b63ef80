import CommandsAndEvents
import Instruments
import Primitives

/// Markets that are about to end, and have ended (supplement §9.4, decision 0018).
extension ReferenceExchange {
    /// In its last minute a contract may only be reduced.
    func checkStatus(of market: Market, isReducing: Bool) throws(Rejection) {
        if market.isClosed || time < market.instrument.onboardDate { throw .marketClosed }
        guard let delivery = market.instrument.deliveryDate else { return }
        if time >= delivery { throw .marketClosed }
        if time.milliseconds >= delivery.milliseconds - 60_000 && !isReducing { throw .marketReduceOnly }
    }

    func isTrading(_ market: Market) -> Bool {
        do throws(Rejection) {
            try checkStatus(of: market, isReducing: false)
            return true
        } catch {
            return false
        }
    }

    /// Every order of the market ends; then every position is closed at the price, for a taker's fee. What a long gets is cut, what
    /// a short owes is raised; the difference is the insurance fund's.
    mutating func settle(_ delivery: Delivered) {
        let market = Int(delivery.instrument.index)
        for order in orders where order.instrument == delivery.instrument { end(order, .expired) }
        for account in accounts.indices {
            for side in accounts[account].sides {
                let holding = ReferenceHolding(market: market, side: side)
                if accounts[account].position(holding).size != 0 { settle(account, holding, delivery.price) }
            }
        }
        markets[market].isClosed = true
    }

    private mutating func settle(_ account: Int, _ holding: ReferenceHolding, _ price: Price) {
        let size = accounts[account].position(holding).size
        var order = closingOrder(account, holding, magnitude(size), price, .settlement)
        order.kind = .market
        order.reduceOnly = true
        let round = size > 0 ? cut : raised
        let worth = round(magnitude(size) * price.units, unit)
        order.filled = order.quantity
        order.filledNotional = Money(units: worth)
        order.status = .filled
        settle(order, magnitude(size), price, worth, isMaker: false)
        ended.append(order)
        insurance[markets[holding.market].asset] -= size > 0 ? worth : -worth
    }
}
