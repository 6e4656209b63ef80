import CommandsAndEvents
import Engine
import Primitives

/// W2 commands that come at a fixed rate whether the engine is ready or not: how long after a command was due is it done?
///
/// A command that has to wait for the one before it counts with its waiting, which a closed loop would hide. The engine and
/// the clock that says when a command is due share one core, and nothing else is on the way: no inbox, no journal.
struct OpenLoopBenchmark: Benchmark {
    let name = "open-loop"

    private static let warmUp = 500_000
    private static let measured = 1_000_000
    private static let judgedRate = 1_000_000
    private static let otherRates = [125_000, 500_000, 2_000_000]

    func run() throws -> [Row] {
        let workload = ExchangeWorkload(operations: Self.warmUp + Self.measured)
        var reference = WorkloadRun()
        reference.run(workload)
        let digest = reference.digest
        var passes: [Latencies] = []
        for _ in 0..<Passes.countMin {
            passes.append(try pace(workload.steps[...], rate: Self.judgedRate, endingAt: digest))
        }
        let judged = Thresholds.openLoop.map { percentile, threshold in row(passes, percentile, threshold) }
        return try judged
            + Self.otherRates.map { rate in
                let steps = workload.steps.prefix(Self.warmUp + min(rate, Self.measured))
                let latencies = try pace(steps, rate: rate)
                return Row("engine, open loop at \(Number.rate(Double(rate)))", value: latencies.text)
            }
    }

    private func row(_ passes: [Latencies], _ percentile: Double, _ threshold: Threshold) -> Row {
        var middle = Middle()
        for pass in passes { middle.add(pass.nanoseconds(at: percentile)) }
        return Row(
            "engine, open loop at \(Number.rate(Double(Self.judgedRate))), \(Latencies.name(percentile))",
            value: middle.text(Number.span), yardstick: "absolute, µs", ratio: middle.value / 1e3, threshold: threshold)
    }

    /// A fresh engine is warmed up at full speed, then paced.
    private func pace(
        _ steps: ArraySlice<ExchangeWorkload.Step>, rate: Int, endingAt digest: Digest? = nil
    ) throws -> Latencies {
        var engine = PacedEngine()
        engine.run(steps.prefix(Self.warmUp))
        let latencies = engine.run(steps.dropFirst(Self.warmUp), perSecond: rate)
        guard engine.refused == 0 else { throw VoidRun("\(engine.refused) commands of W2 were refused") }
        if let digest, engine.digest != digest { throw VoidRun("the open loop ended in another state") }
        return latencies
    }
}

/// An exchange ready for W2 that takes commands one by one, with the time and the batches of `WorkloadRun`.
private struct PacedEngine: ~Copyable {
    private static let batch = 256

    private var state = ExchangeState()
    private var time: Int64 = 0
    private var inBatch = 0
    private(set) var refused = 0

    init() {
        for command in ExchangeSetup.commands { apply(command) }
        state.discardEvents()
        time = 1
    }

    var digest: Digest { state.digest() }

    mutating func run(_ steps: ArraySlice<ExchangeWorkload.Step>) {
        for step in steps { take(step) }
    }

    mutating func run(_ steps: ArraySlice<ExchangeWorkload.Step>, perSecond rate: Int) -> Latencies {
        var latencies = Latencies()
        let start = Monotonic.nanoseconds
        var number = 0
        for step in steps {
            let due = start &+ Int64(number &* 1_000_000_000 / rate)
            while Monotonic.nanoseconds < due {}
            take(step)
            latencies.record(nanoseconds: UInt64(max(0, Monotonic.nanoseconds &- due)))
            number &+= 1
        }
        return latencies
    }

    @inline(__always)
    private mutating func take(_ step: ExchangeWorkload.Step) {
        apply(step.command)
        inBatch &+= 1
        if inBatch == Self.batch {
            inBatch = 0
            time &+= 1
            state.discardEvents()
        }
    }

    @inline(__always)
    private mutating func apply(_ command: Command) {
        let stamped = Stamped(sequence: state.sequence.next, time: Timestamp(milliseconds: time), payload: command)
        if case .failure = state.apply(stamped) { refused &+= 1 }
    }
}
