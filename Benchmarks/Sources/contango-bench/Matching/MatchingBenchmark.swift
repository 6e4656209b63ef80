/// The order book against the bare ladder, in the same run, pass by pass in turn.
struct MatchingBenchmark: Benchmark {
    let name = "matching"

    func run() throws -> [Row] {
        let shallow = try measure(.w1)
        let deep = try measure(.w1Deep)
        return [
            Row(
                "matching core, W1", value: shallow.book.text(operations: shallow.count),
                yardstick: "bare ladder \(shallow.ladder.text(operations: shallow.count))",
                ratio: shallow.ladder.median / shallow.book.median, threshold: Thresholds.matchingW1),
            Row(
                "matching core, W1D", value: deep.book.text(operations: deep.count),
                yardstick: "own W1 \(shallow.book.text(operations: shallow.count))",
                ratio: shallow.book.median / deep.book.median, threshold: Thresholds.matchingW1Deep),
            Row(
                "matching core, W1D", value: deep.book.text(operations: deep.count),
                yardstick: "bare ladder \(deep.ladder.text(operations: deep.count))",
                ratio: deep.ladder.median / deep.book.median, threshold: nil),
            Row("matching core, W1, per operation", value: shallow.latencies.text),
            Row("matching core, W1D, per operation", value: deep.latencies.text),
        ]
    }

    private struct Measurement {
        var count: Int
        var ladder = Passes()
        var book = Passes()
        var latencies = Latencies()
    }

    private func measure(_ workload: StandardWorkload) throws -> Measurement {
        let drawn = try WorkloadOperations(workload)
        var measurement = Measurement(count: drawn.operations.count)
        try drawn.operations.withUnsafeBufferPointer { operations in
            for _ in 0..<Passes.countMin {
                measurement.ladder.add(try timeLadder(drawn, operations))
                measurement.book.add(try timeBook(drawn, operations))
            }
            var run = OrderBookRun(ids: drawn.ids, depth: drawn.depth)
            run.run(operations, recordingInto: &measurement.latencies)
            try drawn.check(run.tally, of: "order book")
        }
        return measurement
    }

    private func timeLadder(
        _ drawn: WorkloadOperations, _ operations: UnsafeBufferPointer<WorkloadOperation>
    ) throws -> Duration {
        let ladder = BareLadder(ids: drawn.ids)
        var tally = TradeTally()
        let duration = ContinuousClock().measure { tally = ladder.run(operations) }
        try drawn.check(tally, of: "bare ladder")
        return duration
    }

    private func timeBook(
        _ drawn: WorkloadOperations, _ operations: UnsafeBufferPointer<WorkloadOperation>
    ) throws -> Duration {
        var run = OrderBookRun(ids: drawn.ids, depth: drawn.depth)
        let clock = ContinuousClock()
        let start = clock.now
        run.run(operations)
        let duration = clock.now - start
        try drawn.check(run.tally, of: "order book")
        return duration
    }
}
