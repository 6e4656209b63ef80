import Testing
import UsdmGateway
import WireKit

/// Replies of the WebSocket API compared with the files under `Tests/Golden/usdm/socket` and with the samples of the document.
@Suite("What the WebSocket API says, to the letter")
struct SocketGoldenTests {
    static let methods = UsdmSurface.endpoints.flatMap(\.contract.socketMethods) + ["session.status", "session.logout"]
    /// Methods that answer in a second form, and a refusal.
    static let replies = methods + ["ticker.price.all", "ticker.book.all", "error"]

    @Test("every method answers as its golden file says", arguments: replies)
    func reply(method: String) async throws {
        let reply = try #require(try await SocketScenario.lived.value.replies[method], "the scenario does not ask \(method)")
        try GoldenFile(name: Self.file(of: method)).expect(reply)
    }

    @Test("the scenario asks for nothing else")
    func completeness() async throws {
        #expect(Set(try await SocketScenario.lived.value.replies.keys) == Set(Self.replies))
    }

    @Test(
        "a result has the names and types of the documented sample", arguments: methods + ["ticker.price.all", "ticker.book.all"])
    func shape(method: String) async throws {
        let reply = try #require(try await SocketScenario.lived.value.replies[method])
        #expect(Self.entries(of: reply, besides: "result") == JSONShape(DocumentedSocketShapes.envelope).entries)
        if Self.undocumented.contains(method) { return }
        let result = JSONShape(try #require(reply["result"])).entries
        let documented = JSONShape(try #require(Self.documented(method))).entries
        let difference = Self.differences[method] ?? .init()
        #expect(
            difference.without.isSubset(of: documented) && difference.with.isDisjoint(with: documented), "a difference that is none"
        )
        let expected = documented.subtracting(difference.without).union(difference.with)
        #expect(result.subtracting(expected).isEmpty, "more than documented")
        #expect(expected.subtracting(result).isEmpty, "less than documented")
    }

    @Test("a refusal has code and message where the result would be, and the limits")
    func errorShape() async throws {
        let reply = try #require(try await SocketScenario.lived.value.replies["error"])
        let expected = JSONShape(DocumentedSocketShapes.envelope).entries.union(["error.code:number", "error.msg:string"])
        #expect(JSONShape(reply).entries == expected)
    }

    /// The algo door stands in later documents, where it answers like its REST twin.
    private static func documented(_ method: String) -> String? {
        switch method {
        case "algoOrder.place": DocumentedShapes.orders["POST /fapi/v1/algoOrder"]
        case "algoOrder.cancel": DocumentedShapes.orders["DELETE /fapi/v1/algoOrder"]
        default: DocumentedSocketShapes.results[method]
        }
    }

    /// Generic methods, which document 001 only has over REST.
    private static let undocumented: Set = ["ping", "time"]

    private static let unauthorized = DocumentDifferences.Difference(
        without: ["apiKey:string", "authorizedSince:number"], with: ["apiKey:null", "authorizedSince:null"])

    private static let differences: [String: DocumentDifferences.Difference] = [
        // "Only return with TRAILING_STOP_MARKET order"; clients read `avgPrice` from every order reply.
        "order.cancel": .init(without: ["activatePrice:string", "priceRate:string"], with: ["avgPrice:string"]),
        // What the REST twin shows besides.
        "account.status": .init(with: ["feeBurn:boolean", "positions[].isolatedWallet:string", "positions[].notional:string"]),
        "v2/account.status": .init(with: ["assets[].marginAvailable:boolean"]),
        // The REST twin's name of the same figure, which clients read here, too.
        "v2/account.position": .init(with: ["[].unRealizedProfit:string"]),
        "session.status": unauthorized,
    ]

    private static func entries(of reply: JSONValue, besides name: String) -> Set<String> {
        guard case .object(let members) = reply else { return [] }
        return JSONShape(.object(members.filter { $0.name != name })).entries
    }

    /// `v2/account.status` is kept in `socket/v2_account.status.json`.
    static func file(of method: String) -> String { "socket/" + method.replacing("/", with: "_") }
}
