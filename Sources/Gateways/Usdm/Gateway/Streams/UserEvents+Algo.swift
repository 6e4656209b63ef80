import CommandsAndEvents
import ExchangePorts
import Instruments
import Primitives
import UsdmWire
import WireKit

/// The messages that tell of orders of the algo door (developers.binance.com, "Event: Algo Order Update").
extension UserEvents {
    func algoUpdate(_ order: Order, _ status: AlgoStatusText, reason: String) -> [UInt8] {
        var json = JSONWriter(reservingCapacity: 640)
        json.object { json in
            json.field("e", "ALGO_UPDATE")
            json.field("T", time)
            json.field("E", time)
            json.key("o")
            json.object { write(order, status, reason: reason, to: &$0) }
        }
        return json.bytes
    }

    private func write(_ order: Order, _ status: AlgoStatusText, reason: String, to json: inout JSONWriter) {
        let instrument = names[order.instrument]
        let digits = instrument.digits
        json.field("caid", order.clientID)
        json.field("aid", order.algo.value)
        json.field("at", AlgoTypeText.CONDITIONAL.rawValue)
        json.field("o", OrderTypeText(original: order).rawValue)
        json.field("s", instrument.symbol)
        json.field("S", SideText(order.side).rawValue)
        json.field("ps", PositionSideText(order.positionSide).rawValue)
        json.field("f", TimeInForceText(order.timeInForce).rawValue)
        json.field("q", order.quantity, digits: digits.quantity)
        json.field("X", status.rawValue)
        writeActual(order, status, to: &json)
        json.field("tp", order.stopPrice, digits: digits.price)
        json.field("p", order.price, digits: digits.price)
        json.field("V", SelfTradePreventionText(order.selfTradePrevention).rawValue)
        json.field("wt", WorkingTypeText(order.condition?.workingPrice).rawValue)
        json.field("pm", PriceMatchText(order.priceMatch).rawValue)
        json.field("cp", order.closesPosition)
        json.field("pP", order.condition?.priceProtect ?? false)
        json.field("R", order.showsReduceOnly)
        json.field("tt", order.condition?.triggeredAt.milliseconds ?? 0)
        json.field("gtd", order.goodTillDate.milliseconds)
        json.field("rm", reason)
    }

    /// What the order became: nothing before it is in the book.
    private func writeActual(_ order: Order, _ status: AlgoStatusText, to json: inout JSONWriter) {
        let isOrder = status == .TRIGGERED || status == .FINISHED
        json.field("ai", isOrder ? String(order.id.value) : "")
        json.field("ap", order.averagePrice, digits: SymbolDigits.average)
        json.field("aq", order.filled, digits: SymbolDigits.average)
        json.field("act", isOrder ? OrderTypeText(order.kind).rawValue : "0")
    }
}

extension OrderUpdate {
    /// Whether an order of the algo door is one of the others by now, too.
    var isOfTriggeredOrder: Bool { order.condition?.isTriggered == true && execution != .triggered }

    /// What this makes of an order of the algo door; nil when it is what it was before.
    var algoStatus: AlgoStatusText? {
        switch execution {
        case .triggered: return .TRIGGERING
        case .new, .canceled, .expired: return AlgoStatusText(order, wasRefused: false)
        case .trade: return order.status == .filled ? .FINISHED : nil
        case .amended: return nil
        }
    }
}
