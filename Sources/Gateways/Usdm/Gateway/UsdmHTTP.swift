import CommandsAndEvents
import ExchangePorts
import GatewayKit
import Primitives
import UsdmWire
import WireKit

/// The way of a REST request: find its row, weigh it, check who sent it, decode, answer.
final class UsdmHTTP: HTTPHandler {
    private let services: UsdmServices
    private let listenKeys: ListenKeys
    private let table: EndpointTable<UsdmCall>
    private let access: UsdmAccess
    private let weights: Locked<RequestWeights>
    private let orderCounts: Locked<OrderCounts>

    init(services: UsdmServices, listenKeys: ListenKeys, rows: [UsdmRow]) {
        self.services = services
        self.listenKeys = listenKeys
        table = EndpointTable(rows)
        access = UsdmAccess(keys: services.keys)
        weights = Locked(RequestWeights(policy: services.weights))
        orderCounts = Locked(OrderCounts(policy: services.orderCounts))
    }

    func respond(to request: HTTPRequest) async -> HTTPReply? {
        switch table.find(request.method, request.path) {
        case .row(let row): return await answer(request, with: row)
        case .otherMethod: return invalidPath(request)
        case .none: return Self.roots.contains { request.path.hasPrefix($0) } ? invalidPath(request) : nil
        }
    }

    private static let roots = ["/fapi/", "/futures/data/", "/api/v3/", "/sapi/"]

    private func answer(_ request: HTTPRequest, with row: UsdmRow) async -> HTTPReply {
        let now = services.exchange.now
        var headers: [(name: String, value: String)] = []
        do {
            let parameters = Result { () throws(FormParameters.Flaw) in
                try FormParameters(query: request.query, body: Self.form(request))
            }
            try weigh(request, row, try? parameters.get(), now: now, headers: &headers)
            let values = try parameters.get()
            let key = try access.key(for: row.contract, request, values, now: now)
            let usage = try count(row, key?.account, now: now)
            let call = UsdmCall(
                services: services, listenKeys: listenKeys, key: key, now: now, host: request.header("Host"))
            let body = try await answer(row, values, call)
            if let usage {
                headers.append(("X-MBX-ORDER-COUNT-10S", String(usage.tenSeconds)))
                headers.append(("X-MBX-ORDER-COUNT-1M", String(usage.minute)))
            }
            return .json(body, headers: headers)
        } catch {
            return refuse(UsdmError(error), headers: headers)
        }
    }

    /// A number with too many digits says nothing as long as its symbol is unknown: symbols are checked first.
    private func answer(_ row: UsdmRow, _ values: FormParameters, _ call: UsdmCall) async throws -> [UInt8] {
        do {
            return try await row.answer(values, call)
        } catch ParameterFault.tooPrecise(let name) {
            if let symbol = values["symbol"] { _ = try call.instrument(symbol) }
            throw ParameterFault.tooPrecise(name)
        }
    }

    /// A body counts when it is a form. Some clients say JSON and send nothing; JSON itself is no form.
    private static func form(_ request: HTTPRequest) -> [UInt8] {
        request.body.first == UInt8(ascii: "{") || request.body.first == UInt8(ascii: "[") ? [] : request.body
    }

    private func weigh(
        _ request: HTTPRequest, _ row: UsdmRow, _ parameters: FormParameters?, now: Timestamp,
        headers: inout [(name: String, value: String)]
    ) throws {
        let weight = row.contract.weight.of(parameters ?? FormParameters())
        switch weights.withLock({ $0.take(weight, from: request.remoteAddress, at: now) }) {
        case .allowed(let used): addWeight(used, to: &headers)
        case .tooMany(let used, let retryAfter):
            addWeight(used, to: &headers)
            headers.append(("Retry-After", String(retryAfter)))
            throw UsdmError.tooManyRequests(address: request.remoteAddress, limit: services.weights.weightPerMinute)
        case .banned(let until, let retryAfter):
            headers.append(("Retry-After", String(retryAfter)))
            throw UsdmError.banned(address: request.remoteAddress, until: until.milliseconds)
        }
    }

    private func addWeight(_ used: Int, to headers: inout [(name: String, value: String)]) {
        headers.append(("X-MBX-USED-WEIGHT-1M", String(used)))
        headers.append(("X-MBX-USED-WEIGHT", String(used)))
    }

    private func count(_ row: UsdmRow, _ account: AccountID?, now: Timestamp) throws -> OrderCounts.Usage? {
        guard case .each(let tenSeconds, let minute) = row.contract.orderCount, let account else { return nil }
        switch orderCounts.withLock({ $0.take(tenSeconds: tenSeconds, minute: minute, of: account, at: now) }) {
        case .allowed(let usage): return usage
        case .tooMany(let limit, let window): throw UsdmError.tooManyOrders(limit: limit, window: window)
        }
    }

    private func refuse(_ error: UsdmError, headers: [(name: String, value: String)]) -> HTTPReply {
        var json = JSONWriter(reservingCapacity: 160)
        json.object {
            $0.field("code", error.code)
            $0.field("msg", error.message)
        }
        return .json(json.bytes, status: error.status, headers: headers)
    }

    private func invalidPath(_ request: HTTPRequest) -> HTTPReply {
        refuse(
            UsdmError(-5000, "Path \(request.path), Method \(request.method.rawValue) is invalid", status: 404), headers: [])
    }
}
