import Primitives

/// W2 through the whole engine on one core: margin, matching, positions, fees, events.
struct EngineBenchmark: Benchmark {
    let name = "engine"

    func run() throws -> [Row] {
        let workload = try CheckedExchangeWorkload()
        var passes = Passes()
        for _ in 0..<Passes.countMin { passes.add(try time(workload)) }
        return [
            Row(
                "engine, W2, commands/s on one core", value: passes.text(operations: workload.operations),
                yardstick: "absolute, M/s", ratio: passes.rate(operations: workload.operations) / 1e6,
                threshold: Thresholds.engine)
        ]
    }

    private func time(_ checked: CheckedExchangeWorkload) throws -> Duration {
        var run = WorkloadRun()
        let clock = ContinuousClock()
        let start = clock.now
        run.run(checked.workload)
        let duration = clock.now - start
        guard run.refused == 0, run.digest == checked.digest else { throw VoidRun("a pass over W2 ended in another state") }
        return duration
    }
}

/// The whole of W2, after a run of it over the engine gave the published trades.
private struct CheckedExchangeWorkload {
    let workload: ExchangeWorkload
    let operations: Int
    let digest: Digest

    init() throws {
        guard let expectation = StandardWorkload.w2.expectations.last else { throw VoidRun("W2 expects nothing") }
        operations = expectation.operations
        workload = ExchangeWorkload(operations: operations)
        var run = WorkloadRun()
        let tally = run.tally(workload)
        let differences = expectation.differences(
            operationHash: workload.operationHash, tally: tally, live: workload.live, ids: workload.ids)
        guard differences.isEmpty else { throw VoidRun("W2 on the engine: \(differences.joined(separator: ", "))") }
        if let refusal = run.firstRefusal { throw VoidRun("W2 on the engine: \(run.refused) refused, the first as \(refusal)") }
        digest = run.digest
    }
}
