import GatewayKit
import Testing
import WireKit

/// A connection of the WebSocket API: requests signed over their sorted parameters, answers in the order they come.
final class SocketClient: Sendable {
    private let fixture: UsdmFixture
    let session: any WebSocketSession
    let socket = AnsweringSocket()
    let policy: WebSocketPolicy

    init(_ fixture: UsdmFixture, _ query: String = "", address: String = "127.0.0.1") throws {
        self.fixture = fixture
        let request = HTTPRequest(method: .get, path: "/ws-fapi/v1", query: Array(query.utf8), remoteAddress: address)
        guard case .accept(let session, let policy)? = fixture.upgrade(request) else { throw Refused() }
        self.session = session
        self.policy = policy
        session.opened(socket)
    }

    struct Refused: Error {}

    /// A reply taken apart.
    struct Answer: Sendable {
        let json: JSONValue

        var id: JSONValue? { json["id"] }
        var status: Int64? { json["status"]?.integer }
        var result: JSONValue? { json["result"] }
        var code: Int64? { json["error"]?["code"]?.integer }
        var message: String? { json["error"]?["msg"]?.text }
        /// `REQUEST_WEIGHT 1 MINUTE 5/2400`, one of each; nil when none are shown.
        var limits: [String]? {
            json["rateLimits"]?.items.map { row in
                func text(_ name: String) -> String { row[name].map(\.parameterText) ?? "?" }
                return "\(text("rateLimitType")) \(text("intervalNum")) \(text("interval")) \(text("count"))/\(text("limit"))"
            }
        }
    }

    func send(text: String) { session.received(text: Array(text.utf8)) }

    func next(sourceLocation: SourceLocation = #_sourceLocation) async throws -> Answer {
        Answer(json: try #require(try await socket.next(), sourceLocation: sourceLocation))
    }

    /// Sends a request; `parameters` is the inside of an object. Signed when a trader is named.
    func send(_ method: String, _ parameters: String = "", as trader: Trader? = nil, id: String = "1") throws {
        send(text: #"{"id":\#(id),"method":"\#(method)","params":\#(try signed(parameters, by: trader))}"#)
    }

    func ask(
        _ method: String, _ parameters: String = "", as trader: Trader? = nil, id: String = "1",
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Answer {
        try send(method, parameters, as: trader, id: id)
        return try await next(sourceLocation: sourceLocation)
    }

    /// The parameters with time and signature.
    func signed(_ parameters: String, by trader: Trader?, payload: (String) -> String = { $0 }) throws -> String {
        guard let trader else { return "{\(parameters)}" }
        var all = parameters.isEmpty ? "" : parameters + ","
        all += #""apiKey":"\#(trader.key)""#
        if !parameters.contains(#""timestamp""#) { all += #","timestamp":\#(fixture.now)"# }
        let signature = trader.signature(of: payload(try Self.payload(of: "{\(all)}")))
        return #"{\#(all),"signature":"\#(signature)"}"#
    }

    /// `name=value` sorted by name, with `&` between.
    static func payload(of object: String) throws -> String {
        guard case .object(let members) = try JSONValue(parsing: Array(object.utf8)) else { return "" }
        return members.sorted { $0.name < $1.name }.map { "\($0.name)=\($0.value.parameterText)" }.joined(separator: "&")
    }
}
