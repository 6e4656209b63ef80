import CommandsAndEvents
import Instruments
import Primitives
import UsdmWire

extension OrderParameters {
    /// The command the parameters ask for, after the checks that need no exchange (supplement §2.1).
    func command(of account: AccountID, on id: InstrumentID, _ instrument: Instrument) throws(UsdmError) -> PlaceOrder {
        let quantity = try requiredQuantity(instrument)
        return PlaceOrder(
            account: account, instrument: id, side: side.domain, positionSide: positionSide?.domain ?? .both,
            kind: try kind(instrument), quantity: quantity, reduceOnly: reduceOnly ?? false,
            selfTradePrevention: selfTradePreventionMode?.domain ?? .none, clientID: try clientID(newClientOrderId),
            validUntil: RequestWindow.end(timestamp: timestamp, recvWindow: recvWindow))
    }

    private func kind(_ instrument: Instrument) throws(UsdmError) -> OrderKind {
        if closePosition == true { throw .badCombination }
        switch type {
        case .LIMIT: return try limit(instrument)
        case .MARKET:
            if timeInForce != nil { throw .notRequired("timeInForce") }
            if price != nil { throw .notRequired("price") }
            if priceMatch != nil && priceMatch != .NONE { throw .priceMatchOrderType }
            return .market
        case .STOP, .STOP_MARKET, .TAKE_PROFIT, .TAKE_PROFIT_MARKET, .TRAILING_STOP_MARKET: throw .invalidOrderType
        }
    }

    private func limit(_ instrument: Instrument) throws(UsdmError) -> OrderKind {
        guard let timeInForce else { throw .missing("timeInForce") }
        if timeInForce == .GTD { throw .invalidTimeInForce }
        if let priceMatch, priceMatch != .NONE { throw .invalidPriceMatch }
        guard let price else { throw .missing("price") }
        if price.significantDigits > instrument.pricePrecision { throw .badPrecision }
        return .limit(price: price, timeInForce: timeInForce.domain)
    }

    private func requiredQuantity(_ instrument: Instrument) throws(UsdmError) -> Quantity {
        guard let quantity else { throw .missing("quantity") }
        if quantity.significantDigits > instrument.quantityPrecision { throw .badPrecision }
        return quantity
    }
}

/// A client order id as clients may choose it: `^[\.A-Z\:/a-z0-9_-]{1,36}$`.
func clientID(_ text: String?) throws(UsdmError) -> ShortText {
    guard let text else { return .empty }
    if text.utf8.count > 36 { throw .clientIDTooLong }
    let legal = text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "/"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            return true
        default: return false
        }
    }
    guard legal, let short = ShortText(text) else {
        throw .illegalCharacters("newClientOrderId", legal: #"^[\.A-Z\:/a-z0-9_-]{1,36}$"#)
    }
    return short
}

extension ModifyOrderRequest {
    func command(of account: AccountID, on id: InstrumentID, _ instrument: Instrument) throws(UsdmError) -> AmendOrder {
        if let priceMatch, priceMatch != .NONE { throw .invalidPriceMatch }
        guard let price else { throw .missing("price") }
        if price.significantDigits > instrument.pricePrecision || quantity.significantDigits > instrument.quantityPrecision {
            throw .badPrecision
        }
        return AmendOrder(
            account: account, instrument: id, order: try OrderReference(orderId: orderId, clientID: origClientOrderId),
            side: side.domain, price: price, quantity: quantity,
            validUntil: RequestWindow.end(timestamp: timestamp, recvWindow: recvWindow))
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
}
