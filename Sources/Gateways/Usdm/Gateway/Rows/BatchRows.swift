import CommandsAndEvents
import ExchangePorts
import GatewayKit
import Instruments
import Primitives
import UsdmWire
import WireKit

extension UsdmRows {
    static let batches: [UsdmRow] = [
        Row(PlaceBatchRequest.self) { request, call in
            let orders = try call.items(request.batch) { (reader) throws(ParameterFault) in try OrderParameters(from: &reader) }
            let commands = orders.map { order in
                order.flatMap { order in
                    Result { () throws(UsdmError) in Command.placeOrder(try call.command(placing: order)) }
                }
            }
            return try await call.replies(to: commands) { index, order in
                let shown = try? orders[index].get().newOrderRespType
                return OrderReply(placed: order, showing: shown, call.names[order.instrument])
            }
        },
        Row(ModifyBatchRequest.self) { request, call in
            let orders = try call.items(request.batch) { (reader) throws(ParameterFault) in
                try AmendmentParameters(from: &reader)
            }
            let commands = orders.map { order in
                order.flatMap { order in
                    Result { () throws(UsdmError) in Command.amendOrder(try call.command(amending: order)) }
                }
            }
            return try await call.replies(to: commands, refusal: UsdmError.init(amending:)) { _, order in
                OrderReply(amended: order, call.names[order.instrument])
            }
        },
        Row(CancelBatchRequest.self) { request, call in
            let account = try call.requireAccount()
            let id = try call.instrument(request.symbol)
            if request.names.count > cancellationsMax { throw UsdmError.tooManyCancellations }
            let commands = request.names.references.map { reference in
                reference.map { Command.cancelOrder(CancelOrder(account: account, instrument: id, order: $0)) }
            }
            return try await call.replies(to: commands) { _, order in OrderReply(order, call.names[id], form: .change) }
        },
    ]

    /// Orders in a batch (document 001, "Place Multiple Orders").
    fileprivate static let batchSizes = 1...5
    /// Document 001, "Cancel Multiple Orders".
    private static let cancellationsMax = 10
}

extension CancelBatchRequest.Names {
    fileprivate var references: [Result<OrderReference, UsdmError>] {
        switch self {
        case .ids(let ids): return ids.map { .success(.id(OrderID($0))) }
        case .clientIDs(let texts):
            return texts.map { text in ShortText(text).map { .success(.clientID($0)) } ?? .failure(.unknownOrder) }
        }
    }
}

extension UsdmCall {
    /// The items of a batch, each read like a request of its own.
    fileprivate func items<Item>(
        _ batch: BatchList, _ read: (inout ParameterReader) throws(ParameterFault) -> Item
    ) throws(UsdmError) -> [Result<Item, UsdmError>] {
        guard UsdmRows.batchSizes.contains(batch.items.count) else { throw .invalidBatchSize }
        return batch.items.map { parameters in
            Result { () throws(UsdmError) in
                do throws(ParameterFault) {
                    var reader = ParameterReader(parameters)
                    return try read(&reader)
                } catch {
                    // A number with too many digits says nothing as long as its symbol is unknown.
                    if case .tooPrecise = error, let symbol = parameters["symbol"] { _ = try instrument(symbol) }
                    throw UsdmError(error)
                }
            }
        }
    }

    /// Carries out what there is to carry out; a reply for each item, in the order of the batch.
    fileprivate func replies(
        to commands: [Result<Command, UsdmError>], refusal: (Rejection) -> UsdmError = { UsdmError($0) },
        _ reply: (Int, Order) -> OrderReply
    ) async throws -> [BatchItemReply] {
        var outcomes = try await submit(commands.compactMap { try? $0.get() }).makeIterator()
        return commands.enumerated().map { index, command in
            if case .failure(let error) = command { return .refused(error) }
            switch outcomes.next()?.result {
            case .success(.order(let order)): return .order(reply(index, order))
            case .failure(let rejection): return .refused(refusal(rejection))
            case .success, nil: return .refused(.disconnected)
            }
        }
    }
}
