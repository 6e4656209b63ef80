import ArgumentParser
import Foundation
import OperatorGateway

/// Any verb of the operator API, sent to a running exchange.
struct Operator: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Send a verb of the operator API to a running exchange.",
        usage: "contango operator [--url URL] [--token TOKEN | --data DIR] VERB …",
        discussion: """
            A verb is written as in the list below, with a JSON body or with options:

              contango operator POST /clock/advance '{"ms":60000}'
              contango operator clock advance --ms 60000
              contango operator keys --account erin
              contango operator DELETE /prices/BTCUSDT

            GET, POST and PUT can be left out where only one of them fits. The answer is printed as JSON.

            \(OperatorCommandLine.verbs.map { "  " + $0 }.joined(separator: "\n"))
            """)

    @OptionGroup var connection: OperatorConnection
    @Argument(parsing: .allUnrecognized, help: "The verb.") var words: [String]

    func run() async throws {
        let request = try OperatorCommandLine(words)
        let answer = try await connection.send(request.method, request.target, body: request.body)
        print(String(decoding: answer, as: UTF8.self))
    }
}
