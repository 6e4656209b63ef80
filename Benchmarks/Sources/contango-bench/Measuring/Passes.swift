/// Repeats a measurement on fresh subjects and keeps the middle one, which outlives a noisy neighbour.
struct Passes {
    static let countMin = 5

    private(set) var nanoseconds: [Double] = []

    mutating func add(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        nanoseconds.append(Double(seconds) * 1e9 + Double(attoseconds) / 1e9)
    }

    var median: Double {
        precondition(nanoseconds.count >= Self.countMin, "too few passes to speak of a median")
        let sorted = nanoseconds.sorted()
        return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }

    func rate(operations: Int) -> Double { Double(operations) / (median / 1e9) }

    /// `61.0 M/s (58.2-63.1)`, operations per second.
    func text(operations: Int) -> String {
        let million = Double(operations) * 1e3
        let low = Number.fixed(million / (nanoseconds.max() ?? 1), places: 1)
        let high = Number.fixed(million / (nanoseconds.min() ?? 1), places: 1)
        return "\(Number.rate(rate(operations: operations))) (\(low)-\(high))"
    }
}
