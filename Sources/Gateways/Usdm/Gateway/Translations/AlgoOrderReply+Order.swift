import CommandsAndEvents
import ExchangePorts
import Instruments
import Primitives
import UsdmWire

extension AlgoOrderReply {
    /// As it was placed.
    init(placed order: Order, _ instrument: Instrument) {
        self.init(order, instrument, form: .placed, status: .NEW)
    }

    /// While it waits.
    init(open order: Order, _ instrument: Instrument) {
        self.init(order, instrument, form: .query(Actual(orderId: nil, averagePrice: .zero)), status: .NEW)
    }

    init(_ record: AlgoOrderRecord, _ instrument: Instrument) {
        let order = record.order
        let hasBecomeOrder = order.condition?.isTriggered == true && !record.wasRefused
        let actual = Actual(orderId: hasBecomeOrder ? order.id.value : nil, averagePrice: order.averagePrice)
        self.init(order, instrument, form: .query(actual), status: AlgoStatusText(order, wasRefused: record.wasRefused))
    }

    private init(_ order: Order, _ instrument: Instrument, form: Form, status: AlgoStatusText) {
        self.init(
            form: form, algoId: order.algo.value, clientAlgoId: order.clientID, orderType: OrderTypeText(original: order),
            symbol: instrument.symbol, side: SideText(order.side), positionSide: PositionSideText(order.positionSide),
            timeInForce: TimeInForceText(order.timeInForce), quantity: order.quantity, status: status,
            triggerPrice: order.stopPrice, price: order.price, trailing: order.trailing,
            selfTradePreventionMode: SelfTradePreventionText(order.selfTradePrevention),
            workingType: WorkingTypeText(order.condition?.workingPrice), priceMatch: PriceMatchText(order.priceMatch),
            closePosition: order.closesPosition, priceProtect: order.condition?.priceProtect ?? false,
            reduceOnly: order.showsReduceOnly, createTime: order.createdAt.milliseconds,
            updateTime: order.updatedAt.milliseconds, triggerTime: order.condition?.triggeredAt.milliseconds ?? 0,
            goodTillDate: order.goodTillDate.milliseconds, digits: instrument.digits)
    }
}
