import Histogram

/// Nanoseconds of single operations and their percentiles. A clock read is part of each: about 20 ns here.
struct Latencies {
    private var histogram = Histogram<UInt64>(highestTrackableValue: 10_000_000_000, numberOfSignificantValueDigits: .three)

    mutating func record(nanoseconds: UInt64) { histogram.record(nanoseconds) }

    func nanoseconds(at percentile: Double) -> Double { Double(histogram.valueAtPercentile(percentile)) }

    /// `p50 40 ns, p99 110 ns, p99.9 180 ns`.
    var text: String {
        [50, 99, 99.9].map { "\(Self.name($0)) \(Number.span(nanoseconds: nanoseconds(at: $0)))" }.joined(separator: ", ")
    }

    /// `p99.9`.
    static func name(_ percentile: Double) -> String {
        "p" + Number.fixed(percentile, places: percentile == percentile.rounded() ? 0 : 1)
    }
}
