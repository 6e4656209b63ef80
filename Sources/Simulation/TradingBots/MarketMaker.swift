public import CommandsAndEvents
import ExchangePorts
public import Primitives

/// The market makers of one market: they keep a ladder on each side of the index, shifted against their inventory.
///
/// They remember nothing but their random stream: which orders are out of place is judged anew from the book each time,
/// so that a restart, a refusal or a fill needs no care of its own. All orders are post-only, hence a maker never trades
/// with itself; orders of others that stand beyond the fair price are taken on purpose, by an immediate order.
public struct MarketMaker: Sendable {
    let rules: MarketRules
    let terms: [MakerTerms]
    private var random: RandomStream

    /// Orders are replaced rather than amended once they were amended this often: the exchange allows no endless number.
    static let amendmentsMax: Int32 = 5_000
    /// Orders moved on each side in a step, beyond those that cannot wait. The nearest bands come first; a band further
    /// out may stay empty for a moment.
    static let movesMax = 1
    /// How many average touch sizes a maker takes from others at once.
    static let sweepSizes: Int64 = 20

    public init(rules: MarketRules, terms: [MakerTerms], random: RandomStream) {
        self.rules = rules
        self.terms = terms
        self.random = random
    }

    /// The commands that bring the ladders where they belong now.
    public mutating func quote(_ view: MarketView, at time: Timestamp) -> [Command] {
        // Outside of trading nothing can be moved; what rests before a delivery is what others reduce their positions with.
        guard view.market.status == .trading else { return [] }
        guard view.market.makersEnabled else { return withdrawal(view.makers) }
        guard view.market.index.isPositive, view.market.mark.isPositive else { return [] }
        let fair = fairTicks(view, at: time)
        guard fair > 0 else { return [] }
        var retreat: [Command] = []
        var advance: [Command] = []
        for (terms, maker) in zip(terms, view.makers) {
            let reach = (try? scaledProduct(fair, terms.reach.raw, dividedBy: fixedPointUnit, rounding: .down)) ?? 0
            let shape = LadderShape(levels: terms.levels, touch: terms.touch, reachTicks: reach)
            for side in Side.allCases {
                let plan = LadderPlan(shape: shape, side: side, fair: fair, orders: maker.orders, rules: rules)
                let moves = commands(for: plan, terms: terms, of: maker.account, mark: view.market.mark)
                retreat += moves.retreat
                advance += moves.advance
            }
        }
        // What stands in the way goes first; what would meet it follows.
        return retreat + sweep(view, fair: fair) + advance
    }

    private func withdrawal(_ accounts: [MarketView.AccountView]) -> [Command] {
        accounts.filter { !$0.orders.isEmpty }.map {
            .cancelAllOrders(CancelAllOrders(account: $0.account, instrument: rules.instrument))
        }
    }

    /// The index with what it costs to carry to the delivery, in whole ticks, moved against what the makers hold together.
    private func fairTicks(_ view: MarketView, at time: Timestamp) -> Int64 {
        let index = (view.market.index.raw + carry(of: view.market.index, at: time) + rules.tick / 2) / rules.tick
        guard let terms = terms.first, terms.inventory.isPositive else { return index }
        let held = view.makers.reduce(Int128(0)) { $0 + Int128($1.position.raw) }
        let limit = Int128(terms.inventory.raw)
        let bounded = min(limit, max(-limit, held))
        let skew = Int128(index) * Int128(terms.skew.raw) * bounded / limit / Int128(fixedPointUnit)
        return index - Int64(clamping: skew)
    }
}

// MARK: - Contracts that expire

extension MarketMaker {
    private static let yearMilliseconds: Int64 = 31_536_000_000

    private func carry(of index: Price, at time: Timestamp) -> Int64 {
        guard let delivery = rules.deliveryDate, let terms = terms.first else { return 0 }
        let left = max(0, delivery.milliseconds - time.milliseconds)
        let yearly = Int128(index.raw) * Int128(terms.carry.raw) / Int128(fixedPointUnit)
        return Int64(clamping: yearly * Int128(left) / Int128(Self.yearMilliseconds))
    }
}

// MARK: - From a plan to commands

extension MarketMaker {
    private mutating func commands(
        for plan: LadderPlan, terms: MakerTerms, of account: AccountID, mark: Price
    ) -> (retreat: [Command], advance: [Command]) {
        var retreat: [Command] = []
        var advance: [Command] = []
        var spare = plan.displaced[...]
        for band in plan.missing {
            let moved = plan.displaced.count - spare.count
            if !spare.isEmpty && moved >= max(Self.movesMax, plan.urgent) { break }
            guard let price = price(in: band, of: plan, mark: mark), let size = size(of: band, terms, at: price) else { continue }
            guard let order = spare.popFirst() else {
                advance.append(place(plan.side, price, size, account))
                continue
            }
            let leaves = plan.side == .buy ? price < order.price : price > order.price
            for command in move(order, to: price, size: size) {
                if leaves { retreat.append(command) } else { advance.append(command) }
            }
        }
        // More than there are bands for, or bands where no order is permitted now.
        let surplus = plan.displaced.count - plan.missing.count
        let left = spare.prefix(max(0, max(surplus, plan.urgent - (plan.displaced.count - spare.count))))
        retreat += left.map { .cancelOrder(CancelOrder(account: account, instrument: rules.instrument, order: .id($0.id))) }
        for (band, order) in plan.standing {
            guard let size = size(of: band, terms, at: order.price), order.remaining.raw < size.raw / 4 else { continue }
            advance += move(order, to: order.price, size: size)
        }
        return (retreat, advance)
    }

    private mutating func price(in band: Int, of plan: LadderPlan, mark: Price) -> Price? {
        let distance = random.integer(in: plan.shape.distances(of: band))
        guard let price = rules.price(ofTicks: plan.fair - plan.side.sign * distance), rules.permits(price, plan.side, mark: mark)
        else { return nil }
        return price
    }

    /// Larger outward, and between half and one and a half times what is usual there.
    private mutating func size(of band: Int, _ terms: MakerTerms, at price: Price) -> Quantity? {
        let percent = random.integer(in: 50...150)
        let scale = Int128(fixedPointUnit) + Int128(terms.growth.raw) * Int128(band)
        let raw = Int128(terms.size.raw) * scale / Int128(fixedPointUnit) * Int128(percent) / 100
        return rules.quantity(near: Quantity(raw: Int64(clamping: raw)), at: price)
    }

    private func place(_ side: Side, _ price: Price, _ size: Quantity, _ account: AccountID) -> Command {
        .placeOrder(
            PlaceOrder(
                account: account, instrument: rules.instrument, side: side, kind: .limit(price: price, timeInForce: .postOnly),
                quantity: size, selfTradePrevention: .expireTaker))
    }

    /// An amendment as a rule; a cancellation and a new order once the old one has been amended or filled a lot.
    private func move(_ order: Order, to price: Price, size: Quantity) -> [Command] {
        let total = order.filled + size
        if order.amendments >= Self.amendmentsMax || total > rules.largest {
            return [
                .cancelOrder(CancelOrder(account: order.account, instrument: rules.instrument, order: .id(order.id))),
                place(order.side, price, size, order.account),
            ]
        }
        if price == order.price && total == order.quantity { return [] }
        return [
            .amendOrder(
                AmendOrder(
                    account: order.account, instrument: rules.instrument, order: .id(order.id), side: order.side, price: price,
                    quantity: total))
        ]
    }
}

// MARK: - Orders of others beyond the fair price

extension MarketMaker {
    /// Takes bids at or above the makers' best ask and asks at or below their best bid, up to a bound for each step.
    private func sweep(_ view: MarketView, fair: Int64) -> [Command] {
        guard let terms = terms.first, let maker = view.makers.first else { return [] }
        return Side.allCases.compactMap { side in
            guard let limit = rules.price(ofTicks: fair - side.sign * terms.touch) else { return nil }
            let wanted = offered(
                view, to: side, limit: limit, bound: terms.size.raw.multipliedReportingOverflow(by: Self.sweepSizes).partialValue)
            guard wanted.isPositive, rules.permits(limit, side, mark: view.market.mark),
                let quantity = rules.quantity(near: wanted, at: limit)
            else { return nil }
            return .placeOrder(
                PlaceOrder(
                    account: maker.account, instrument: rules.instrument, side: side,
                    kind: .limit(price: limit, timeInForce: .immediateOrCancel), quantity: quantity,
                    selfTradePrevention: .expireMaker))
        }
    }

    /// What others offer at `limit` or better to someone on `side`.
    private func offered(_ view: MarketView, to side: Side, limit: Price, bound: Int64) -> Quantity {
        var sum: Int64 = 0
        for level in side == .buy ? view.asks : view.bids {
            guard side == .buy ? level.price <= limit : level.price >= limit else { break }
            var foreign = level.quantity.raw
            for maker in view.makers {
                for order in maker.orders where order.side != side && order.price == level.price { foreign -= order.remaining.raw }
            }
            if foreign > 0 { sum = min(bound, sum + min(bound, foreign)) }
        }
        return Quantity(raw: sum)
    }
}
