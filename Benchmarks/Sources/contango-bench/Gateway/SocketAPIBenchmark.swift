/// A signed order over the WebSocket API against a C program that answers as many bytes from memory on a raw socket: what
/// frames, signature, engine and encoding add to the least that a round trip costs here.
///
/// Both servers stay on one core and their client, one thread in C, on the other; they take turns.
struct SocketAPIBenchmark: Benchmark {
    let name = "socket-api"

    private static let rounds = 20_000
    private static let many = 64

    func run() throws -> [Row] {
        let contango = try LocalServer.contango()
        let order = try SocketOrder(for: contango)
        let single = try turns(order, contango, inFlight: 1) { $0.p50Nanoseconds }
        let saturated = try turns(order, contango, inFlight: Self.many) { Double(Self.rounds) / ($0.nanoseconds / 1e9) }
        return [
            Row(
                "WebSocket API, order round trip, p50", value: single.own.text(Number.span),
                yardstick: "raw TCP \(single.yardstick.text(Number.span))", ratio: single.own.value / single.yardstick.value,
                threshold: Thresholds.socketAPILatency),
            Row(
                "WebSocket API, signed orders/s, \(Self.many) in flight", value: saturated.own.text(Number.rate),
                yardstick: "raw TCP \(saturated.yardstick.text(Number.rate))",
                ratio: saturated.own.value / saturated.yardstick.value, threshold: nil),
        ]
    }

    private func turns(
        _ order: SocketOrder, _ contango: LocalServer, inFlight: Int, _ figure: (RoundTrips.Result) -> Double
    ) throws -> (own: Middle, yardstick: Middle) {
        var own = Middle()
        var yardstick = Middle()
        for _ in 0..<Passes.countMin {
            let raw = RoundTrips(port: try LoopbackHTTP.freePort(), inFlight: inFlight, rounds: Self.rounds, kind: .rawSocket)
            yardstick.add(figure(try raw.run(order.question)))
            let real = RoundTrips(port: contango.port, inFlight: inFlight, rounds: Self.rounds, kind: .webSocket)
            own.add(figure(try real.run(order.question)))
        }
        return (own, yardstick)
    }
}
