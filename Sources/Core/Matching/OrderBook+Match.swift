import BasicContainers
public import Primitives

extension OrderBook {
    /// Lets an incoming order meet the other side: best price first, oldest order first, each trade at the resting
    /// order's price, until the order is filled, its limit is reached, or the self-trade rule ends it.
    ///
    /// A partly filled maker keeps its place; a filled one leaves the book. Every resting order met is appended to
    /// `fills`. What remains is not put into the book: that is the caller's decision.
    public mutating func match(
        side: BookSide, limit: Price?, quantity: Quantity, owner: UInt32, rule: SelfTradeRule, into fills: inout FillBuffer
    ) -> MatchOutcome {
        let makers = side.opposite
        let limitKey = grid.limitKey(limit, makers: makers)
        var taker = Taker(remaining: quantity.raw, owner: owner, rule: rule)
        while taker.remaining > 0 && !taker.hasExpired {
            let key = ladders[makers.index].best
            if key > limitKey { break }
            match(&taker, level: key, makers, into: &fills)
        }
        return MatchOutcome(remaining: Quantity(raw: taker.remaining), selfTradeExpired: taker.hasExpired)
    }

    /// Goes along one level as far as the taker reaches, then links what is left of it in one go.
    @inline(__always)
    private mutating func match(_ taker: inout Taker, level key: Int64, _ makers: BookSide, into fills: inout FillBuffer) {
        let price = grid.price(ofKey: key)
        let head = existingHead(ofLevel: key, makers)
        var total = entries[head].quantity
        var index = Int(links[head].next)
        repeat {
            let maker = entries[index]
            let hit = taker.meet(maker)
            if hit.isNothing { break }
            total &-= hit.quantity
            let makerRemaining = maker.quantity &- hit.quantity
            fills.append(
                Fill(
                    kind: hit.kind, makerOrder: maker.order, price: price, quantity: Quantity(raw: hit.quantity),
                    makerRemaining: Quantity(raw: makerRemaining), levelRemaining: Quantity(raw: total)))
            if makerRemaining > 0 {
                entries[index].quantity = makerRemaining
                break
            }
            let next = links[index].next
            release(index)
            orderCount &-= 1
            index = Int(next)
        } while taker.remaining > 0 && !taker.hasExpired && index != head
        entries[head].quantity = total
        links[head].next = UInt32(truncatingIfNeeded: index)
        links[index].previous = UInt32(truncatingIfNeeded: head)
        if index == head { closeLevel(key, makers, head: head) }
    }
}

/// The incoming order while it goes through the book.
private struct Taker {
    /// What one resting order loses to the taker, or to the self-trade rule.
    struct Hit {
        var kind: Fill.Kind
        var quantity: Int64
        @inline(__always) var isNothing: Bool { quantity == 0 }
    }

    var remaining: Int64
    let owner: UInt32
    let rule: SelfTradeRule
    var hasExpired = false

    init(remaining: Int64, owner: UInt32, rule: SelfTradeRule) {
        self.remaining = remaining
        self.owner = owner
        self.rule = rule
    }

    @inline(__always)
    mutating func meet(_ maker: BookEntry) -> Hit {
        if maker.owner == owner && rule != .none { return meetOwn(maker) }
        let traded = min(remaining, maker.quantity)
        remaining &-= traded
        return Hit(kind: .trade, quantity: traded)
    }

    private mutating func meetOwn(_ maker: BookEntry) -> Hit {
        hasExpired = rule != .expireMaker
        return Hit(kind: .selfTradeExpired, quantity: rule == .expireTaker ? 0 : maker.quantity)
    }
}
