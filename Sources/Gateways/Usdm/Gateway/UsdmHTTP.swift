import CommandsAndEvents
import ExchangePorts
import GatewayKit
import Primitives
import UsdmWire
import WireKit

/// The way of a REST request: find its row, weigh it, check who sent it, decode, answer.
///
/// Requests that are one command are taken, and submitted together with those that came in the same turn.
final class UsdmHTTP: HTTPHandler {
    private let shared: UsdmCall.Shared
    private let table: EndpointTable<UsdmCall>
    private let access: UsdmAccess
    private let weights: Locked<RequestWeights>
    private let orderCounts: Locked<OrderCounts>
    /// Calls that wait for the end of their turn: at most one of each connection.
    private let taken = Locked<[Taken]>([])

    init(services: UsdmServices, listenKeys: ListenKeys, rows: [UsdmRow]) {
        shared = UsdmCall.Shared(services: services, listenKeys: listenKeys)
        table = EndpointTable(rows)
        access = UsdmAccess(keys: services.keys)
        weights = Locked(RequestWeights(policy: services.weights))
        orderCounts = Locked(OrderCounts(policy: services.orderCounts))
    }

    func respond(to request: HTTPRequest) async -> HTTPReply? {
        switch table.find(request.method, request.path) {
        case .row(let row): return await answer(request, with: row)
        case .otherMethod: return invalidPath(request)
        case .none: return isBelowRoot(request.path) ? invalidPath(request) : nil
        }
    }

    /// Takes what is one command.
    func take(_ request: HTTPRequest, _ slot: any ReplySlot) -> HTTPTaking {
        switch table.find(request.method, request.path) {
        case .row(let row):
            guard let prepare = row.prepare else { return .left }
            take(request, row, prepare, slot)
            return .taken
        case .otherMethod: return .left
        case .none: return isBelowRoot(request.path) ? .left : .unknownPath
        }
    }

    private static let roots = ["/fapi/", "/futures/data/", "/api/v3/", "/sapi/"]

    private func isBelowRoot(_ path: String) -> Bool { Self.roots.contains { path.hasPrefix($0) } }

    // MARK: One by one

    private func answer(_ request: HTTPRequest, with row: UsdmRow) async -> HTTPReply {
        var headers: [(name: String, value: String)] = []
        do {
            let admission = try admit(request, row, headers: &headers)
            do {
                let body = try await row.answer(admission.values, admission.call)
                return accept(body, admission.usage, headers: headers)
            } catch {
                throw symbolFirst(error, admission)
            }
        } catch {
            return refuse(UsdmError(error), headers: headers)
        }
    }

    // MARK: Together with others

    /// A call that waits for its command to be carried out.
    private struct Taken: Sendable {
        var prepared: PreparedCommand
        var usage: OrderCounts.Usage?
        var headers: [(name: String, value: String)]
        var slot: any ReplySlot
    }

    private func take(_ request: HTTPRequest, _ row: UsdmRow, _ prepare: UsdmRow.Preparation, _ slot: any ReplySlot) {
        var headers: [(name: String, value: String)] = []
        do {
            let admission = try admit(request, row, headers: &headers)
            do {
                let prepared = try prepare(admission.values, admission.call)
                let call = Taken(prepared: prepared, usage: admission.usage, headers: headers, slot: slot)
                taken.withLock { $0.append(call) }
            } catch {
                throw symbolFirst(error, admission)
            }
        } catch {
            slot.fill(refuse(UsdmError(error), headers: headers))
        }
    }

    func carryOutTaken() async {
        let calls = taken.withLock { taken in
            defer { taken = [] }
            return taken
        }
        if calls.isEmpty { return }
        do throws(ExchangeUnavailable) {
            let outcomes = try await shared.services.exchange.submit(calls.map(\.prepared.command))
            for (call, outcome) in zip(calls, outcomes) { call.slot.fill(reply(to: call, outcome)) }
        } catch {
            for call in calls { call.slot.fill(refuse(UsdmError(error), headers: call.headers)) }
        }
    }

    private func reply(to call: Taken, _ outcome: Outcome) -> HTTPReply {
        do {
            return accept(try call.prepared.reply(try outcome.get()), call.usage, headers: call.headers)
        } catch {
            return refuse(UsdmError(error), headers: call.headers)
        }
    }

    // MARK: Before and after

    /// A request that may be answered.
    private struct Admission {
        var values: FormParameters
        var call: UsdmCall
        var usage: OrderCounts.Usage?
    }

    private func admit(
        _ request: HTTPRequest, _ row: UsdmRow, headers: inout [(name: String, value: String)]
    ) throws -> Admission {
        let now = shared.services.exchange.now
        let parameters = Result { () throws(FormParameters.Flaw) in
            try FormParameters(query: request.query, body: Self.form(request))
        }
        try weigh(request, row, try? parameters.get(), now: now, headers: &headers)
        let values = try parameters.get()
        let key = try access.key(for: row.contract, request, values, now: now)
        let usage = try count(row, key?.account, now: now)
        let call = UsdmCall(shared, key: key, now: now, host: request.header("Host"))
        return Admission(values: values, call: call, usage: usage)
    }

    /// A number with too many digits says nothing as long as its symbol is unknown: symbols are checked first.
    private func symbolFirst(_ error: any Error, _ admission: Admission) -> any Error {
        guard case ParameterFault.tooPrecise = error, let symbol = admission.values["symbol"] else { return error }
        do {
            _ = try admission.call.instrument(symbol)
            return error
        } catch {
            return error
        }
    }

    private func accept(
        _ body: [UInt8], _ usage: OrderCounts.Usage?, headers: [(name: String, value: String)]
    ) -> HTTPReply {
        var headers = headers
        if let usage {
            headers.append(("X-MBX-ORDER-COUNT-10S", String(usage.tenSeconds)))
            headers.append(("X-MBX-ORDER-COUNT-1M", String(usage.minute)))
        }
        return .json(body, headers: headers)
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
            throw UsdmError.tooManyRequests(address: request.remoteAddress, limit: shared.services.weights.weightPerMinute)
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
