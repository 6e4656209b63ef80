public import Primitives

/// What one venue says an underlying is worth.
public struct IndexSource: Sendable, Hashable {
    public var price: Price
    public var weight: Int64
    public init(price: Price, weight: Int64) {
        self.price = price
        self.weight = weight
    }
}

/// The index of several venues (supplement §9.1): their weighted mean, without a single one that stands more than 5 % off
/// the median; the median itself when several do. Nil without a venue that has a price.
public func indexPrice(of sources: [IndexSource]) -> Price? {
    let priced = sources.filter { $0.price.isPositive && $0.weight > 0 }
    guard let median = median(of: priced.map(\.price.raw)) else { return nil }
    let near = priced.filter { abs(Int128($0.price.raw) - Int128(median)) * 20 <= Int128(median) }
    if priced.count - near.count > 1 || near.isEmpty { return Price(raw: median) }
    var sum: Int128 = 0
    var weights: Int128 = 0
    for source in near {
        sum += Int128(source.price.raw) * Int128(source.weight)
        weights += Int128(source.weight)
    }
    return Price(raw: Int64(clamping: sum / weights))
}

private func median(of values: [Int64]) -> Int64? {
    if values.isEmpty { return nil }
    let sorted = values.sorted()
    let upper = sorted[sorted.count / 2]
    if sorted.count % 2 == 1 { return upper }
    return Int64(clamping: (Int128(sorted[sorted.count / 2 - 1]) + Int128(upper)) / 2)
}
