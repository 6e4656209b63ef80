/// One subject of measurement; contributes rows to the table.
///
/// Add one by writing a file that conforms, listing it in `Benchmarks.swift`, and putting its floors into
/// `Thresholds.swift`.
protocol Benchmark: Sendable {
    /// What `contango-bench [filter]` looks at.
    var name: String { get }

    /// Throws `VoidRun` when what was measured is not what was meant to be.
    func run() throws -> [Row]
}

/// The measured run did not do the work it should have done, so its times mean nothing.
struct VoidRun: Error, CustomStringConvertible {
    let description: String

    init(_ reason: String) { description = reason }
}
