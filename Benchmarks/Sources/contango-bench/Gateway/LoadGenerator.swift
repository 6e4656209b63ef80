/// wrk on the client's core, sending one request again and again.
struct LoadGenerator {
    struct Result {
        var p50Nanoseconds: Double
        var perSecond: Double
    }

    private let path: String
    private let script: String
    private let directory: TemporaryDirectory

    init(_ order: SignedOrder) throws {
        directory = try TemporaryDirectory()
        path = SignedOrder.path
        script = try directory.write(Self.script(order), to: "order.lua")
    }

    init(getting path: String) throws {
        directory = try TemporaryDirectory()
        self.path = path
        script = try directory.write(Self.report, to: "get.lua")
    }

    func run(on server: LocalServer, connections: Int, seconds: Int) throws -> Result {
        let url = "http://127.0.0.1:\(server.port)\(path)"
        let command = [try ChildProcess.find("wrk"), "-t1", "-c\(connections)", "-d\(seconds)s", "-s", script, url]
        let output = try ChildProcess(command, on: .client, collectsOutput: true).outputToEnd()
        let line = output.split(separator: "\n").first { $0.hasPrefix("RESULT ") }
        let numbers = line?.split(separator: " ").dropFirst().compactMap { Double($0) } ?? []
        guard numbers.count == 4, numbers[0] > 0, numbers[1] > 0 else { throw VoidRun("wrk printed \(output)") }
        guard numbers[2] == 0 else { throw VoidRun("\(Int(numbers[2])) of \(Int(numbers[0])) requests failed") }
        return Result(p50Nanoseconds: numbers[3] * 1e3, perSecond: numbers[0] / (numbers[1] / 1e6))
    }

    /// wrk counts in microseconds.
    private static func script(_ order: SignedOrder) -> String {
        let headers = order.headers.map { "wrk.headers[\"\($0.name)\"] = \"\($0.value)\"" }.joined(separator: "\n")
        return """
            wrk.method = "POST"
            wrk.body = "\(order.body)"
            \(headers)
            \(report)
            """
    }

    private static let report = """
        done = function(summary, latency, requests)
            local errors = summary.errors
            local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
            io.write(string.format(
                "RESULT %d %d %d %f\\n", summary.requests, summary.duration, failed, latency:percentile(50)))
        end
        """
}
