import Testing
import WireKit

/// What only the WebSocket API is asked.
extension Provocation {
    static let frames: [Provocation] = [
        Provocation(-1020) { try await answer(to: "no.such", on: $0) },
        Provocation(-4056) { try await answer(to: "session.logon", as: .alice, on: $0) },
        Provocation(-1135) { fixture in
            let client = try SocketClient(fixture)
            client.send(text: "no json")
            return try Self.asReply(try await client.next())
        },
    ]

    private static func answer(
        to method: String, as trader: Trader? = nil, on fixture: UsdmFixture
    ) async throws -> UsdmFixture.Answer {
        try asReply(try await SocketClient(fixture).ask(method, as: trader))
    }

    private static func asReply(_ answer: SocketClient.Answer) throws -> UsdmFixture.Answer {
        UsdmFixture.Answer(status: Int(answer.status ?? 0), headers: [], json: try #require(answer.json["error"]))
    }
}
