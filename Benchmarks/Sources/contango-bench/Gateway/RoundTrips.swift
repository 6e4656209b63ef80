import Foundation
import LoopbackSockets

/// One client's questions and answers on one connection. Both ends but the exchange are this program, started by itself:
/// `contango-bench answer-from-memory PORT QUESTION-BYTES` and `contango-bench ask PORT FILE KIND IN-FLIGHT ROUNDS`.
struct RoundTrips {
    enum Kind: String { case rawSocket = "raw-socket", webSocket = "websocket" }

    struct Result {
        var p50Nanoseconds: Double
        /// Of all rounds together.
        var nanoseconds: Double
    }

    private static let answering = "answer-from-memory"
    private static let asking = "ask"
    private static let path = "/ws-fapi/v1"
    /// Of the WebSocket API's answer to an order, its rate limits included.
    private static let answerBytes = 880

    let port: Int
    let inFlight: Int
    let rounds: Int
    let kind: Kind

    func run(_ question: [UInt8]) throws -> Result {
        let directory = try TemporaryDirectory()
        let file = directory.path + "/question"
        guard FileManager.default.createFile(atPath: file, contents: Data(question)) else { throw VoidRun("no file \(file)") }
        let command = [Role.ownPath, Self.answering, String(port), String(question.count)]
        let answering = kind == .rawSocket ? try ChildProcess(command, on: .server) : nil
        defer { answering?.end() }
        let asking = [Role.ownPath, Self.asking, String(port), file, kind.rawValue, String(inFlight), String(rounds)]
        let output = try ChildProcess(asking, on: .client, collectsOutput: true).outputToEnd()
        let numbers = output.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
        guard numbers.count == 2, numbers[1] > 0 else { throw VoidRun("the client printed \(output)") }
        return Result(p50Nanoseconds: numbers[0], nanoseconds: numbers[1])
    }

    // MARK: The other ends

    /// The exit code, when the arguments ask for one of them.
    static func played(by arguments: [String]) -> Int32? {
        let numbers = arguments.map { Int($0) ?? 0 }
        switch arguments.dropFirst().first {
        case answering where arguments.count == 4:
            return answer_from_memory(UInt16(truncatingIfNeeded: numbers[2]), numbers[3], answerBytes)
        case asking where arguments.count == 7:
            guard let kind = Kind(rawValue: arguments[4]), let question = FileManager.default.contents(atPath: arguments[3]) else {
                return 1
            }
            return RoundTrips(port: numbers[2], inFlight: numbers[5], rounds: numbers[6], kind: kind).ask([UInt8](question))
        default: return nil
        }
    }

    private static let lastAnswerBytes = 2_048

    /// Prints the median round and all rounds together, in nanoseconds, unless the last answer is no success.
    private func ask(_ question: [UInt8]) -> Int32 {
        var spans = [Int64](repeating: 0, count: rounds)
        var last = [CChar](repeating: 0, count: Self.lastAnswerBytes)
        let elapsed = question.withUnsafeBufferPointer { question in
            let trips = round_trips(
                port: UInt16(truncatingIfNeeded: port), question: question.baseAddress, question_bytes: question.count,
                answer_bytes: kind == .rawSocket ? Self.answerBytes : 0, in_flight: Int32(inFlight), rounds: rounds)
            guard kind == .webSocket else { return LoopbackSockets.ask(trips, nil, &spans, &last, last.count) }
            return Self.path.withCString { LoopbackSockets.ask(trips, $0, &spans, &last, last.count) }
        }
        let answer = String(decoding: last.dropFirst(4).prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard elapsed > 0, kind == .rawSocket || answer.contains(#""status":200"#) else {
            print(elapsed > 0 ? answer : "nothing")
            return 1
        }
        print("\(spans.sorted()[rounds / 2]) \(elapsed)")
        return 0
    }
}
