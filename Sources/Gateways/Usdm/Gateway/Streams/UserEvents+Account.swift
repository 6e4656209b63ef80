import CommandsAndEvents
import ExchangePorts
import Instruments
import Primitives
import UsdmWire
import WireKit

/// One ACCOUNT_UPDATE in the making: what one cause changed of one account.
struct PendingAccountUpdate {
    let account: AccountID
    let key: String
    let reason: BalanceReason
    let instrument: InstrumentID?
    private(set) var balances: [BalanceUpdate] = []
    private(set) var positions: [PositionUpdate] = []

    init(account: AccountID, key: String, reason: BalanceReason, instrument: InstrumentID?) {
        self.account = account
        self.key = key
        self.reason = reason
        self.instrument = instrument
    }

    /// An asset that changes twice is told once, as it stands in the end.
    mutating func take(_ update: BalanceUpdate) {
        guard let place = balances.firstIndex(where: { $0.asset == update.asset }) else {
            balances.append(update)
            return
        }
        let change = Int128(balances[place].change.raw) + Int128(update.change.raw)
        balances[place] = update
        balances[place].change = .clamping(change)
    }

    mutating func take(_ update: PositionUpdate) {
        if let place = positions.firstIndex(where: { $0.instrument == update.instrument && $0.side == update.side }) {
            positions[place] = update
        } else {
            positions.append(update)
        }
    }
}

extension UserEvents {
    func accountUpdate(_ update: PendingAccountUpdate) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.field("e", "ACCOUNT_UPDATE")
            json.field("T", time)
            json.field("E", time)
            json.key("a")
            json.object { json in
                json.key("B")
                json.array(update.balances) { json, balance in
                    json.object {
                        $0.field("a", names[balance.asset].name)
                        $0.field("wb", balance.walletBalance, digits: 8)
                        $0.field("cw", balance.crossWalletBalance, digits: 8)
                        $0.field("bc", balance.change, digits: nil)
                    }
                }
                json.key("P")
                json.array(update.positions) { self.position($1, &$0) }
                json.field("m", reasonText(update.reason))
            }
        }
        return json.bytes
    }

    private func position(_ update: PositionUpdate, _ json: inout JSONWriter) {
        let instrument = names[update.instrument]
        json.object {
            $0.field("s", instrument.symbol)
            $0.field("pa", update.quantity, digits: update.quantity.isZero ? nil : instrument.quantityPrecision)
            $0.field("ep", update.entryPrice, digits: update.entryPrice.isZero ? 5 : nil)
            $0.field("bep", update.breakEvenPrice, digits: nil)
            $0.field("cr", update.accumulatedRealized, digits: update.accumulatedRealized.isZero ? nil : 8)
            $0.field("up", update.unrealizedProfit, digits: nil)
            $0.field("mt", update.marginType == .cross ? "cross" : "isolated")
            $0.field("iw", update.isolatedWallet, digits: update.isolatedWallet.isZero ? nil : 8)
            $0.field("ps", PositionSideText(update.side).rawValue)
        }
    }

    private func reasonText(_ reason: BalanceReason) -> String {
        switch reason {
        case .deposit: return "DEPOSIT"
        case .withdraw: return "WITHDRAW"
        case .order: return "ORDER"
        case .funding: return "FUNDING_FEE"
        case .marginTransfer: return "MARGIN_TRANSFER"
        case .marginTypeChange: return "MARGIN_TYPE_CHANGE"
        case .autoExchange: return "AUTO_EXCHANGE"
        case .insuranceClear: return "INSURANCE_CLEAR"
        case .settlement: return "ORDER"
        }
    }

    func leverageUpdate(_ update: LeverageUpdate) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.field("e", "ACCOUNT_CONFIG_UPDATE")
            json.field("E", time)
            json.field("T", time)
            json.key("ac")
            json.object {
                $0.field("s", names[update.instrument].symbol)
                $0.field("l", update.leverage.times)
            }
        }
        return json.bytes
    }

    func multiAssetsUpdate(_ enabled: Bool) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.field("e", "ACCOUNT_CONFIG_UPDATE")
            json.field("E", time)
            json.field("T", time)
            json.key("ai")
            json.object { $0.field("j", enabled) }
        }
        return json.bytes
    }
}
