/// How often a value fell into each of some ranges, and the sum of all values; for metrics.
///
/// The values are of no unit here: whoever keeps a histogram says which. Recording costs a comparison per range.
public struct Histogram: Sendable, Equatable {
    /// The upper end of each range, included in it; what is above the last has a range of its own.
    public let bounds: [Int64]
    /// One more than there are bounds. Not cumulative.
    public private(set) var counts: [UInt64]
    public private(set) var sum: Int64 = 0

    public init(bounds: [Int64]) {
        self.bounds = bounds
        counts = [UInt64](repeating: 0, count: bounds.count + 1)
    }

    public var count: UInt64 { counts.reduce(0, +) }

    public mutating func record(_ value: Int64) {
        var range = 0
        while range < bounds.count, value > bounds[range] { range += 1 }
        counts[range] &+= 1
        sum &+= value
    }

    /// Adds what another histogram of the same bounds has seen.
    public mutating func add(_ other: Histogram) {
        precondition(bounds == other.bounds, "histograms of different bounds cannot be added")
        for range in counts.indices { counts[range] &+= other.counts[range] }
        sum &+= other.sum
    }

    /// From 50 µs to 10 s, in nanoseconds.
    public static let nanosecondBounds: [Int64] = [
        50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000, 25_000_000, 50_000_000, 100_000_000,
        250_000_000, 1_000_000_000, 10_000_000_000,
    ]
}
