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
            type: OrderTypeText(order.kind), originalType: OrderTypeText(order.kind), reduceOnly: order.reduceOnly,
            closePosition: false, side: SideText(order.side), positionSide: PositionSideText(order.positionSide),
            stopPrice: .zero, workingType: .CONTRACT_PRICE, priceProtect: false, priceMatch: .NONE,
            selfTradePreventionMode: SelfTradePreventionText(order.selfTradePrevention), goodTillDate: 0,
            time: order.createdAt.milliseconds, updateTime: order.updatedAt.milliseconds, digits: instrument.digits)
    }
}

extension Order {
    /// The order as it was accepted, before it traded: what ACK shows.
    var asAccepted: Order {
        var order = self
        order.status = .new
        order.filled = .zero
        order.filledNotional = .zero
        order.updatedAt = createdAt
        return order
    }

    /// Whether RESULT waits for the end: market orders and immediate ones (supplement §2.13).
    var endsAtOnce: Bool {
        switch kind {
        case .market, .limit(_, .immediateOrCancel), .limit(_, .fillOrKill): return true
        case .limit: return false
        }
    }
}
