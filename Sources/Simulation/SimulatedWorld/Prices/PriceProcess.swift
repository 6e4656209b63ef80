import Primitives
import TradingBots

/// The price of one underlying: small normal steps, shared in part with the leading underlying, seldom a jump, a drift,
/// and a weak pull back to where it began. Whole numbers only.
///
/// The exchange has the last word. Where its index is held, or was when the program was restarted, the process goes on from there and
/// calls that its beginning.
struct PriceProcess {
    let terms: PriceTerms
    private var random: RandomStream
    private var price: Price
    private var anchor: Price
    private var venues: [SimulatedVenue]
    /// How much of the leader's movement this process has taken part in.
    private var seen: Int128 = 0

    /// One in the fine unit that changes of price are counted in: 10⁻¹².
    static let unit: Int128 = 1_000_000_000_000
    private static let unitPerRate: Int128 = 10_000
    private static let day: Int128 = 86_400_000
    /// No step moves the price by more than a fifth.
    private static let stepMax: Int128 = unit / 5

    init(_ underlying: Underlying, random: RandomStream) {
        terms = underlying.price
        self.random = random
        price = underlying.price.start
        anchor = price
        venues = underlying.venues.map { [price] in SimulatedVenue(terms: $0, at: price) }
    }

    /// What the venues trade at after another `milliseconds`. `held` is where to go on from instead of from here.
    mutating func step(milliseconds: Int64, from held: Price?, leader: inout LeaderMovement, isLeader: Bool) -> [Price] {
        if let held { restart(at: held) }
        move(shock(milliseconds, &leader, isLeader: isLeader) + pull(milliseconds))
        for index in venues.indices { venues[index].step(towards: price, &random) }
        return venues.map(\.price)
    }

    private mutating func restart(at index: Price) {
        price = index
        anchor = index
        venues = venues.map { SimulatedVenue(terms: $0.terms, at: index) }
    }

    private mutating func move(_ change: Int128) {
        let bounded = min(Self.stepMax, max(-Self.stepMax, change))
        let moved = Int128(price.raw) + Int128(price.raw) * bounded / Self.unit
        price = Price(raw: Int64(clamping: max(1_000, moved)))
    }
}

// MARK: - What moves the price

extension PriceProcess {
    /// Diffusion and jumps, in parts of `unit`.
    private mutating func shock(_ milliseconds: Int64, _ leader: inout LeaderMovement, isLeader: Bool) -> Int128 {
        let own = Int128(random.normal()) * Int128(squareRoot(UInt64(milliseconds) * 1_000))
        let jump = self.jump(milliseconds)
        let volatility = Int128(terms.volatility.raw) * Self.unitPerRate
        let scale = Int128(RandomStream.deviation) * 1_000
        if isLeader {
            leader.total += own + (volatility > 0 ? jump * scale / volatility : 0)
            return volatility * own / scale + jump
        }
        let shared = leader.total - seen
        seen = leader.total
        let one = Int128(fixedPointUnit)
        let correlation = Int128(terms.correlation.raw)
        let rest = Int128(squareRoot(UInt64(clamping: one * one - correlation * correlation)))
        return volatility * ((shared * correlation + own * rest) / one) / scale + jump
    }

    private mutating func jump(_ milliseconds: Int64) -> Int128 {
        let chance = Int128(terms.jumpsPerDay.raw) * Self.unitPerRate * Int128(milliseconds) / Self.day
        let draw = Int128(random.integer(in: 0...(Int64(Self.unit) - 1)))
        let size = Int128(terms.jumpSize.raw) * Self.unitPerRate * Int128(random.normal()) / Int128(RandomStream.deviation)
        return draw < chance ? size : 0
    }

    /// Drift and the way back.
    private func pull(_ milliseconds: Int64) -> Int128 {
        let distance = (Int128(anchor.raw) - Int128(price.raw)) * Self.unit / Int128(price.raw)
        let back = distance * Int128(terms.reversion.raw) / Int128(fixedPointUnit)
        return (Int128(terms.drift.raw) * Self.unitPerRate + back) * Int128(milliseconds) / Self.day
    }
}

/// How far the leading underlying has moved in all, in deviations: what the others take part in.
struct LeaderMovement {
    var total: Int128 = 0
}

/// The largest whole number whose square is no larger.
func squareRoot(_ value: UInt64) -> UInt64 {
    if value < 2 { return value }
    var estimate = UInt64(1) << ((UInt64.bitWidth - value.leadingZeroBitCount + 1) / 2)
    while true {
        let next = (estimate + value / estimate) / 2
        if next >= estimate { return estimate }
        estimate = next
    }
}
