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

    func run() throws -> [Row] {
        var yardstick = Middle()
        var own = Middle()
        for _ in 0..<Passes.countMin {
            yardstick.add(try messagesPerSecond(.broadcastByWrites, .readSockets, Self.busy))
            own.add(try messagesPerSecond(.broadcastByTransport, .readWebSockets, Self.busy))
        }
        let oneByOne = try messagesPerSecond(.broadcastByTransport, .readWebSockets, Self.oneByOne)
        return [
            Row(
                title(Self.busy), value: own.text(Number.rate), yardstick: "one write each, C \(yardstick.text(Number.rate))",
                ratio: own.value / yardstick.value, threshold: Thresholds.fanOut),
            Row(title(Self.oneByOne), value: Number.rate(oneByOne)),
        ]
    }

    private func title(_ perAcknowledgement: Int) -> String {
        let behind = Broadcast(port: 0, messagesPerAcknowledgement: perAcknowledgement).messagesBehindMax
        return "stream messages/s to \(Broadcast.sockets) sockets, at most \(behind) behind"
    }

    private func messagesPerSecond(_ sending: Role, _ reading: Role, _ perAcknowledgement: Int) throws -> Double {
        let broadcast = Broadcast(port: try LoopbackHTTP.freePort(), messagesPerAcknowledgement: perAcknowledgement)
        let sender = try ChildProcess(sending.command(broadcast), on: .server)
        defer { sender.end() }
        let output = try ChildProcess(reading.command(broadcast), on: .client, collectsOutput: true).outputToEnd()
        guard let nanoseconds = Double(output.filter { !$0.isWhitespace }), nanoseconds > 0 else {
            throw VoidRun("the reader printed \(output)")
        }
        return Double(Broadcast.messages * Broadcast.sockets) / (nanoseconds / 1e9)
    }
}
