/// Replies that are read from the market data, against nginx sending a file of the same bytes: what looking up and encoding
/// add to sending.
///
/// The exchange has traded for half an hour of its own time before its clock stands still.
struct RESTReadBenchmark: Benchmark {
    let name = "rest-read"

    private static let connections = 64
    private static let tradedMilliseconds = 1_800_000
    private static let turns = 3
    private static let secondsPerTurn = 2
    private static let paths = [
        (name: "depth, 100 levels", path: "/fapi/v1/depth?symbol=BTCUSDT&limit=100"),
        (name: "klines of half an hour", path: "/fapi/v1/klines?symbol=BTCUSDT&interval=1m&limit=500"),
    ]

    func run() throws -> [Row] {
        let contango = try LocalServer.contango()
        try contango.advance(milliseconds: Self.tradedMilliseconds)
        return try Self.paths.map { try row($0.name, $0.path, contango) }
    }

    private func row(_ name: String, _ path: String, _ contango: LocalServer) throws -> Row {
        let body = try LoopbackHTTP.send("GET", path, port: contango.port)
        let nginx = try LocalServer.nginx(sending: body)
        let generator = try LoadGenerator(getting: path)
        var own = Middle()
        var yardstick = Middle()
        for _ in 0..<Self.turns {
            let connections = Self.connections
            yardstick.add(try generator.run(on: nginx, connections: connections, seconds: Self.secondsPerTurn).perSecond)
            own.add(try generator.run(on: contango, connections: connections, seconds: Self.secondsPerTurn).perSecond)
        }
        return Row(
            "REST, \(name) (\(body.utf8.count) bytes), \(Self.connections) connections, replies/s",
            value: own.text(Number.rate), yardstick: "nginx, a file \(yardstick.text(Number.rate))",
            ratio: own.value / yardstick.value, threshold: nil)
    }
}
