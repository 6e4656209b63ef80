import Testing
import UsdmGateway
import WireKit

/// Replies and messages compared with the files under `Tests/Golden/usdm` and with the samples of the API document.
@Suite("What the surface says, to the letter")
struct GoldenTests {
    static let rows = UsdmSurface.endpoints.map { "\($0.contract.method.rawValue) \($0.contract.path)" }
    /// Endpoints that answer in a second form.
    static let forms =
        [
            "GET /fapi/v1/premiumIndex", "GET /fapi/v1/ticker/24hr", "GET /fapi/v1/ticker/price", "GET /fapi/v2/ticker/price",
            "GET /fapi/v1/ticker/bookTicker", "GET /fapi/v1/leverageBracket",
        ].map { $0 + ".all" } + ["POST /fapi/v1/order.result"]
        + ["income", "order", "trade"].map { "GET /fapi/v1/\($0)/asyn/id.processing" } + SettingsScenario.forms
        + ContractsScenario.forms + ForcedCloseScenario.forms
        + ["POST /fapi/v1/order", "GET /fapi/v1/order", "GET /fapi/v1/openOrder", "DELETE /fapi/v1/order"].map { $0 + ".trailing" }
    static let streamNames = GoldenScenario.streamNames + ContractsScenario.streamNames
    static let events =
        [
            "ORDER_TRADE_UPDATE.NEW", "ORDER_TRADE_UPDATE.AMENDMENT", "ORDER_TRADE_UPDATE.TRADE", "ORDER_TRADE_UPDATE.CANCELED",
            "ORDER_TRADE_UPDATE.EXPIRED", "ACCOUNT_UPDATE.ORDER", "ACCOUNT_UPDATE.DEPOSIT", "ACCOUNT_UPDATE.WITHDRAW",
            "ACCOUNT_UPDATE.FUNDING_FEE", "ACCOUNT_CONFIG_UPDATE", "listenKeyExpired",
            "ORDER_TRADE_UPDATE.trailing", "CONDITIONAL_ORDER_TRIGGER_REJECT", "ALGO_UPDATE.NEW", "ALGO_UPDATE.CANCELED",
            "ALGO_UPDATE.TRIGGERING", "ALGO_UPDATE.TRIGGERED", "ALGO_UPDATE.FINISHED",
        ] + SettingsScenario.eventKinds + ForcedCloseScenario.eventKinds

    @Test("every endpoint answers as its golden file says", arguments: rows + forms)
    func reply(row: String) async throws {
        let reply = try #require(try await GoldenScenario.lived.value.replies[row], "the scenario does not ask \(row)")
        try GoldenFile(name: Self.file(of: row)).expect(reply)
    }

    @Test("every stream says what its golden file says", arguments: streamNames)
    func message(stream: String) async throws {
        let message = try #require(try await GoldenScenario.lived.value.streams[stream], "\(stream) said nothing")
        try GoldenFile(name: "streams/" + stream).expect(message)
    }

    @Test("every user event is as its golden file says", arguments: events)
    func event(kind: String) async throws {
        let event = try #require(try await GoldenScenario.lived.value.events[kind], "\(kind) did not happen")
        try GoldenFile(name: "streams/user." + kind).expect(event)
    }

    @Test("every golden file is compared, and nothing the scenario hears goes without one")
    func completeness() async throws {
        let scenario = try await GoldenScenario.lived.value
        let compared =
            (Self.rows + Self.forms).map(Self.file) + Self.streamNames.map { "streams/" + $0 }
            + Self.events.map { "streams/user." + $0 } + SocketGoldenTests.replies.map(SocketGoldenTests.file)
            + (1...3).map { "document004/\($0)" }
        #expect(try GoldenFile.all() == Set(compared))
        #expect(Set(scenario.replies.keys) == Set(Self.rows + Self.forms))
        #expect(Set(scenario.events.keys) == Set(Self.events))
    }

    @Test("a reply has the names and types of the documented sample", arguments: rows + forms)
    func replyShape(row: String) async throws {
        let reply = try #require(try await GoldenScenario.lived.value.replies[row])
        if DocumentDifferences.undocumentedRows.contains(row) { return }
        // A test order is answered like an order, and so is one that asks for its result.
        let isOrder = ["POST /fapi/v1/order/test", "POST /fapi/v1/order.result"].contains(row)
        let others = SettingsScenario.forms + ContractsScenario.forms + ForcedCloseScenario.forms
        let isOtherMode = others.contains(row) && !row.hasSuffix(".all")
        let form = isOrder ? "POST /fapi/v1/order" : isOtherMode ? String(row.prefix { $0 != "." }) : row
        let documentedRow = form.hasSuffix(".trailing") ? String(form.dropLast(".trailing".count)) : form
        let documented = try #require(DocumentedShapes.replies[documentedRow] ?? DocumentedShapes.orders[documentedRow])
        expect(reply, documented, DocumentDifferences.replies[form] ?? DocumentDifferences.orders[form])
    }

    @Test("a message has the names and types of the documented sample", arguments: streamNames)
    func messageShape(stream: String) async throws {
        let message = try #require(try await GoldenScenario.lived.value.streams[stream])
        guard let name = DocumentDifferences.documentedName(of: stream) else { return }
        expect(message, try #require(DocumentedShapes.messages[name]), nil)
    }

    @Test("a user event has the names and types of the documented sample", arguments: events)
    func eventShape(kind: String) async throws {
        let event = try #require(try await GoldenScenario.lived.value.events[kind])
        let name = String(kind.prefix { $0 != "." })
        expect(
            event, try #require(DocumentedShapes.messages[name] ?? DocumentedShapes.orderMessages[name]),
            DocumentDifferences.events[kind])
    }

    private func expect(_ value: JSONValue, _ documented: String, _ difference: DocumentDifferences.Difference?) {
        let shape = JSONShape(value).entries
        let sample = JSONShape(documented).entries
        let difference = difference ?? .init()
        #expect(difference.without.isSubset(of: sample) && difference.with.isDisjoint(with: sample), "a difference that is none")
        let expected = sample.subtracting(difference.without).union(difference.with)
        #expect(shape.subtracting(expected).isEmpty, "more than documented")
        #expect(expected.subtracting(shape).isEmpty, "less than documented")
    }

    /// `GET /fapi/v1/depth` is kept in `GET_fapi_v1_depth.json`.
    private static func file(of row: String) -> String {
        row.split { $0 == " " || $0 == "/" }.joined(separator: "_")
    }
}
