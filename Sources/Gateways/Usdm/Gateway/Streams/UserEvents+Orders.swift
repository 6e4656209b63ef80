import CommandsAndEvents
import ExchangePorts
import Instruments
import Primitives
import UsdmWire
import WireKit

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
                json.field("o", OrderTypeText(order.kind).rawValue)
                json.field("f", TimeInForceText(order.timeInForce).rawValue)
                json.field("q", order.quantity, digits: digits.quantity)
                json.field("p", order.price, digits: order.price.isZero ? nil : digits.price)
                json.field("ap", order.averagePrice, digits: order.averagePrice.isZero ? nil : SymbolDigits.average)
                json.field("sp", Price.zero, digits: nil)
                json.field("x", update.execution.text.rawValue)
                json.field("X", OrderStatusText(order.status).rawValue)
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
                json.field("R", order.reduceOnly)
                json.field("wt", WorkingTypeText.CONTRACT_PRICE.rawValue)
                json.field("ot", OrderTypeText(order.kind).rawValue)
                json.field("ps", PositionSideText(order.positionSide).rawValue)
                json.field("cp", false)
                json.field("rp", fill?.realizedProfit ?? .zero, digits: nil)
                json.field("pP", false)
                json.field("si", 0)
                json.field("ss", 0)
                json.field("V", SelfTradePreventionText(order.selfTradePrevention).rawValue)
                json.field("pm", PriceMatchText.NONE.rawValue)
                json.field("gtd", 0)
            }
        }
        return json.bytes
    }
}

extension Execution {
    fileprivate var fill: Fill? {
        if case .trade(let fill) = self { return fill }
        return nil
    }

    fileprivate var text: ExecutionText {
        switch self {
        case .new: return .NEW
        case .trade: return .TRADE
        case .canceled: return .CANCELED
        case .expired, .triggered: return .EXPIRED
        case .amended: return .AMENDMENT
        }
    }
}
