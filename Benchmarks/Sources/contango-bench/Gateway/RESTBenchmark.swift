/// A signed order over REST against nginx, which answers the same request with a reply from memory: what signature, engine
/// and encoding add to the least that HTTP costs here.
///
/// Both servers stay on one core and the load generator on the other; they take turns.
struct RESTBenchmark: Benchmark {
    let name = "rest"

    private static let turns = 5
    private static let secondsPerTurn = 2
    private static let manyConnections = 64

    func run() throws -> [Row] {
        let contango = try LocalServer.contango()
        let nginx = try LocalServer.nginx()
        let order = try SignedOrder(for: contango)
        try order.check(on: contango)
        let generator = try LoadGenerator(order)
        return [
            try latency(generator, contango, nginx, connections: 1),
            try throughput(generator, contango, nginx, connections: Self.manyConnections),
        ]
    }

    private func latency(
        _ generator: LoadGenerator, _ contango: LocalServer, _ nginx: LocalServer, connections: Int
    ) throws -> Row {
        let (own, yardstick) = try turns(generator, contango, nginx, connections) { $0.p50Nanoseconds }
        return Row(
            "REST, signed order, one connection, p50", value: own.text(Number.span),
            yardstick: "nginx \(yardstick.text(Number.span))", ratio: own.value / yardstick.value,
            threshold: Thresholds.restLatency)
    }

    private func throughput(
        _ generator: LoadGenerator, _ contango: LocalServer, _ nginx: LocalServer, connections: Int
    ) throws -> Row {
        let (own, yardstick) = try turns(generator, contango, nginx, connections) { $0.perSecond }
        return Row(
            "REST, signed orders/s, \(connections) connections", value: own.text(Number.rate),
            yardstick: "nginx \(yardstick.text(Number.rate))", ratio: own.value / yardstick.value,
            threshold: Thresholds.restThroughput)
    }

    private func turns(
        _ generator: LoadGenerator, _ contango: LocalServer, _ nginx: LocalServer, _ connections: Int,
        _ figure: (LoadGenerator.Result) -> Double
    ) throws -> (own: Middle, yardstick: Middle) {
        var own = Middle()
        var yardstick = Middle()
        for _ in 0..<Self.turns {
            yardstick.add(figure(try generator.run(on: nginx, connections: connections, seconds: Self.secondsPerTurn)))
            own.add(figure(try generator.run(on: contango, connections: connections, seconds: Self.secondsPerTurn)))
        }
        return (own, yardstick)
    }
}
