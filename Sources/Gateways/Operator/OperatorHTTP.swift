import ExchangePorts
import GatewayKit
import WireKit

/// The way of an operator's request: check the token, find the verb, read the body, answer.
struct OperatorHTTP: HTTPHandler {
    static let root = "/operator/v1"

    private let services: OperatorServices
    private let token: OperatorToken

    init(services: OperatorServices) {
        self.services = services
        token = OperatorToken(services.token)
    }

    func respond(to request: HTTPRequest) async -> HTTPReply? {
        guard request.path == Self.root || request.path.hasPrefix(Self.root + "/") else { return nil }
        do throws(OperatorError) {
            guard token.matches(request.header("X-Contango-Token")) else { throw .wrongToken }
            return .json(try await answer(request).body)
        } catch {
            return refuse(error)
        }
    }

    private func answer(_ request: HTTPRequest) async throws(OperatorError) -> OperatorReply {
        let path = request.path.dropFirst(Self.root.count)
        var otherMethods: [String] = []
        for verb in OperatorVerb.all {
            guard let values = verb.path.values(in: path) else { continue }
            if verb.method != request.method {
                otherMethods.append(verb.method.rawValue)
                continue
            }
            let query = request.method == .get ? request.query : []
            let body = try OperatorBody(request.body, query: query, fields: verb.fields)
            return try await verb.answer(OperatorCall(services: services, path: values, body: body))
        }
        throw .unknownVerb(request.method.rawValue, request.path, otherMethods: otherMethods)
    }

    private func refuse(_ error: OperatorError) -> HTTPReply {
        var json = JSONWriter(reservingCapacity: 128)
        json.object { $0.field("error", error.message) }
        return .json(json.bytes, status: error.status)
    }
}
