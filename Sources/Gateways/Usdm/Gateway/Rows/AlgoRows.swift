import CommandsAndEvents
import ExchangePorts
import GatewayKit
import Instruments
import Primitives
import UsdmWire
import WireKit

extension UsdmRows {
    static let algo: [UsdmRow] = [
        Row(NewAlgoOrderRequest.self) { request, call in
            if request.order.type.condition == nil { throw UsdmError.invalidOrderType }
            let command = try call.command(placing: request.order)
            guard case .order(let order) = try await call.submit(.placeOrder(command)) else { throw UsdmError.disconnected }
            return AlgoOrderReply(placed: order, call.names[order.instrument])
        },
        Row(QueryAlgoOrderRequest.self) { request, call in
            let account = try call.requireAccount()
            let reference = try OrderReference(request.name)
            let sequence = try await call.read { $0.sequence }
            let record = try await call.services.history.algoOrder(of: account, on: nil, reference, after: sequence)
            guard let record, record.order.isRemembered(at: call.now) else { throw UsdmError.noSuchOrder }
            return AlgoOrderReply(record, call.names[record.order.instrument])
        },
        Row(CancelAlgoOrderRequest.self) { request, call in
            let account = try call.requireAccount()
            let reference = try OrderReference(request.name)
            let open = try await call.read { $0.openAlgoOrders(of: account, on: nil) }
            guard let waiting = open.first(where: { $0.isNamed(by: reference) }) else { throw UsdmError.unknownOrder }
            let command = CancelOrder(account: account, instrument: waiting.instrument, order: .algo(waiting.algo))
            guard case .order(let order) = try await call.submit(.cancelOrder(command)) else { throw UsdmError.disconnected }
            return CanceledAlgoReply(algoId: order.algo.value, clientAlgoId: order.clientID)
        },
        Row(OpenAlgoOrdersRequest.self) { request, call in
            let account = try call.requireAccount()
            let id = try call.optionalInstrument(request.symbol)
            let orders = try await call.read { $0.openAlgoOrders(of: account, on: id) }
            return orders.filter { request.algoId == nil || $0.algo.value == request.algoId }.map {
                AlgoOrderReply(open: $0, call.names[$0.instrument])
            }
        },
        Row(AllAlgoOrdersRequest.self) { request, call in
            let account = try call.requireAccount()
            let id = try call.instrument(request.symbol)
            let limit = try call.limit(request.limit, fallback: 500, maximum: 1_000)
            let span = try request.algoId == nil ? HistorySpan.week(request.startTime, request.endTime, now: call.now) : nil
            let query = AlgoOrderHistoryQuery(
                account: account, instrument: id, fromID: request.algoId.map { AlgoID($0) }, from: span?.from, to: span?.to,
                limit: limit, closedSince: Retention.closedSince(call.now), unfilledSince: Retention.unfilledSince(call.now))
            let sequence = try await call.read { $0.sequence }
            let records = try await call.services.history.algoOrders(query, after: sequence)
            return records.map { AlgoOrderReply($0, call.names[$0.order.instrument]) }
        },
        Row(CancelAllAlgoOrdersRequest.self) { request, call in
            let account = try call.requireAccount()
            let id = try call.instrument(request.symbol)
            let command = CancelAllOrders(account: account, instrument: id, scope: .algoOrders)
            _ = try await call.submit(.cancelAllOrders(command))
            return .allCanceled
        },
    ]
}

extension Order {
    fileprivate func isNamed(by reference: OrderReference) -> Bool {
        switch reference {
        case .algo(let id): return algo == id
        case .algoClientID(let text): return clientID == text
        case .id, .clientID: return false
        }
    }
}
