import CommandsAndEvents
import Instruments
import Primitives
import UsdmWire

extension OrderReply {
    init(_ order: Order, _ instrument: Instrument, form: Form) {
        self.init(
            form: form, orderId: order.id.value, symbol: instrument.symbol, status: OrderStatusText(order.status),
            clientOrderId: order.clientID, price: order.price, averagePrice: order.averagePrice, quantity: order.quantity,
            executed: order.filled, executedQuote: order.filledNotional, timeInForce: TimeInForceText(order.timeInForce),
            type: OrderTypeText(current: order), originalType: OrderTypeText(original: order), reduceOnly: order.showsReduceOnly,
            closePosition: order.closesPosition, side: SideText(order.side), positionSide: PositionSideText(order.positionSide),
            stopPrice: order.stopPrice, trailing: order.trailing, workingType: WorkingTypeText(order.condition?.workingPrice),
            priceProtect: order.condition?.priceProtect ?? false, priceMatch: PriceMatchText(order.priceMatch),
            selfTradePreventionMode: SelfTradePreventionText(order.selfTradePrevention),
            goodTillDate: order.goodTillDate.milliseconds, time: order.createdAt.milliseconds,
            updateTime: order.updatedAt.milliseconds, digits: instrument.digits)
    }
}

extension Order {
    var closesPosition: Bool { condition?.closesPosition ?? false }

    /// Closing a position is reducing it, whether the client says so or not (document 001, -4138).
    var showsReduceOnly: Bool { reduceOnly || closesPosition }

    /// The price that triggers; zero for orders that trail, which show `trailing`, and for those without a condition.
    var stopPrice: Price {
        guard let condition, condition.kind != .trailing else { return .zero }
        return condition.price
    }

    var trailing: OrderReply.Trailing? {
        guard let condition, condition.kind == .trailing else { return nil }
        return OrderReply.Trailing(activationPrice: condition.price, callback: condition.callback)
    }

    /// The order as it was accepted, before it traded: what ACK shows.
    var asAccepted: Order {
        var order = self
        order.status = .new
        order.filled = .zero
        order.filledNotional = .zero
        order.updatedAt = createdAt
        return order
    }

    /// Whether RESULT waits for the end: market orders and immediate ones (supplement §2.13). Conditional orders only begin.
    var endsAtOnce: Bool {
        switch kind {
        case _ where condition != nil: return false
        case .market, .limit(_, .immediateOrCancel), .limit(_, .fillOrKill): return true
        case .limit: return false
        }
    }
}
