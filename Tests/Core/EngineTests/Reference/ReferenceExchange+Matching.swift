import CommandsAndEvents
import Instruments
import Primitives

/// Orders meet: best price first, then the one that has rested longest (supplement §2.5 to §2.8).
extension ReferenceExchange {
    /// Resting orders of the other side that still offer something, in the order in which they trade.
    func opponents(of order: Order) -> [Order] {
        let resting = orders.filter {
            $0.instrument == order.instrument && $0.side != order.side && !$0.isArmed && offer(of: $0) > 0
        }
        let positions = Array(resting.enumerated())
        return positions.sorted { left, right in
            let (first, second) = (left.element.price, right.element.price)
            if first != second { return order.side == .buy ? first < second : first > second }
            return left.offset < right.offset
        }.map(\.element)
    }

    func bestOpponent(of order: Order) -> Order? {
        opponents(of: order).first.flatMap { isAcceptable($0.price, to: order) ? $0 : nil }
    }

    /// Within the limit, or for a market order within `marketTakeBound` of the mark (§2.6).
    func isAcceptable(_ price: Price, to order: Order) -> Bool {
        if case .limit(let limit, _) = order.kind { return order.side == .buy ? price <= limit : price >= limit }
        let market = markets[Int(order.instrument.index)]
        let bound = market.instrument.contract.marketTakeBound.units
        return order.side == .buy
            ? price.units * unit <= market.mark * (unit + bound) : price.units * unit >= market.mark * (unit - bound)
    }

    /// What of an order can trade: a reducing one has what the position holds beyond the reducing orders before it.
    func offer(of order: Order) -> Units {
        if !order.isReducing { return order.remaining.units }
        let account = Int(order.account.index)
        let holding = ReferenceHolding(market: Int(order.instrument.index), side: order.positionSide)
        let position = accounts[account].position(holding).size
        if position == 0 || (position > 0) == (order.side == .buy) { return 0 }
        var left = magnitude(position)
        for rival in reducing(account, holding) {
            let given = min(left, rival.remaining.units)
            if rival.id == order.id { return given }
            left -= given
        }
        return left
    }

    /// The reducing orders of a position that rest, in the order in which they would trade.
    private func reducing(_ account: Int, _ holding: ReferenceHolding) -> [Order] {
        let orders = orders.filter { isOf($0, account, holding) && $0.isReducing && !$0.isArmed }
        return orders.enumerated().sorted { left, right in
            let (first, second) = (left.element.price, right.element.price)
            if first != second { return left.element.side == .sell ? first < second : first > second }
            return left.offset < right.offset
        }.map(\.element)
    }

    /// Ends the account's reducing orders that have nothing left to reduce.
    mutating func fit(_ account: Int) {
        let useless = orders.filter {
            Int($0.account.index) == account && $0.isReducing && !$0.isArmed && offer(of: $0) == 0
        }
        for order in useless { end(order, .expired) }
    }

    /// Takes an order out of the list.
    mutating func end(_ order: Order, _ status: OrderStatus) {
        orders.removeAll { $0.instrument == order.instrument && $0.id == order.id && $0.algo == order.algo }
        var over = order
        over.status = status
        over.updatedAt = time
        ended.append(over)
    }

    /// Trades an incoming order, which is not in the list, against what rests: no more than `allowance`, which for a reducing
    /// order is the position it found. Self-trade prevention may end it.
    mutating func match(_ order: inout Order, within allowance: Units) {
        let guards = order.selfTradePrevention != .none && ![.fillOrKill, .postOnly].contains(order.timeInForce)
        var left = allowance
        while left > 0, order.status.isOpen, let maker = bestOpponent(of: order) {
            if guards && maker.account == order.account {
                if order.selfTradePrevention != .expireMaker { order.status = .expiredInMatch }
                if order.selfTradePrevention != .expireTaker {
                    end(maker, .expiredInMatch)
                    fit(Int(maker.account.index))
                }
                continue
            }
            let quantity = min(left, offer(of: maker))
            trade(&order, maker, quantity, of: offer(of: maker))
            left -= quantity
        }
    }

    /// How much of its position an incoming order could close.
    func closable(_ order: Order) -> Units {
        let holding = ReferenceHolding(market: Int(order.instrument.index), side: order.positionSide)
        return accounts[Int(order.account.index)].position(holding).closes(order.remaining.units * Units(order.side.sign))
    }

    /// A reducing maker that asked for more than it could offer has nothing left to reduce once that is taken.
    private mutating func trade(_ taker: inout Order, _ maker: Order, _ quantity: Units, of offered: Units) {
        guard let index = orders.firstIndex(where: { $0.id == maker.id && $0.instrument == maker.instrument }) else { return }
        markets[Int(taker.instrument.index)].last = maker.price.units
        var resting = orders[index]
        fill(&resting, quantity, maker.price, isMaker: true)
        orders[index] = resting
        fill(&taker, quantity, maker.price, isMaker: false)
        if resting.status == .filled { end(resting, .filled) } else if quantity == offered { end(resting, .expired) }
        fit(Int(maker.account.index))
        if taker.account != maker.account { fit(Int(taker.account.index)) }
    }

    mutating func fill(_ order: inout Order, _ quantity: Units, _ price: Price, isMaker: Bool) {
        let notional = cut(quantity * price.units, by: unit)
        order.filled = Quantity(units: order.filled.units + quantity)
        order.filledNotional = Money(units: order.filledNotional.units + notional)
        order.status = order.remaining.isZero ? .filled : .partiallyFilled
        order.updatedAt = time
        settle(order, quantity, price, notional, isMaker: isMaker)
    }

    /// What becomes of an incoming order once it has traded: it rests, or expires (§2.5). A reducing one expires when its
    /// position is gone, and when it has used up its allowance while the book would still take it.
    mutating func settle(_ order: inout Order, hasAllowance: Bool) {
        let drops = order.kind == .market || order.timeInForce == .immediateOrCancel
        let isUseless = order.isReducing && (closable(order) == 0 || (!hasAllowance && bestOpponent(of: order) != nil))
        if order.status.isOpen && !drops && !isUseless {
            orders.append(order)
            return
        }
        if order.status.isOpen {
            order.status = .expired
            order.updatedAt = time
        }
        order.updatedAt = time
        ended.append(order)
    }
}
