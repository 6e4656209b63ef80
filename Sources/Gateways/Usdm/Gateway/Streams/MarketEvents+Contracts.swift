import CommandsAndEvents
import ExchangePorts
import Primitives
import UsdmWire
import WireKit

extension MarketEvents {
    func compositeIndex(_ index: CompositeIndex) -> [UInt8] {
        one { CompositeIndexReply(index, $0.names, time: $0.time).writeEvent(to: &$1) }
    }

    func contract(_ id: InstrumentID, _ status: MarketStatus, isListing: Bool) -> [UInt8] {
        one { ContractEvent(id, $0.names, status: status, isListing: isListing).write(at: $0.time, to: &$1) }
    }

    /// The order after its latest fill.
    func liquidation(_ order: Order, _ fill: Fill, at time: Timestamp) -> [UInt8] {
        let instrument = names[order.instrument]
        let digits = instrument.digits
        return one { events, json in
            json.object { json in
                json.field("e", "forceOrder")
                json.field("E", events.time)
                json.key("o")
                json.object {
                    $0.field("s", instrument.symbol)
                    $0.field("S", SideText(order.side).rawValue)
                    $0.field("o", OrderTypeText(order.kind).rawValue)
                    $0.field("f", TimeInForceText(order.timeInForce).rawValue)
                    $0.field("q", order.quantity, digits: digits.quantity)
                    $0.field("p", order.price, digits: digits.price)
                    $0.field("ap", order.averagePrice, digits: SymbolDigits.average)
                    $0.field("X", OrderStatusText(order.status).rawValue)
                    $0.field("l", fill.quantity, digits: digits.quantity)
                    $0.field("z", order.filled, digits: digits.quantity)
                    $0.field("T", time.milliseconds)
                }
            }
        }
    }
}
