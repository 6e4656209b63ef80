public import CommandsAndEvents
public import ExchangePorts
import GatewayKit
import Instruments
import Primitives
import UsdmWire
import WireKit

/// Tells the owners of listen keys what happens to their accounts (document 001, "User Data Streams"; document 004).
///
/// `@unchecked Sendable`: `apply` is called from one thread only, and nothing else touches `pending` and `expiriesCheckedAt`.
public final class UsdmUserStream: Projection, @unchecked Sendable {
    private let hub: StreamHub<UsdmTopic>
    private let catalog: Catalog
    private let listenKeys: ListenKeys
    /// Balance and position changes that wait to be told as one.
    private var pending: [PendingAccountUpdate] = []
    private var expiriesCheckedAt = Timestamp.zero

    init(hub: StreamHub<UsdmTopic>, catalog: Catalog, listenKeys: ListenKeys) {
        self.hub = hub
        self.catalog = catalog
        self.listenKeys = listenKeys
    }

    public func apply(_ batch: EventBatch) {
        let writer = UserEvents(names: catalog.names, time: batch.time.milliseconds)
        var sequence = batch.events.first?.sequence
        for stamped in batch.events {
            if stamped.sequence != sequence {
                flush(writer)
                sequence = stamped.sequence
            }
            apply(stamped.event, writer)
        }
        flush(writer)
        expireListenKeys(at: batch.time, writer)
    }

    /// Ends what a revoked API key opened: the sockets that use its listen key are told that it has expired, and closed.
    func revoked(_ key: APIKey, at now: Timestamp) {
        guard let ended = listenKeys.revoke(key.account, toldTo: key.key) else { return }
        let writer = UserEvents(names: catalog.names, time: now.milliseconds)
        hub.publish(.user(ended.key)) { writer.listenKeyExpired(ended.key) }
        for socket in hub.sockets(of: .user(ended.key)) { socket.close(code: 1008, reason: "API key revoked") }
    }

    private func apply(_ event: Event, _ writer: UserEvents) {
        switch event {
        case .balance(let update):
            guard let index = pendingIndex(of: update.account, update.reason, update.instrument) else { return }
            pending[index].balances.append(update)
        case .position(let update):
            guard let index = pendingIndex(of: update.account, update.reason, update.instrument) else { return }
            pending[index].positions.append(update)
        case .order(let update):
            guard let key = listenKeys.key(of: update.order.account) else { return }
            flush(writer)
            hub.publish(.user(key)) { writer.orderUpdate(update) }
        case .leverage(let update):
            guard let key = listenKeys.key(of: update.account) else { return }
            flush(writer)
            hub.publish(.user(key)) { writer.leverageUpdate(update) }
        case .marginType, .setting, .triggerRejected: return
        case .accountOpened, .assetListed, .instrumentListed, .trade, .bookLevel, .index, .mark, .funding, .makers, .assetIndex:
            return
        }
    }

    /// Where a change of this account and cause is gathered; nil when nobody listens.
    private func pendingIndex(of account: AccountID, _ reason: BalanceReason, _ instrument: InstrumentID?) -> Int? {
        guard let key = listenKeys.key(of: account) else { return nil }
        if let index = pending.firstIndex(where: { $0.account == account && $0.reason == reason && $0.instrument == instrument }) {
            return index
        }
        pending.append(PendingAccountUpdate(account: account, key: key, reason: reason, instrument: instrument))
        return pending.count - 1
    }

    private func flush(_ writer: UserEvents) {
        for update in pending { hub.publish(.user(update.key)) { writer.accountUpdate(update) } }
        pending.removeAll(keepingCapacity: true)
    }

    /// Looked at once a second of the exchange's time.
    private func expireListenKeys(at time: Timestamp, _ writer: UserEvents) {
        let second = time.floored(toMilliseconds: 1_000)
        guard second > expiriesCheckedAt else { return }
        expiriesCheckedAt = second
        for expired in listenKeys.expire(at: time) {
            hub.publish(.user(expired.key)) { writer.listenKeyExpired(expired.key) }
        }
    }
}

/// One ACCOUNT_UPDATE in the making: what one cause changed of one account.
struct PendingAccountUpdate {
    let account: AccountID
    let key: String
    let reason: BalanceReason
    let instrument: InstrumentID?
    var balances: [BalanceUpdate] = []
    var positions: [PositionUpdate] = []
}

/// The messages themselves, field by field.
struct UserEvents {
    let names: Names
    let time: Int64

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
            $0.field("cr", update.accumulatedRealized, digits: nil)
            $0.field("up", update.unrealizedProfit, digits: nil)
            $0.field("mt", update.marginType == .cross ? "cross" : "isolated")
            $0.field("iw", update.isolatedWallet, digits: nil)
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
        }
    }

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

    /// The event time is text here, as in the document.
    func listenKeyExpired(_ key: String) -> [UInt8] {
        var json = JSONWriter()
        json.object {
            $0.field("e", "listenKeyExpired")
            $0.field("E", String(time))
            $0.field("listenKey", key)
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
