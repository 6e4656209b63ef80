import CommandsAndEvents
import Engine
import Primitives

/// The actions on orders.
extension ScenarioRun {
    /// `place A buy 1 @ 20000 GTC reduce-only`: without a price a market order.
    func place(_ line: inout ScenarioLine) throws(ScenarioFault) -> Result<Receipt, Rejection> {
        let name = try owner(&line)
        let side = try line.choice("side", ScenarioWords.sides)
        let quantity: Quantity = line.take("all") ? .zero : try line.number("quantity")
        var request = PlaceOrder(
            account: exchange.account(name), instrument: exchange.market, side: side, kind: .market, quantity: quantity)
        var price: Price?
        if line.take("@") {
            price = .zero
            if let match = line.optional(ScenarioWords.priceMatches) {
                request.priceMatch = match
            } else {
                price = try line.number("price")
            }
        }
        if let price {
            request.kind = .limit(price: price, timeInForce: line.optional(ScenarioWords.timesInForce) ?? .goodTillCancel)
        }
        while !line.isAtEnd { try readOption(&line, into: &request) }
        return carryOut(.placeOrder(request))
    }

    private func readOption(_ line: inout ScenarioLine, into request: inout PlaceOrder) throws(ScenarioFault) {
        if let side = line.optional(ScenarioWords.positionSides) {
            request.positionSide = side
        } else if let kind = line.optional(ScenarioWords.conditions) {
            request.condition = try condition(kind, &line)
        } else if line.take("stp") {
            request.selfTradePrevention = try line.choice("mode", ScenarioWords.selfTradeModes)
        } else if line.take("until") {
            request.goodTillDate = exchange.now.advanced(byMilliseconds: try line.integer("seconds") * 1_000)
        } else if line.take("id") {
            let text = try line.word("client id")
            guard let id = ShortText(text) else { throw ScenarioFault("\(text) is too long") }
            request.clientID = id
        } else {
            let option = try line.word("option")
            switch option {
            case "reduce-only": request.reduceOnly = true
            case "algo": request.isAlgo = true
            case "late": request.validUntil = exchange.now.advanced(byMilliseconds: -1)
            case "on-mark": request.condition?.workingPrice = .mark
            case "on-last": request.condition?.workingPrice = .last
            case "protected": request.condition?.priceProtect = true
            case "close": request.condition?.closesPosition = true
            default: throw ScenarioFault("\(option) is unknown here")
            }
        }
    }

    /// `stop 20100`, `take-profit 19900`, `trail 0.01`, `trail 0.01 from 19900`.
    private func condition(_ kind: Condition.Kind, _ line: inout ScenarioLine) throws(ScenarioFault) -> Condition {
        if kind != .trailing { return Condition(kind, price: try line.number("trigger price")) }
        let callback: Rate = try line.number("callback")
        return Condition(kind, price: line.take("from") ? try line.number("activation price") : .zero, callback: callback)
    }

    /// `ladder M sell 20 x 0.1 from 20010 by 10`: orders of one size, one price after the other.
    func ladder(_ line: inout ScenarioLine) throws(ScenarioFault) -> Result<Receipt, Rejection> {
        let name = try owner(&line)
        let side = try line.choice("side", ScenarioWords.sides)
        let count = try line.integer("count")
        guard line.take("x") else { throw ScenarioFault("x is missing") }
        let quantity: Quantity = try line.number("quantity")
        guard line.take("from") else { throw ScenarioFault("from is missing") }
        let first: Price = try line.number("price")
        guard line.take("by") else { throw ScenarioFault("by is missing") }
        let step: Price = try line.number("step")
        for place in 0..<count {
            let price = Price(raw: first.raw + place * step.raw)
            let order = PlaceOrder(
                account: exchange.account(name), instrument: exchange.market, side: side,
                kind: .limit(price: price, timeInForce: .goodTillCancel), quantity: quantity)
            let result = carryOut(.placeOrder(order))
            if result.rejection != nil { return result }
        }
        return .success(.done)
    }

    /// `amend #1 to 2 @ 20100`.
    func amend(_ line: inout ScenarioLine) throws(ScenarioFault) -> Result<Receipt, Rejection> {
        let entry = try labelled(&line)
        guard line.take("to") else { throw ScenarioFault("to is missing") }
        let quantity: Quantity = try line.number("quantity")
        guard line.take("@") else { throw ScenarioFault("@ is missing") }
        let match = line.optional(ScenarioWords.priceMatches) ?? .none
        let price: Price = match == .none ? try line.number("price") : .zero
        let side = line.optional(ScenarioWords.sides) ?? entry.order.side
        return carryOut(
            .amendOrder(
                AmendOrder(
                    account: exchange.account(entry.owner), instrument: exchange.market, order: reference(entry), side: side,
                    price: price, quantity: quantity, priceMatch: match)))
    }

    func cancel(_ line: inout ScenarioLine) throws(ScenarioFault) -> Result<Receipt, Rejection> {
        let entry = try labelled(&line)
        let order = reference(entry)
        return carryOut(
            .cancelOrder(CancelOrder(account: exchange.account(entry.owner), instrument: exchange.market, order: order)))
    }

    func cancelAll(_ line: inout ScenarioLine) throws(ScenarioFault) -> Result<Receipt, Rejection> {
        let name = try owner(&line)
        let scope = line.optional(ScenarioWords.scopes) ?? .everything
        return carryOut(
            .cancelAllOrders(CancelAllOrders(account: exchange.account(name), instrument: exchange.market, scope: scope)))
    }

    func countdown(_ line: inout ScenarioLine) throws(ScenarioFault) -> Result<Receipt, Rejection> {
        let name = try owner(&line)
        return carryOut(
            .setCountdown(
                SetCountdown(
                    account: exchange.account(name), instrument: exchange.market, milliseconds: try line.integer("milliseconds"))))
    }

    private func reference(_ entry: Labelled) -> OrderReference {
        entry.order.id.value == 0 ? .algo(entry.order.algo) : .id(entry.order.id)
    }
}
