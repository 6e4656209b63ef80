import Histogram

/// Nanoseconds of single operations and their percentiles. A clock read is part of each: about 20 ns here.
struct Latencies {
    private var histogram = Histogram<UInt64>(highestTrackableValue: 10_000_000_000, numberOfSignificantValueDigits: .three)

    mutating func record(nanoseconds: UInt64) { histogram.record(nanoseconds) }

    /// `p50 40 ns, p99 110 ns, p99.9 180 ns`.
    var text: String {
        [50, 99, 99.9].map { percentile in
            let value = histogram.valueAtPercentile(percentile)
            let places = percentile == percentile.rounded() ? 0 : 1
            return "p\(Number.fixed(percentile, places: places)) \(Number.span(nanoseconds: Double(value)))"
        }.joined(separator: ", ")
    }
}
