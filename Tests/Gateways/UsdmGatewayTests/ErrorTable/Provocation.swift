import CommandsAndEvents
import Primitives
import WireKit

/// A request that must be refused with a certain code.
struct Provocation: Sendable {
    let code: Int
    private let provoke: @Sendable (UsdmFixture) async throws -> UsdmFixture.Answer
    private let fixture: @Sendable () async throws -> UsdmFixture

    static let all = requests + orders + conditionalOrders + amendments + circumstances + settings + frames

    init(
        _ code: Int, on fixture: @escaping @Sendable () async throws -> UsdmFixture = { try await UsdmFixture() },
        _ provoke: @escaping @Sendable (UsdmFixture) async throws -> UsdmFixture.Answer
    ) {
        self.code = code
        self.fixture = fixture
        self.provoke = provoke
    }

    /// A request of Alice's, or one without a key.
    init(_ code: Int, _ method: HTTPMethod, _ path: String, _ parameters: String = "", signed: Bool = true) {
        self.init(code) { try await $0.send(method, "/fapi/v1/" + path, parameters, as: signed ? .alice : nil) }
    }

    /// A limit order that would be taken but for one change.
    init(_ code: Int, order change: String) {
        self.init(
            code, .post, "order", Self.changed("symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=49000", change))
    }

    /// A conditional order that would be taken but for one change.
    init(_ code: Int, stop change: String) {
        self.init(
            code, .post, "order", Self.changed("symbol=BTCUSDT&side=BUY&type=STOP&quantity=1&price=51000&stopPrice=51000", change))
    }

    init(_ code: Int, trailing change: String) {
        self.init(
            code, .post, "order",
            Self.changed("symbol=BTCUSDT&side=BUY&type=TRAILING_STOP_MARKET&quantity=1&callbackRate=1", change))
    }

    func answer() async throws -> UsdmFixture.Answer { try await provoke(try await fixture()) }

    /// `name=-` takes the parameter away.
    private static func changed(_ parameters: String, _ change: String) -> String {
        let changes = change.split(separator: "&").map(String.init)
        let names = changes.map { $0.prefix { $0 != "=" } + "=" }
        let kept = parameters.split(separator: "&").map(String.init).filter { entry in !names.contains { entry.hasPrefix($0) } }
        return (kept + changes.filter { !$0.hasSuffix("=-") }).joined(separator: "&")
    }
}
