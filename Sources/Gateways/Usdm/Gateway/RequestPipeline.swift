import ExchangePorts
import GatewayKit
import Primitives
import UsdmWire
import WireKit

/// What every request goes through, whichever way it came: weight, access, order count, row.
///
/// REST and the WebSocket API have one between them, because they draw on the same weights and order counts (document 001,
/// "WebSocket API Rate limits"; supplement §7).
final class RequestPipeline: Sendable {
    private let surface: UsdmCall.Shared
    let access: UsdmAccess
    private let weights: Locked<RequestWeights>
    private let orderCounts: Locked<OrderCounts>
    private let sharedCounts = Locked(SharedCounts())

    init(services: UsdmServices, listenKeys: ListenKeys) {
        surface = UsdmCall.Shared(services: services, listenKeys: listenKeys)
        access = UsdmAccess(keys: services.keys)
        weights = Locked(RequestWeights(policy: services.weights))
        orderCounts = Locked(OrderCounts(policy: services.orderCounts))
    }

    var services: UsdmServices { surface.services }
    var now: Timestamp { services.exchange.now }

    /// What may be used in each window.
    struct Limits {
        var weightPerMinute: Int
        var ordersPerTenSeconds: Int
        var ordersPerMinute: Int
    }

    var limits: Limits {
        Limits(
            weightPerMinute: services.weights.weightPerMinute, ordersPerTenSeconds: services.orderCounts.perTenSeconds,
            ordersPerMinute: services.orderCounts.perMinute)
    }

    /// What an address has used once a request was weighed, and why the request goes no further.
    struct Weighing {
        /// Nil for an address that is banned: nothing is counted then.
        var used: Int?
        var retryAfterSeconds: Int?
        var refusal: UsdmError?
    }

    func weigh(_ weight: Int, from address: String, at now: Timestamp) -> Weighing {
        switch weights.withLock({ $0.take(weight, from: address, at: now) }) {
        case .allowed(let used): Weighing(used: used)
        case .tooMany(let used, let retryAfter):
            Weighing(
                used: used, retryAfterSeconds: retryAfter,
                refusal: .tooManyRequests(address: address, limit: services.weights.weightPerMinute))
        case .banned(let until, let retryAfter):
            Weighing(retryAfterSeconds: retryAfter, refusal: .banned(address: address, until: until.milliseconds))
        }
    }

    /// Counts a request to an endpoint that shares its limit with others. Nil when it may go on.
    func countShared(_ contract: Contract, from address: String, at now: Timestamp) -> Weighing? {
        guard let limit = contract.sharedLimit, services.weights.isEnforced,
            case .tooMany(let retryAfter) = sharedCounts.withLock({ $0.take(limit, from: address, at: now) })
        else { return nil }
        return Weighing(
            retryAfterSeconds: retryAfter,
            refusal: .tooManyRequests(address: address, limit: limit.requests, minutes: limit.minutes))
    }

    /// What the account has used with this request; nil when the endpoint counts no orders.
    func count(_ contract: Contract, _ account: AccountID?, at now: Timestamp) throws(UsdmError) -> OrderCounts.Usage? {
        guard case .each(let tenSeconds, let minute) = contract.orderCount, let account else { return nil }
        switch orderCounts.withLock({ $0.take(tenSeconds: tenSeconds, minute: minute, of: account, at: now) }) {
        case .allowed(let usage): return usage
        case .tooMany(let limit, let window): throw .tooManyOrders(limit: limit, window: window)
        }
    }

    /// What the account has used so far.
    func orderUsage(of account: AccountID, at now: Timestamp) -> OrderCounts.Usage {
        orderCounts.withLock { $0.usage(of: account, at: now) }
    }

    func call(with key: APIKey?, at now: Timestamp, through door: UsdmCall.Door) -> UsdmCall {
        UsdmCall(surface, key: key, now: now, door: door)
    }

    func answer(_ row: UsdmRow, _ values: FormParameters, _ call: UsdmCall) async throws -> [UInt8] {
        do {
            return try await row.answer(values, call)
        } catch {
            throw symbolFirst(error, values, call)
        }
    }

    /// A number with too many digits says nothing as long as its symbol is unknown: symbols are checked first.
    func symbolFirst(_ fault: any Error, _ values: FormParameters, _ call: UsdmCall) -> any Error {
        guard case ParameterFault.tooPrecise = fault, let symbol = values["symbol"] else { return fault }
        do {
            _ = try call.instrument(symbol)
            return fault
        } catch {
            return error
        }
    }
}
