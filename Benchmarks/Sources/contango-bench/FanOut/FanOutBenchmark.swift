/// Stream messages delivered to many sockets by the exchange's transport, against a C program that makes one `write` per
/// message and socket.
///
/// The sender stays on one core, the reader, one thread in C, on the other. The transport is kept as busy as the C program,
/// but never lets a socket fall further behind than `Broadcast.messagesAheadMax`.
struct FanOutBenchmark: Benchmark {
    let name = "fan-out"

    func run() throws -> [Row] {
        var own = Middle()
        var yardstick = Middle()
        for _ in 0..<Passes.countMin {
            yardstick.add(try messagesPerSecond(.broadcastByWrites, .readSockets))
            own.add(try messagesPerSecond(.broadcastByTransport, .readWebSockets))
        }
        return [
            Row(
                "stream messages/s delivered, \(Broadcast.sockets) sockets", value: own.text(Number.rate),
                yardstick: "one write each, C \(yardstick.text(Number.rate))", ratio: own.value / yardstick.value,
                threshold: Thresholds.fanOut)
        ]
    }

    private func messagesPerSecond(_ sending: Role, _ reading: Role) throws -> Double {
        let port = try LoopbackHTTP.freePort()
        let sender = try ChildProcess(sending.command(port: port), on: .server)
        defer { sender.end() }
        let output = try ChildProcess(reading.command(port: port), on: .client, collectsOutput: true).outputToEnd()
        guard let nanoseconds = Double(output.filter { !$0.isWhitespace }), nanoseconds > 0 else {
            throw VoidRun("the reader printed \(output)")
        }
        return Double(Broadcast.messages * Broadcast.sockets) / (nanoseconds / 1e9)
    }
}
