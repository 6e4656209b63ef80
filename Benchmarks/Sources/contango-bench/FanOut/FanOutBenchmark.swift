/// Stream messages delivered to many sockets by the exchange's transport, against a C program that makes one `write` per
/// message and socket.
///
/// The sender stays on one core, the reader, one thread in C, on the other. Both senders are kept busy: the C program fills
/// the buffers of the sockets, the transport waits when a socket is too many messages behind. How many that may be decides
/// how much of them goes out in one write, so a second row, which mostly shows how long the reader's word takes, allows
/// next to none.
struct FanOutBenchmark: Benchmark {
    let name = "fan-out"

    private static let busy = 32
    private static let oneByOne = 1
    private static let socketCounts = [100, 1_000]

    func run() throws -> [Row] { try Self.socketCounts.flatMap(rows) }

    private func rows(sockets: Int) throws -> [Row] {
        var yardstick = Middle()
        var own = Middle()
        for _ in 0..<Passes.countMin {
            yardstick.add(try messagesPerSecond(.broadcastByWrites, .readSockets, sockets, Self.busy))
            own.add(try messagesPerSecond(.broadcastByTransport, .readWebSockets, sockets, Self.busy))
        }
        let oneByOne = try messagesPerSecond(.broadcastByTransport, .readWebSockets, sockets, Self.oneByOne)
        return [
            Row(
                title(sockets, Self.busy), value: own.text(Number.rate),
                yardstick: "one write each, C \(yardstick.text(Number.rate))",
                ratio: own.value / yardstick.value, threshold: Thresholds.fanOut),
            Row(title(sockets, Self.oneByOne), value: Number.rate(oneByOne)),
            // A message goes out when the reader has told that the one before the last came on every socket.
            Row(
                "one message to the last of \(sockets) sockets, and word of it back",
                value: Number.span(nanoseconds: Double(sockets) / oneByOne * 1e9)),
        ]
    }

    private func title(_ sockets: Int, _ perAcknowledgement: Int) -> String {
        let plan = Broadcast(port: 0, sockets: sockets, messagesPerAcknowledgement: perAcknowledgement)
        let behind = plan.messagesBehindMax
        return "stream messages/s to \(sockets) sockets, at most \(behind) behind"
    }

    private func messagesPerSecond(_ sending: Role, _ reading: Role, _ sockets: Int, _ perAcknowledgement: Int) throws -> Double {
        let broadcast = Broadcast(
            port: try LoopbackHTTP.freePort(), sockets: sockets, messagesPerAcknowledgement: perAcknowledgement)
        let sender = try ChildProcess(sending.command(broadcast), on: .server)
        defer { sender.end() }
        let output = try ChildProcess(reading.command(broadcast), on: .client, collectsOutput: true).outputToEnd()
        guard let nanoseconds = Double(output.filter { !$0.isWhitespace }), nanoseconds > 0 else {
            throw VoidRun("the reader printed \(output)")
        }
        return Double(broadcast.messages * broadcast.sockets) / (nanoseconds / 1e9)
    }
}
