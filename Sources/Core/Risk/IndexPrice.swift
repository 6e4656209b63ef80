public import Primitives

/// What one venue says an underlying is worth.
public struct IndexSource: Hashable, Sendable {
    /// Zero: it says nothing, and does not count.
    public var price: Price
    public var weight: Rate

    public init(price: Price, weight: Rate) {
        self.price = price
        self.weight = weight
    }
}

/// The index of several venues (supplement §9.1): their weighted mean, without a single one that stands more than 5 % off the median;
/// the median itself when several do. Rounded towards zero. Nil without a venue that has a price.
///
/// Never outside of what the venues that count say. O(n log n).
public func indexPrice(of sources: [IndexSource]) -> Price? {
    let parts = indexParts(of: sources)
    var sum: Int128 = 0
    var whole: Int128 = 0
    for (source, part) in zip(sources, parts) {
        sum += Int128(source.price.raw) * part
        whole += part
    }
    return whole == 0 ? nil : Price(raw: Int64(sum / whole))
}

/// What part of the index each source is. They add up to one, or are all zero when none counts: what rounding leaves is the first's.
public func indexShares(of sources: [IndexSource]) -> [Rate] {
    let parts = indexParts(of: sources)
    let whole = parts.reduce(0, +)
    guard whole > 0, let first = parts.firstIndex(where: { $0 > 0 }) else { return parts.map { _ in .zero } }
    var shares = parts.map { Int64($0 * Int128(fixedPointUnit) / whole) }
    shares[first] += fixedPointUnit - shares.reduce(0, +)
    return shares.map { Rate(raw: $0) }
}

/// By source how much it weighs; zero when it does not count. Where the median is the index, only its one or two prices do.
private func indexParts(of sources: [IndexSource]) -> [Int128] {
    let counting = sources.indices.filter { sources[$0].price.isPositive && sources[$0].weight.isPositive }
    var parts = [Int128](repeating: 0, count: sources.count)
    if counting.isEmpty { return parts }
    let sorted = counting.sorted { (sources[$0].price, $0) < (sources[$1].price, $1) }
    let middle = [sorted[(sorted.count - 1) / 2], sorted[sorted.count / 2]]
    let median = Int128(sources[middle[0]].price.raw) + Int128(sources[middle[1]].price.raw)
    // Both sides are doubled, so that the mean of two prices is exact.
    let near = counting.filter { abs(2 * Int128(sources[$0].price.raw) - median) * 20 <= median }
    if counting.count - near.count > 1 {
        for place in middle { parts[place] += 1 }
    } else {
        for place in near { parts[place] = Int128(sources[place].weight.raw) }
    }
    return parts
}
