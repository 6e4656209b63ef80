public import Instruments
public import Primitives

/// The premium of a perpetual over its index, averaged over the funding interval (supplement §9.3).
///
/// Later samples weigh more: the n-th counts n times.
public struct PremiumAverage: Hashable, Sendable {
    public private(set) var count: Int64
    public private(set) var weightedSum: Int128

    public init() {
        count = 0
        weightedSum = 0
    }

    public init(count: Int64, weightedSum: Int128) {
        self.count = count
        self.weightedSum = weightedSum
    }

    public mutating func add(_ premium: Rate) {
        count += 1
        weightedSum += Int128(count) * Int128(premium.raw)
    }

    public var average: Rate {
        if count == 0 { return .zero }
        let weights = Int128(count) * Int128(count + 1) / 2
        return Rate(raw: Int64(clamping: weightedSum / weights))
    }
}

/// Premium of the book over the index: how far the impact bid stands above it, or the impact ask below.
public func premium(impactBid: Price, impactAsk: Price, index: Price) throws(ArithmeticOverflow) -> Rate {
    let above = max(0, impactBid.raw - index.raw)
    let below = max(0, index.raw - impactAsk.raw)
    return try Price(raw: above - below).divided(by: index, rounding: .down)
}

/// `F = P + clamp(I − P, ±0.05 %)`, within cap and floor.
public func fundingRate(premium: Rate, terms: FundingTerms) -> Rate {
    let dampener = fixedPointUnit / 2_000
    let pull = min(max(terms.interestRate.raw - premium.raw, -dampener), dampener)
    return min(max(Rate(raw: premium.raw + pull), terms.floor), terms.cap)
}
