public import CommandsAndEvents
import ExchangePorts
import Primitives

/// The takers of one market: small market and immediate orders that come in clusters, lean with the last ones, and
/// lean back when a taker holds much.
///
/// How excited the crowd is and which way it leans goes with its random stream: it fades within seconds, and a
/// restarted crowd begins calm. Everything else is read from the exchange.
public struct TakerCrowd: Sendable {
    let rules: MarketRules
    let terms: TakerTerms
    private var random: RandomStream
    /// Arrivals per second beyond the usual, in 10⁻⁸.
    private var excitement: Int64 = 0
    /// Which way the last orders went: between ±`leanMax`, in chances per million.
    private var lean: Int64 = 0

    /// Orders of one step at most.
    static let arrivalsMax = 3
    static let leanMax: Int64 = 300_000
    /// How much one order makes the crowd lean.
    static let leanStep: Int64 = 60_000
    /// Sizes double at most this often.
    static let doublingsMax = 6

    public init(rules: MarketRules, terms: TakerTerms, random: RandomStream) {
        self.rules = rules
        self.terms = terms
        self.random = random
    }

    /// The orders of the last `milliseconds`.
    public mutating func act(_ view: MarketView, elapsed milliseconds: Int64) -> [Command] {
        // Takers leave no orders in the book, so staying out is all that switching them off asks of them.
        guard view.market.makersEnabled, view.market.status == .trading else { return [] }
        fade(milliseconds)
        guard !view.takers.isEmpty, view.market.mark.isPositive else { return [] }
        var commands: [Command] = []
        for _ in 0..<Self.arrivalsMax where random.chance(perMillion: likelihood(milliseconds)) {
            if let order = order(view) { commands.append(order) }
        }
        return commands
    }

    /// Excitement and lean lose half of themselves every half-life; linear within one, which is near enough.
    private mutating func fade(_ milliseconds: Int64) {
        let span = max(1, terms.halfLifeMilliseconds)
        for _ in 0..<min(40, milliseconds / span) {
            excitement /= 2
            lean /= 2
        }
        let rest = milliseconds % span
        excitement -= Int64(clamping: Int128(excitement) * Int128(rest) / Int128(2 * span))
        lean -= lean * min(rest, span) / (2 * span)
    }

    /// The chance of each of the possible arrivals of a step, per million.
    private func likelihood(_ milliseconds: Int64) -> Int64 {
        let perSecond = Int128(terms.arrivals.raw) + Int128(excitement)
        let expected = perSecond * Int128(milliseconds) * 1_000 / Int128(fixedPointUnit)
        return Int64(clamping: min(950_000, expected / Int128(Self.arrivalsMax)))
    }
}

// MARK: - One arrival

extension TakerCrowd {
    private mutating func order(_ view: MarketView) -> Command? {
        let taker = view.takers[Int(random.integer(in: 0...Int64(view.takers.count - 1)))]
        let side = side(for: taker.position)
        // Draws come before any way out, so that they never depend on the book.
        let wanted = size()
        let immediate = random.chance(perMillion: 300_000)
        let ticks = random.integer(in: 0...4)
        excitement = min(excitement &+ terms.excitement.raw, 20 * max(1, terms.arrivals.raw))
        lean = min(Self.leanMax, max(-Self.leanMax, lean + side.sign * Self.leanStep))
        guard let best = (side == .buy ? view.asks : view.bids).first, let quantity = rules.quantity(near: wanted, at: best.price)
        else { return nil }
        var kind = OrderKind.market
        if immediate {
            let limit = Price(raw: best.price.raw + side.sign * ticks * rules.tick)
            guard rules.permits(limit, side, mark: view.market.mark) else { return nil }
            kind = .limit(price: limit, timeInForce: .immediateOrCancel)
        }
        return .placeOrder(
            PlaceOrder(
                account: taker.account, instrument: rules.instrument, side: side, kind: kind, quantity: quantity,
                selfTradePrevention: .expireTaker))
    }

    /// An even chance, moved by the crowd's lean and against what the taker holds.
    private mutating func side(for position: Quantity) -> Side {
        let limit = Int128(max(1, terms.inventory.raw))
        let held = Int64(clamping: min(limit, max(-limit, Int128(position.raw))) * 500_000 / limit)
        let chance = min(950_000, max(50_000, 500_000 + lean - held))
        // At the limit the lean has no say any more.
        if held.magnitude >= 500_000 { return held > 0 ? .sell : .buy }
        return random.chance(perMillion: chance) ? .buy : .sell
    }

    /// Mostly small, seldom large: a doubling with every tossed head, and anything between there and twice that.
    private mutating func size() -> Quantity {
        let heads = min(Self.doublingsMax, (random.next() | 1 << 63).trailingZeroBitCount)
        let percent = random.integer(in: 100...200)
        let raw = (Int128(terms.size.raw) << Int128(heads)) * Int128(percent) / 100
        return Quantity(raw: Int64(clamping: raw))
    }
}
