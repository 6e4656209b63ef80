import CommandsAndEvents
import ExchangePorts
import Instruments
import Primitives
import UsdmWire
import WireKit

/// One MARGIN_CALL in the making: the positions of an account that one command found short of margin.
struct PendingMarginCall {
    let account: AccountID
    let key: String
    var positions: [MarginCall]

    /// "Only pushed with crossed position margin call".
    fileprivate var crossWalletBalance: Money? { positions.first { $0.marginType == .cross }?.crossWalletBalance }
}

/// Document 001, "Event: Margin Call".
extension UserEvents {
    func marginCall(_ call: PendingMarginCall) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.field("e", "MARGIN_CALL")
            json.field("E", time)
            if let balance = call.crossWalletBalance { json.field("cw", balance, digits: 8) }
            json.key("p")
            json.array(call.positions) { self.position($1, &$0) }
        }
        return json.bytes
    }

    private func position(_ call: MarginCall, _ json: inout JSONWriter) {
        let instrument = names[call.instrument]
        json.object {
            $0.field("s", instrument.symbol)
            $0.field("ps", PositionSideText(call.side).rawValue)
            $0.field("pa", call.quantity, digits: instrument.quantityPrecision)
            $0.field("mt", (call.marginType == .cross ? MarginTypeText.CROSSED : .ISOLATED).rawValue)
            $0.field("iw", call.isolatedWallet, digits: call.isolatedWallet.isZero ? nil : 8)
            $0.field("mp", call.mark, digits: nil)
            $0.field("up", call.unrealizedProfit, digits: nil)
            $0.field("mm", call.maintenanceMargin, digits: nil)
        }
    }
}
