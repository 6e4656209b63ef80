public import Primitives

/// The moving average of (bid + ask) / 2 − index over the last minute, one sample a second (supplement §9.2).
public struct BasisAverage: Hashable, Sendable {
    public static let window = 60
    public private(set) var samples: [Int64]
    public private(set) var next: Int
    public private(set) var sum: Int64

    public init() {
        samples = []
        next = 0
        sum = 0
    }

    public init(samples: [Int64], next: Int) {
        self.samples = samples
        self.next = next
        sum = samples.reduce(0, &+)
    }

    public mutating func add(bid: Price, ask: Price, index: Price) {
        let middle = bid.raw / 2 + ask.raw / 2 + (bid.raw % 2 + ask.raw % 2) / 2
        let basis = middle - index.raw
        if samples.count < Self.window {
            samples.append(basis)
        } else {
            sum -= samples[next]
            samples[next] = basis
        }
        sum += basis
        next = (next + 1) % Self.window
    }

    public var average: Int64 { samples.isEmpty ? 0 : sum / Int64(samples.count) }
}

/// Median of the index with its funding premium, the index with its basis, and the last price (supplement §9.2).
///
/// Without a trade yet, the index stands in for the last price.
public func perpetualMarkPrice(
    index: Price, fundingRate: Rate, untilFunding milliseconds: Int64, interval: Int64, basis: Int64, last: Price
) throws(ArithmeticOverflow) -> Price {
    let premium = try scaledProduct(fundingRate.raw, milliseconds, dividedBy: interval, rounding: .down)
    let withFunding = try index.adding(index.multiplied(by: Rate(raw: premium), rounding: .down))
    let withBasis = try index.adding(Price(raw: basis))
    let traded = last.isPositive ? last : index
    return median(withFunding, withBasis, traded)
}

private func median(_ first: Price, _ second: Price, _ third: Price) -> Price {
    max(min(first, second), min(max(first, second), third))
}
