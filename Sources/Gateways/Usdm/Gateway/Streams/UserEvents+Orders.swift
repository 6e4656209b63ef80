import CommandsAndEvents
import ExchangePorts
import Instruments
import Primitives
import UsdmWire
import WireKit

/// The messages that tell of orders (document 001, "Event: Order Update").
extension UserEvents {
    func orderUpdate(_ update: OrderUpdate) -> [UInt8] {
        let order = update.order
        let instrument = names[order.instrument]
        let digits = instrument.digits
        let fill = update.execution.fill
        var json = JSONWriter(reservingCapacity: 768)
        json.object { json in
            json.field("e", "ORDER_TRADE_UPDATE")
            json.field("T", time)
            json.field("E", time)
            json.key("o")
            json.object { json in
                json.field("s", instrument.symbol)
                json.field("c", order.clientID)
                json.field("S", SideText(order.side).rawValue)
                json.field("o", update.type)
                json.field("f", TimeInForceText(order.timeInForce).rawValue)
                json.field("q", order.quantity, digits: digits.quantity)
                json.field("p", order.price, digits: order.price.isZero ? nil : digits.price)
                json.field("ap", order.averagePrice, digits: order.averagePrice.isZero ? nil : SymbolDigits.average)
                json.field("sp", order.stopPrice, digits: order.stopPrice.isZero ? nil : digits.price)
                json.field("x", update.executionText.rawValue)
                json.field("X", update.status.rawValue)
                json.field("i", order.id.value)
                json.field("l", fill?.quantity ?? .zero, digits: fill == nil ? nil : digits.quantity)
                json.field("z", order.filled, digits: order.filled.isZero ? nil : digits.quantity)
                json.field("L", fill?.price ?? .zero, digits: fill == nil ? nil : digits.price)
                if let fill, !fill.commission.isZero {
                    json.field("N", names[fill.commissionAsset].name)
                    json.field("n", fill.commission, digits: nil)
                }
                json.field("T", order.updatedAt.milliseconds)
                json.field("t", fill?.trade.value ?? 0)
                json.field("b", update.bidNotional, digits: nil)
                json.field("a", update.askNotional, digits: nil)
                json.field("m", fill?.isMaker ?? false)
                json.field("R", order.showsReduceOnly)
                json.field("wt", WorkingTypeText(order.condition?.workingPrice).rawValue)
                json.field("ot", OrderTypeText(original: order).rawValue)
                json.field("ps", PositionSideText(order.positionSide).rawValue)
                json.field("cp", order.closesPosition)
                if let trailing = order.trailing {
                    json.field("AP", trailing.activationPrice, digits: digits.price)
                    json.percentField("cr", trailing.callback)
                }
                json.field("rp", fill?.realizedProfit ?? .zero, digits: nil)
                json.field("pP", order.condition?.priceProtect ?? false)
                json.field("si", 0)
                json.field("ss", 0)
                json.field("V", SelfTradePreventionText(order.selfTradePrevention).rawValue)
                json.field("pm", PriceMatchText(order.priceMatch).rawValue)
                json.field("gtd", order.goodTillDate.milliseconds)
            }
        }
        return json.bytes
    }

    /// Document 001, "Event: Conditional_Order_Trigger_Reject".
    func triggerRejected(_ rejected: TriggerRejected) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.field("e", "CONDITIONAL_ORDER_TRIGGER_REJECT")
            json.field("E", time)
            json.field("T", time)
            json.key("or")
            json.object {
                $0.field("s", names[rejected.instrument].symbol)
                $0.field("i", rejected.order.value)
                $0.field("r", UsdmError(rejected.reason).message)
            }
        }
        return json.bytes
    }
}

extension OrderUpdate {
    /// A trigger is the end of the conditional order, whose number the order that it becomes takes over (supplement §2.2). The
    /// limit order of a liquidation has a type of its own here, and only here (supplement §6.3).
    fileprivate var type: String {
        if order.origin == .liquidation { return "LIQUIDATION" }
        return (execution == .triggered ? OrderTypeText(original: order) : OrderTypeText(current: order)).rawValue
    }

    fileprivate var status: OrderStatusText { execution == .triggered ? .EXPIRED : OrderStatusText(order.status) }

    fileprivate var executionText: ExecutionText {
        switch execution {
        case .new: return .NEW
        case .trade: return order.origin == .liquidation ? .CALCULATED : .TRADE
        case .canceled: return .CANCELED
        case .expired, .triggered: return .EXPIRED
        case .amended: return .AMENDMENT
        }
    }
}

extension Execution {
    fileprivate var fill: Fill? {
        if case .trade(let fill) = self { return fill }
        return nil
    }
}
