/// Everything `contango-bench` can run, in the order of its table.
let benchmarks: [any Benchmark] = [
    MatchingBenchmark(),
    EngineBenchmark(),
    TriggerBenchmark(),
    LiquidationBenchmark(),
    OpenLoopBenchmark(),
    PricingBenchmark(),
    JournalBenchmark(),
    RecoveryBenchmark(),
    RESTBenchmark(),
    RESTReadBenchmark(),
    SocketAPIBenchmark(),
    FanOutBenchmark(),
    IdleSocketsBenchmark(),
]
