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
    private let pipeline: RequestPipeline
    private let table: EndpointTable<UsdmCall>
    /// Calls that wait for the end of their turn: at most one of each connection.
    private let taken = Locked<[Taken]>([])

    init(_ pipeline: RequestPipeline, rows: [UsdmRow]) {
        self.pipeline = pipeline
        table = EndpointTable(rows)
    }

    func respond(to request: HTTPRequest) async -> HTTPReply? {
        switch table.find(request.method, request.path) {
        case .row(let row): return await answer(request, with: row)
        case .otherMethod: return invalidPath(request)
        case .none: return isBelowRoot(request.path) ? invalidPath(request) : nil
        }
    }

    /// Takes what is one command.
    func take(_ request: HTTPRequest, _ slot: any ReplySlot) -> Bool {
        guard case .row(let row) = table.find(request.method, request.path), let prepare = row.prepare else { return false }
        take(request, row, prepare, slot)
        return true
    }

    private static let roots = ["/fapi/", "/futures/data/", "/api/v3/", "/sapi/"]

    private func isBelowRoot(_ path: String) -> Bool { Self.roots.contains { path.hasPrefix($0) } }

    // MARK: One by one

    private func answer(_ request: HTTPRequest, with row: UsdmRow) async -> HTTPReply {
        var headers: [(name: String, value: String)] = []
        do {
            let admission = try admit(request, row, headers: &headers)
            let body = try await pipeline.answer(row, admission.values, admission.call)
            return accept(body, admission.usage, headers: headers)
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
                throw pipeline.symbolFirst(error, admission.values, admission.call)
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
            let outcomes = try await pipeline.services.exchange.submit(calls.map(\.prepared.command))
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
        let now = pipeline.now
        let parameters = Result { () throws(FormParameters.Flaw) in
            try FormParameters(query: request.query, body: Self.form(request))
        }
        try weigh(request, row, try? parameters.get(), now: now, headers: &headers)
        let values = try parameters.get()
        let key = try pipeline.access.key(for: row.contract, request, values, now: now)
        let usage = try pipeline.count(row.contract, key?.account, at: now)
        let call = pipeline.call(with: key, at: now, through: .rest(host: request.header("Host")))
        return Admission(values: values, call: call, usage: usage)
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
        let weighing = pipeline.weigh(weight, from: request.remoteAddress, at: now)
        if let used = weighing.used { addWeight(used, to: &headers) }
        if let seconds = weighing.retryAfterSeconds { headers.append(("Retry-After", String(seconds))) }
        if let refusal = weighing.refusal { throw refusal }
        guard let over = pipeline.countShared(row.contract, from: request.remoteAddress, at: now) else { return }
        if let seconds = over.retryAfterSeconds { headers.append(("Retry-After", String(seconds))) }
        if let refusal = over.refusal { throw refusal }
    }

    private func addWeight(_ used: Int, to headers: inout [(name: String, value: String)]) {
        headers.append(("X-MBX-USED-WEIGHT-1M", String(used)))
        headers.append(("X-MBX-USED-WEIGHT", String(used)))
    }

    private func refuse(_ error: UsdmError, headers: [(name: String, value: String)]) -> HTTPReply {
        .json(error.json, status: error.status, headers: headers, errorCode: error.code)
    }

    private func invalidPath(_ request: HTTPRequest) -> HTTPReply {
        refuse(
            UsdmError(-5000, "Path \(request.path), Method \(request.method.rawValue) is invalid", status: 404), headers: [])
    }
}
