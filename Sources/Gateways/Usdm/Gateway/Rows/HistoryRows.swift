import CommandsAndEvents
import ExchangePorts
import GatewayKit
import Instruments
import Primitives
import UsdmWire

extension UsdmRows {
    static let history: [UsdmRow] = [
        Row(UserTradesRequest.self) { request, call in
            let account = try call.requireAccount()
            let id = try call.instrument(request.symbol)
            let limit = try call.limit(request.limit, fallback: 500, maximum: 1_000)
            let timed = request.startTime != nil || request.endTime != nil
            if request.fromId != nil && timed { throw UsdmError.badCombination }
            let unbounded = !timed && (request.fromId != nil || request.orderId != nil)
            let span = try unbounded ? nil : HistorySpan.week(request.startTime, request.endTime, now: call.now)
            // Trades are kept for three months (supplement §11).
            let oldest = Retention.closedSince(call.now)
            let query = FillHistoryQuery(
                account: account, instrument: id, order: request.orderId.map { OrderID($0) },
                fromID: request.fromId.map { TradeID($0) }, from: max(span?.from ?? oldest, oldest), to: span?.to, limit: limit)
            let sequence = try await call.read { $0.sequence }
            return try await call.services.history.fills(query, after: sequence).map { UserTradeReply($0, call.names) }
        },
        Row(MarginHistoryRequest.self) { request, call in
            let account = try call.requireAccount()
            let id = try call.instrument(request.symbol)
            let limit = try call.limit(request.limit, fallback: 500, maximum: 1_000)
            if let start = request.startTime, let end = request.endTime, start > end { throw UsdmError.startAfterEnd }
            let query = MarginChangeQuery(
                account: account, instrument: id, direction: request.type?.domain,
                from: request.startTime.map { Timestamp(milliseconds: $0) },
                to: request.endTime.map { Timestamp(milliseconds: $0) },
                limit: limit)
            let sequence = try await call.read { $0.sequence }
            return try await call.services.history.marginChanges(query, after: sequence).map { MarginChangeReply($0, call.names) }
        },
        Row(AmendmentHistoryRequest.self) { request, call in
            let account = try call.requireAccount()
            let id = try call.instrument(request.symbol)
            let limit = try call.limit(request.limit, fallback: 1_000, maximum: 1_000)
            if let start = request.startTime, let end = request.endTime, start > end { throw UsdmError.startAfterEnd }
            let reference = try OrderReference(orderId: request.orderId, clientID: request.origClientOrderId)
            let oldest = Retention.closedSince(call.now)
            let query = AmendmentHistoryQuery(
                account: account, instrument: id, order: reference.id, clientID: reference.clientID,
                from: max(request.startTime.map { Timestamp(milliseconds: $0) } ?? oldest, oldest),
                to: request.endTime.map { Timestamp(milliseconds: $0) }, limit: limit)
            let sequence = try await call.read { $0.sequence }
            return try await call.services.history.amendments(query, after: sequence).map { AmendmentReply($0, call.names) }
        },
        Row(ForceOrdersRequest.self) { request, call in
            let account = try call.requireAccount()
            let id = try call.optionalInstrument(request.symbol)
            let limit = try call.limit(request.limit, fallback: 50, maximum: 100)
            let end = request.endTime.map { Timestamp(milliseconds: $0) } ?? call.now
            let start = request.startTime.map { Timestamp(milliseconds: $0) } ?? end.advanced(byMilliseconds: -7 * 86_400_000)
            if request.startTime != nil && request.endTime != nil && start > end { throw UsdmError.startAfterEnd }
            let query = ForcedOrderQuery(
                account: account, instrument: id, cause: request.autoCloseType?.domain,
                from: max(start, Retention.closedSince(call.now)), to: end, limit: limit)
            let sequence = try await call.read { $0.sequence }
            return try await call.services.history.forcedOrders(query, after: sequence).map {
                OrderReply($0, call.names[$0.instrument], form: .forced)
            }
        },
        Row(IncomeRequest.self) { request, call in
            let account = try call.requireAccount()
            let id = try call.optionalInstrument(request.symbol)
            let limit = try call.limit(request.limit, fallback: 100, maximum: 1_000)
            if let page = request.page, page < 1 { throw UsdmError.invalidParameter("page") }
            if let start = request.startTime, let end = request.endTime, start > end { throw UsdmError.startAfterEnd }
            if let type = request.incomeType, type.domain == nil { return [] }
            let oldest = call.now.advanced(byMilliseconds: -90 * 86_400_000)
            let week = call.now.advanced(byMilliseconds: -7 * 86_400_000)
            let asked = request.startTime.map { Timestamp(milliseconds: $0) } ?? (request.endTime == nil ? week : oldest)
            let query = IncomeHistoryQuery(
                account: account, instrument: id, kind: request.incomeType?.domain, from: max(asked, oldest),
                to: request.endTime.map { Timestamp(milliseconds: $0) }, page: Int(min(request.page ?? 1, 1_000_000)), limit: limit)
            let sequence = try await call.read { $0.sequence }
            return try await call.services.history.income(query, after: sequence).map { IncomeReply($0, call.names) }
        },
    ]
}

extension UserTradeReply {
    init(_ record: FillRecord, _ names: Names) {
        let instrument = names[record.instrument]
        self.init(
            symbol: instrument.symbol, id: record.fill.trade.value, orderId: record.order.value, side: SideText(record.side),
            positionSide: PositionSideText(record.positionSide), price: record.fill.price, quantity: record.fill.quantity,
            quoteQuantity: notional(record.fill.price, record.fill.quantity), realizedProfit: record.fill.realizedProfit,
            commission: record.fill.commission, commissionAsset: names[record.fill.commissionAsset].name,
            isMaker: record.fill.isMaker, time: record.time.milliseconds, digits: instrument.digits)
    }
}

extension MarginChangeReply {
    init(_ record: MarginChangeRecord, _ names: Names) {
        self.init(
            symbol: names[record.instrument].symbol, type: MarginChangeType(record.direction),
            deltaType: MarginDeltaText(record.cause), amount: record.amount, asset: names[record.asset].name,
            time: record.time.milliseconds, positionSide: PositionSideText(record.side))
    }
}

extension OrderReference {
    fileprivate var id: OrderID? { if case .id(let id) = self { id } else { nil } }
    fileprivate var clientID: ShortText? { if case .clientID(let text) = self { text } else { nil } }
}

extension AmendmentReply {
    init(_ record: AmendmentRecord, _ names: Names) {
        let instrument = names[record.instrument]
        self.init(
            amendmentId: record.id, symbol: instrument.symbol, pair: instrument.pair, orderId: record.order.value,
            clientOrderId: record.clientID, time: record.time.milliseconds, priceBefore: record.priceBefore,
            priceAfter: record.priceAfter, quantityBefore: record.quantityBefore, quantityAfter: record.quantityAfter,
            count: Int(record.count), priceMatch: PriceMatchText(record.priceMatch), digits: instrument.digits)
    }
}

extension IncomeReply {
    init(_ record: IncomeRecord, _ names: Names) {
        self.init(
            symbol: record.instrument.map { names[$0].symbol } ?? "", incomeType: IncomeText(record.kind), income: record.amount,
            asset: names[record.asset].name, time: record.time.milliseconds, transactionId: record.id,
            tradeId: record.trade.map { String($0.value) } ?? "")
    }
}
