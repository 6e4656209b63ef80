import BasicContainers
import CommandsAndEvents
import Instruments
import Matching
import Primitives

extension ExchangeState {
    /// A good-till-date is further away than this, and before `goodTillDateEnd` (supplement §2.5).
    static var goodTillDateMin: Int64 { 600_000 }
    static var goodTillDateEnd: Timestamp { Timestamp(milliseconds: 253_402_300_799_000) }

    /// A request with everything in place that clients may leave to the exchange: the price that the book gives, a
    /// good-till-date in whole seconds, no quantity for what closes a position.
    func settled(_ asked: PlaceOrder) throws(Rejection) -> PlaceOrder {
        var request = asked
        if let condition = request.condition, condition.closesPosition {
            guard request.kind == .market, condition.kind != .trailing else { throw .closesPositionWithOtherType }
            if request.positionSide == (request.side == .buy ? .long : .short) { throw .positionSideMismatch }
            request.quantity = .zero
        }
        request.condition?.triggeredAt = .zero
        if request.condition == nil { request.isAlgo = false }
        request.goodTillDate = try goodTillDate(of: request)
        if request.priceMatch != .none {
            guard case .limit(_, let timeInForce) = request.kind, request.condition?.kind != .trailing else {
                throw .priceMatchNeedsLimit
            }
            let price = try request.condition == nil ? matchedPrice(request.priceMatch, request.side, request.instrument) : .zero
            request.kind = .limit(price: price, timeInForce: timeInForce)
        }
        return request
    }

    private func goodTillDate(of request: PlaceOrder) throws(Rejection) -> Timestamp {
        guard case .limit(_, .goodTillDate) = request.kind else { return .zero }
        guard request.goodTillDate > time, request.goodTillDate < Self.goodTillDateEnd else { throw .goodTillDateOutOfRange }
        let date = request.goodTillDate.floored(toMilliseconds: 1_000)
        guard date > time.advanced(byMilliseconds: Self.goodTillDateMin) else { throw .goodTillDateOutOfRange }
        return date
    }

    /// The price of the level that a client has named (supplement §2.7).
    func matchedPrice(_ match: PriceMatch, _ side: Side, _ instrument: InstrumentID) throws(Rejection) -> Price {
        var seen = 0
        var price: Price?
        let own = match.isOpponent ? side.opposite : side
        markets[Int(instrument.index)].book.forEachLevel(side: own.book, limit: match.depth) { level, _ in
            seen += 1
            if seen == match.depth { price = level }
        }
        guard let price else { throw .noPriceToMatch }
        return price
    }
}

extension PlaceOrder {
    /// Nothing in it needs settling: a limit or market order like most.
    var isPlain: Bool {
        if condition != nil || priceMatch != .none || isAlgo { return false }
        guard case .limit(_, .goodTillDate) = kind else { return goodTillDate == .zero }
        return false
    }

    /// Whether the book gives it a price only when it triggers.
    var isPricedAtTrigger: Bool { priceMatch != .none && condition != nil }
}

extension PriceMatch {
    fileprivate var isOpponent: Bool {
        switch self {
        case .opponent, .opponent5, .opponent10, .opponent20: true
        case .none, .queue, .queue5, .queue10, .queue20: false
        }
    }

    /// Which level counts, the best being the first.
    fileprivate var depth: Int {
        switch self {
        case .none, .opponent, .queue: 1
        case .opponent5, .queue5: 5
        case .opponent10, .queue10: 10
        case .opponent20, .queue20: 20
        }
    }
}
