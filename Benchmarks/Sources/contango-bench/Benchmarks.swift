/// Everything `contango-bench` can run, in the order of its table.
let benchmarks: [any Benchmark] = [
    MatchingBenchmark(),
    EngineBenchmark(),
    OpenLoopBenchmark(),
    JournalBenchmark(),
    RecoveryBenchmark(),
    RESTBenchmark(),
    SocketAPIBenchmark(),
    FanOutBenchmark(),
]
