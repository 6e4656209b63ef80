import CommandsAndEvents
import ExchangePorts
import GatewayKit
import Instruments
import Primitives
import UsdmWire
import WireKit

extension UsdmRows {
    static let orders: [UsdmRow] = [
        Row(NewOrderRequest.self) { request, call in
            return .placeOrder(try call.command(placing: request.order))
        } reply: { request, receipt, call in
            guard case .order(let order) = receipt else { throw UsdmError.disconnected }
            return OrderReply(placed: order, showing: request.order.newOrderRespType, call.names[order.instrument])
        },
        Row(TestOrderRequest.self) { request, call in
            let command = try call.command(placing: request.order)
            let (rejection, price) = try await call.read { ($0.rejection(of: command), $0.matchedPrice(of: command)) }
            if let rejection { throw rejection }
            let order = Order(testing: command, matchedPrice: price, at: call.now)
            return OrderReply(order, call.names[command.instrument], form: .change)
        },
        Row(QueryOrderRequest.self) { request, call in
            let found = try await call.order(request.name)
            return OrderReply(found.order, found.instrument, form: .query)
        },
        Row(OpenOrderRequest.self) { request, call in
            let account = try call.requireAccount()
            let id = try call.instrument(request.name.symbol)
            let reference = try OrderReference(orderId: request.name.orderId, clientID: request.name.origClientOrderId)
            guard let order = try await call.read({ $0.openOrder(of: account, on: id, reference) }) else {
                throw UsdmError.noSuchOrder
            }
            return OrderReply(order, call.names[id], form: .query)
        },
        Row(ModifyOrderRequest.self) { request, call in
            let command = try call.command(amending: request.amendment)
            do {
                guard case .order(let order) = try await call.submit(.amendOrder(command)) else { throw UsdmError.disconnected }
                let instrument = call.names[order.instrument]
                return call.door == .socket ? OrderReply(order, instrument, form: .change) : OrderReply(amended: order, instrument)
            } catch let rejection as Rejection {
                throw UsdmError(amending: rejection)
            }
        },
        Row(CancelOrderRequest.self) { request, call in
            let account = try call.requireAccount()
            let id = try call.instrument(request.name.symbol)
            let reference = try OrderReference(orderId: request.name.orderId, clientID: request.name.origClientOrderId)
            return .cancelOrder(CancelOrder(account: account, instrument: id, order: reference))
        } reply: { _, receipt, call in
            guard case .order(let order) = receipt else { throw UsdmError.disconnected }
            return OrderReply(order, call.names[order.instrument], form: .change)
        },
        Row(CancelAllOrdersRequest.self) { request, call in
            let account = try call.requireAccount()
            let id = try call.instrument(request.symbol)
            let command = CancelAllOrders(account: account, instrument: id, scope: .orders)
            _ = try await call.submit(.cancelAllOrders(command))
            return .allCanceled
        },
        Row(CountdownRequest.self) { request, call in
            let account = try call.requireAccount()
            let id = try call.instrument(request.symbol)
            if request.countdownTime < 0 { throw UsdmError.invalidParameter("countdownTime") }
            let command = SetCountdown(account: account, instrument: id, milliseconds: request.countdownTime)
            _ = try await call.submit(.setCountdown(command))
            return CountdownReply(symbol: request.symbol, countdownTime: request.countdownTime)
        },
        Row(OpenOrdersRequest.self) { request, call in
            let account = try call.requireAccount()
            let id = try call.optionalInstrument(request.symbol)
            let orders = try await call.read { $0.openOrders(of: account, on: id) }
            return orders.map { OrderReply($0, call.names[$0.instrument], form: .query) }
        },
        Row(AllOrdersRequest.self) { request, call in
            let account = try call.requireAccount()
            let id = try call.instrument(request.symbol)
            let limit = try call.limit(request.limit, fallback: 500, maximum: 1_000)
            let span = try request.orderId == nil ? HistorySpan.week(request.startTime, request.endTime, now: call.now) : nil
            let sequence = try await call.read { $0.sequence }
            let query = OrderHistoryQuery(
                account: account, instrument: id, fromID: request.orderId.map { OrderID($0) }, from: span?.from, to: span?.to,
                limit: limit, closedSince: Retention.closedSince(call.now), unfilledSince: Retention.unfilledSince(call.now))
            let orders = try await call.services.history.orders(query, after: sequence)
            return orders.map { OrderReply($0, call.names[id], form: .query) }
        },
    ]
}

extension UsdmCall {
    /// Later clients place conditional orders through the algo door, and there only.
    func command(placing order: OrderParameters) throws(UsdmError) -> PlaceOrder {
        let account = try requireAccount()
        let id = try instrument(order.symbol)
        if order.door == .orders && order.type.condition != nil && services.era.hasConditionalOrdersByAlgoOnly {
            throw .algoEndpointOnly
        }
        return try order.command(of: account, on: id, names[id])
    }

    func command(amending order: AmendmentParameters) throws(UsdmError) -> AmendOrder {
        let account = try requireAccount()
        let id = try instrument(order.symbol)
        return try order.command(of: account, on: id, names[id])
    }

    /// An order by name: open, or as history remembers it.
    fileprivate func order(_ name: OrderName) async throws -> (order: Order, instrument: Instrument) {
        let account = try requireAccount()
        let id = try instrument(name.symbol)
        let reference = try OrderReference(orderId: name.orderId, clientID: name.origClientOrderId)
        let (open, sequence) = try await read { ($0.openOrder(of: account, on: id, reference), $0.sequence) }
        if let open { return (open, names[id]) }
        let past = try await services.history.order(of: account, on: id, reference, after: sequence)
        guard let past, past.isRemembered(at: now) else { throw UsdmError.noSuchOrder }
        return (past, names[id])
    }
}

extension OrderReply {
    /// ACK shows the order as it was accepted, RESULT as it ended, if it ends at once (supplement §2.13).
    init(placed order: Order, showing type: ResponseTypeText?, _ instrument: Instrument) {
        self.init(type == .RESULT && order.endsAtOnce ? order : order.asAccepted, instrument, form: .change)
    }

    init(amended order: Order, _ instrument: Instrument) {
        self.init(order, instrument, form: .amendment(pair: instrument.pair))
    }
}

extension StatusReply {
    static let allCanceled = StatusReply(message: "The operation of cancel all open order is done.")
}

extension Order {
    func isRemembered(at now: Timestamp) -> Bool {
        if status.isOpen { return true }
        if createdAt < Retention.closedSince(now) { return false }
        return filled.isPositive || createdAt >= Retention.unfilledSince(now)
    }

    /// The order a test request would have made.
    fileprivate init(testing command: PlaceOrder, matchedPrice: Price?, at now: Timestamp) {
        var kind = command.kind
        if case .limit(_, let timeInForce) = kind, let matchedPrice { kind = .limit(price: matchedPrice, timeInForce: timeInForce) }
        self.init(
            id: OrderID(0), clientID: command.clientID.isEmpty ? .testClientID(of: command.account, at: now) : command.clientID,
            account: command.account, instrument: command.instrument, side: command.side, positionSide: command.positionSide,
            kind: kind, reduceOnly: command.reduceOnly, selfTradePrevention: command.selfTradePrevention, status: .new,
            quantity: command.quantity, filled: .zero, filledNotional: .zero, amendments: 0, createdAt: now, updatedAt: now,
            condition: command.condition, goodTillDate: command.goodTillDate, priceMatch: command.priceMatch)
    }
}

extension LiveState {
    /// The price the book would give the order now; nil when it brings its own, or waits for its trigger first.
    fileprivate func matchedPrice(of order: PlaceOrder) -> Price? {
        guard let level = order.priceMatch.level, order.condition == nil else { return nil }
        let side = level.isOpposite ? order.side.opposite : order.side
        let levels = levels(of: order.instrument, side: side, depth: level.depth)
        return levels.count == level.depth ? levels[level.depth - 1].price : nil
    }
}

extension PriceMatch {
    /// Which level of the book, counted from the best: of the other side, or of the order's own.
    fileprivate var level: (isOpposite: Bool, depth: Int)? {
        switch self {
        case .none: return nil
        case .opponent: return (true, 1)
        case .opponent5: return (true, 5)
        case .opponent10: return (true, 10)
        case .opponent20: return (true, 20)
        case .queue: return (false, 1)
        case .queue5: return (false, 5)
        case .queue10: return (false, 10)
        case .queue20: return (false, 20)
        }
    }
}

/// Orders that ended without a fill are forgotten after 3 days, all others after 90 (supplement §2.11).
enum Retention {
    private static let day: Int64 = 86_400_000
    static func closedSince(_ now: Timestamp) -> Timestamp { now.advanced(byMilliseconds: -90 * day) }
    static func unfilledSince(_ now: Timestamp) -> Timestamp { now.advanced(byMilliseconds: -3 * day) }
}

/// The time a history request looks at.
struct HistorySpan {
    var from: Timestamp
    var to: Timestamp

    private static let day: Int64 = 86_400_000

    /// At most seven days; the last seven when no time is given.
    static func week(_ start: Int64?, _ end: Int64?, now: Timestamp) throws(UsdmError) -> HistorySpan {
        let span = 7 * day
        let to = Timestamp(
            milliseconds: end ?? start.map { Timestamp(milliseconds: $0).advanced(byMilliseconds: span).milliseconds }
                ?? now.milliseconds)
        let from = start.map { Timestamp(milliseconds: $0) } ?? to.advanced(byMilliseconds: -span)
        if from > to { throw .startAfterEnd }
        if to.milliseconds.subtractingReportingOverflow(from.milliseconds).overflow || to.milliseconds - from.milliseconds > span {
            throw .intervalTooLong(days: 7)
        }
        return HistorySpan(from: from, to: to)
    }
}

extension ShortText {
    /// An id for an order that never reaches the engine, which gives real ones: 22 letters and digits from time and account.
    fileprivate static func testClientID(of account: AccountID, at now: Timestamp) -> ShortText {
        let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
        var word = UInt64(bitPattern: now.milliseconds) &* 0x9E37_79B9_7F4A_7C15 ^ UInt64(account.index)
        let bytes = (0..<22).map { _ in
            word = (word ^ (word >> 29)) &* 0xBF58_476D_1CE4_E5B9
            return alphabet[Int((word >> 32) % 62)]
        }
        return ShortText(bytes: bytes) ?? .empty
    }
}
