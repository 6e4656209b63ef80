import CommandsAndEvents
import Instruments
import Primitives
import UsdmWire

extension OrderParameters {
    /// The command the parameters ask for, after the checks that need no exchange (supplement §2.1).
    func command(of account: AccountID, on id: InstrumentID, _ instrument: Instrument) throws(UsdmError) -> PlaceOrder {
        try checkReducing()
        try checkPresence()
        let client = try ShortText(clientID: clientID, named: door.clientIDName)
        try checkPrecision(instrument)
        return PlaceOrder(
            account: account, instrument: id, side: side.domain, positionSide: positionSide?.domain ?? .both, kind: kind,
            quantity: quantity ?? .zero, reduceOnly: reduceOnly ?? false,
            selfTradePrevention: selfTradePreventionMode?.domain ?? .none, clientID: client,
            validUntil: RequestWindow.end(timestamp: timestamp, recvWindow: recvWindow), condition: try condition(),
            goodTillDate: lastSecond, priceMatch: priceMatch?.domain ?? .none, isAlgo: door == .algo)
    }

    private var closes: Bool { closePosition == true }
    private var matchesPrice: Bool { priceMatch.map { $0 != .NONE } ?? false }

    /// Hedge mode knows by side and position side what reduces, and closing a position is reducing it.
    private func checkReducing() throws(UsdmError) {
        let isHedged = positionSide == .LONG || positionSide == .SHORT
        if reduceOnly != nil && (isHedged || closes) { throw .notRequired("reduceOnly") }
        guard closes else { return }
        if type != .STOP_MARKET && type != .TAKE_PROFIT_MARKET { throw .badCombination }
        if quantity != nil { throw .quantityWithClosePosition }
        if positionSide == (side == .BUY ? .LONG : .SHORT) { throw .positionSideMismatch }
    }

    /// What each type needs, and what it must not have.
    private func checkPresence() throws(UsdmError) {
        if matchesPrice && !type.isLimit { throw .priceMatchOrderType }
        if type == .LIMIT && timeInForce == nil { throw .missing("timeInForce") }
        if type == .MARKET && timeInForce != nil { throw .notRequired("timeInForce") }
        if quantity == nil && !closes { throw .missing("quantity") }
        switch type.isLimit && !matchesPrice {
        case true where price == nil: throw .missing("price")
        case false where price != nil: throw .notRequired("price")
        default: break
        }
        let triggers = type.condition != nil && type.condition != .trailing
        if triggers && triggerPrice == nil { throw .missing(door.triggerPriceName) }
        if !triggers && triggerPrice != nil { throw .notRequired(door.triggerPriceName) }
        try checkTrailing()
        if lastsUntilDate && goodTillDate == nil { throw .missing("goodTillDate") }
    }

    private func checkTrailing() throws(UsdmError) {
        if type == .TRAILING_STOP_MARKET {
            if callbackRate == nil { throw .missing("callbackRate") }
        } else {
            if callbackRate != nil { throw .notRequired("callbackRate") }
            if activationPrice != nil { throw .notRequired(door.activationPriceName) }
        }
    }

    private func checkPrecision(_ instrument: Instrument) throws(UsdmError) {
        for price in [price, triggerPrice, activationPrice] {
            if let price, price.significantDigits > instrument.pricePrecision { throw .badPrecision }
        }
        if let quantity, quantity.significantDigits > instrument.quantityPrecision { throw .badPrecision }
        // Per cent of per cent would need more decimals than rates have.
        if let callbackRate, !callbackRate.raw.isMultiple(of: 100) { throw .badPrecision }
    }

    // MARK: The parts of the command

    /// Market orders, and those that become one, take any time in force and heed none.
    private var effectiveTimeInForce: TimeInForce { timeInForce?.domain ?? .goodTillCancel }
    private var lastsUntilDate: Bool { type.isLimit && timeInForce == .GTD }

    private var kind: OrderKind {
        type.isLimit ? .limit(price: price ?? .zero, timeInForce: effectiveTimeInForce) : .market
    }

    /// To the second: milliseconds are ignored (document 001, `goodTillDate`).
    private var lastSecond: Timestamp {
        guard lastsUntilDate, let goodTillDate else { return .zero }
        return Timestamp(milliseconds: goodTillDate).floored(toMilliseconds: 1_000)
    }

    private func condition() throws(UsdmError) -> Condition? {
        guard let kind = type.condition else { return nil }
        if let activationPrice, !activationPrice.isPositive { throw .invalidActivationPrice }
        return Condition(
            kind, price: triggerPrice ?? activationPrice ?? .zero, callback: Rate(raw: (callbackRate ?? .zero).raw / 100),
            workingPrice: (workingType ?? .CONTRACT_PRICE).domain, priceProtect: priceProtect ?? false, closesPosition: closes)
    }
}

extension ShortText {
    /// A client order id as clients may choose it: `^[\.A-Z\:/a-z0-9_-]{1,36}$`. Empty when they leave it to the exchange.
    fileprivate init(clientID text: String?, named name: String) throws(UsdmError) {
        guard let text else {
            self = .empty
            return
        }
        if text.utf8.count > 36 { throw .clientIDTooLong }
        let legal = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "/"),
                UInt8(ascii: "_"), UInt8(ascii: "-"):
                return true
            default: return false
            }
        }
        guard legal, let short = ShortText(text) else {
            throw .illegalCharacters(name, legal: #"^[\.A-Z\:/a-z0-9_-]{1,36}$"#)
        }
        self = short
    }
}

extension AmendmentParameters {
    func command(of account: AccountID, on id: InstrumentID, _ instrument: Instrument) throws(UsdmError) -> AmendOrder {
        let match = priceMatch?.domain ?? .none
        if match != .none && price != nil { throw .notRequired("price") }
        if match == .none && price == nil { throw .missing("price") }
        if let price, price.significantDigits > instrument.pricePrecision { throw .badPrecision }
        if quantity.significantDigits > instrument.quantityPrecision { throw .badPrecision }
        return AmendOrder(
            account: account, instrument: id, order: try OrderReference(orderId: orderId, clientID: origClientOrderId),
            side: side.domain, price: price ?? .zero, quantity: quantity,
            validUntil: RequestWindow.end(timestamp: timestamp, recvWindow: recvWindow), priceMatch: match)
    }
}

extension OrderReference {
    /// The exchange's id wins when both are sent. An id of the client's that no order can have names none.
    init(orderId: Int64?, clientID: String?) throws(UsdmError) {
        if let orderId {
            self = .id(OrderID(orderId))
        } else if let clientID, let text = ShortText(clientID) {
            self = .clientID(text)
        } else {
            throw .neither("origClientOrderId", "orderId")
        }
    }

    /// The same by the algo door.
    init(_ name: AlgoName) throws(UsdmError) {
        if let algoId = name.algoId {
            self = .algo(AlgoID(algoId))
        } else if let clientID = name.clientAlgoId, let text = ShortText(clientID) {
            self = .algoClientID(text)
        } else {
            throw .neither("clientAlgoId", "algoId")
        }
    }
}
