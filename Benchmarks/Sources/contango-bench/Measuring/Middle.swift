/// The middle of some figures of the same thing, with their span.
struct Middle {
    private var values: [Double] = []

    mutating func add(_ value: Double) { values.append(value) }

    var value: Double {
        precondition(!values.isEmpty, "the middle of something")
        let sorted = values.sorted()
        return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }

    /// `61.0 k/s (58.2 k/s-63.1 k/s)`, each as `write` writes it.
    func text(_ write: (Double) -> String) -> String {
        "\(write(value)) (\(write(values.min() ?? 0))-\(write(values.max() ?? 0)))"
    }
}
