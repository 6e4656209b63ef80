import ArgumentParser
import Foundation
import GatewayKit
import NIOCore
import NIOHTTP1
import NIOPosix

/// Where the operator API of a running exchange is, and what opens it.
struct OperatorConnection: ParsableArguments {
    @Option(help: "Where the exchange listens.") var url = "http://127.0.0.1:9650"
    @Option(help: "The operator's token, as printed at the start.") var token: String?
    @Option(help: "The exchange's data directory, which holds operator.token.") var data = "./contango-data"

    /// Longer answers than any verb gives.
    private static let answerBytesMax = 64 << 20

    /// The body of the answer. Throws `Failure` for anything but success.
    func send(_ method: HTTPRequest.Method, _ target: String, body: [UInt8] = []) async throws -> [UInt8] {
        let (host, port) = try address()
        let token = try token ?? storedToken()
        let head = HTTPRequestHead(
            version: .http1_1, method: HTTPMethod(rawValue: method.rawValue), uri: target,
            headers: [
                "Host": "\(host):\(port)", "Connection": "close", "Content-Length": String(body.count),
                "Content-Type": "application/json", "X-Contango-Token": token,
            ])
        let response = try await exchange(head, body, host: host, port: port)
        let bytes = response.body.map { Array($0.readableBytesView) } ?? []
        if response.head.status.code == 200 { return bytes }
        throw refusal(response.head.status, bytes)
    }

    private func exchange(
        _ head: HTTPRequestHead, _ body: [UInt8], host: String, port: Int
    ) async throws -> NIOHTTPClientResponseFull {
        let channel: NIOAsyncChannel<NIOHTTPClientResponseFull, HTTPClientRequestPart>
        do {
            channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connectTimeout(.seconds(5))
                .connect(host: host, port: port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHTTPClientHandlers()
                        try channel.pipeline.syncOperations.addHandler(
                            NIOHTTPClientResponseAggregator(maxContentLength: Self.answerBytesMax))
                        return try NIOAsyncChannel(wrappingChannelSynchronously: channel)
                    }
                }
        } catch {
            throw Failure("no exchange answers at \(url); start one with `contango serve`, or say with --url where it is")
        }
        return try await channel.executeThenClose { inbound, outbound in
            // All at once: a request without a body is whole after its head, and may be answered and closed by then.
            try await outbound.write(contentsOf: [.head(head), .body(.byteBuffer(ByteBuffer(bytes: body))), .end(nil)])
            for try await response in inbound { return response }
            throw Failure("the exchange at \(url) went away before it answered")
        }
    }

    private func address() throws -> (host: String, port: Int) {
        guard let parts = URLComponents(string: url), parts.scheme == "http", let host = parts.host, !host.isEmpty,
            parts.path.isEmpty || parts.path == "/"
        else { throw ValidationError("--url is of the form http://HOST:PORT, not '\(url)'.") }
        return (host.trimmingCharacters(in: ["[", "]"]), parts.port ?? 80)
    }

    private func storedToken() throws -> String {
        let file = data + "/operator.token"
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
            throw Failure(
                "\(file) cannot be read: say with --data which directory the exchange keeps its data in, or give the token that it "
                    + "printed at its start with --token")
        }
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private func refusal(_ status: HTTPResponseStatus, _ body: [UInt8]) -> Failure {
        struct Refusal: Decodable { var error: String }
        guard let said = try? JSONDecoder().decode(Refusal.self, from: Data(body)) else {
            return Failure("what answers at \(url) is no operator API (HTTP \(status.code)); say with --url where it listens")
        }
        if status == .unauthorized {
            return Failure("the exchange at \(url) has another token; give it with --token, or its data directory with --data")
        }
        return Failure(said.error)
    }

    /// Why nothing was done, with what to do about it.
    struct Failure: Error, CustomStringConvertible {
        let description: String
        init(_ description: String) { self.description = description }
    }
}
