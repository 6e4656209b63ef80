public import CommandsAndEvents
public import ExchangePorts
import GatewayKit
import Primitives
import UsdmWire

/// Tells the owners of listen keys what happens to their accounts (document 001, "User Data Streams"; document 004).
///
/// `@unchecked Sendable`: `apply` is called from one thread only, and nothing else touches what it keeps.
public final class UsdmUserStream: Projection, @unchecked Sendable {
    private let hub: StreamHub<UsdmTopic>
    private let catalog: Catalog
    private let listenKeys: ListenKeys
    /// Balance and position changes that wait to be told as one.
    private var pending: [PendingAccountUpdate] = []
    /// Margin calls of one command, by account.
    private var marginCalls: [PendingMarginCall] = []
    /// An order that has triggered, until it is known whether it was taken or refused.
    private var triggered: OrderUpdate?
    /// An order of the algo door that was refused at its trigger, until the reason comes.
    private var refused: Order?
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
                endCommand(writer)
                sequence = stamped.sequence
            }
            apply(stamped.event, writer)
        }
        endCommand(writer)
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
            pending[index].take(update)
        case .position(let update):
            guard let index = pendingIndex(of: update.account, update.reason, update.instrument) else { return }
            pending[index].take(update)
        case .order(let update):
            guard let key = listenKeys.key(of: update.order.account) else { return }
            flush(writer)
            publish(update, to: key, writer)
        case .leverage(let update):
            guard let key = listenKeys.key(of: update.account) else { return }
            flush(writer)
            hub.publish(.user(key)) { writer.leverageUpdate(update) }
        case .setting(let update):
            guard case .multiAssets(let enabled) = update.setting, let key = listenKeys.key(of: update.account) else { return }
            flush(writer)
            hub.publish(.user(key)) { writer.multiAssetsUpdate(enabled) }
        case .triggerRejected(let rejected):
            guard let key = listenKeys.key(of: rejected.account) else { return }
            publish(rejected, to: key, writer)
        case .marginCall(let call): take(call)
        case .marginType: return
        case .accountOpened, .assetListed, .instrumentListed, .trade, .bookLevel, .index, .mark, .funding, .makers, .assetIndex,
            .underlyingListed, .premium, .marketStatus, .delivered, .liquidation, .insurance:
            return
        }
    }

    /// What happens to an order is told by the door that it came through; once an order of the algo door has triggered, by both.
    private func publish(_ update: OrderUpdate, to key: String, _ writer: UserEvents) {
        if update.order.algo != .none {
            publishAlgo(update, to: key, writer)
        } else if update.execution == .triggered {
            triggered = update
        } else {
            // Refused, the order ends once, as what it would have become.
            if let trigger = triggered, update.execution != .expired(.triggerRejected) {
                hub.publish(.user(key)) { writer.orderUpdate(trigger) }
            }
            triggered = nil
            hub.publish(.user(key)) { writer.orderUpdate(update) }
        }
    }

    private func publishAlgo(_ update: OrderUpdate, to key: String, _ writer: UserEvents) {
        if update.execution == .expired(.triggerRejected) {
            refused = update.order
            return
        }
        if update.isOfTriggeredOrder { hub.publish(.user(key)) { writer.orderUpdate(update) } }
        guard let status = update.algoStatus else { return }
        hub.publish(.user(key)) { writer.algoUpdate(update.order, status, reason: "") }
    }

    private func publish(_ rejected: TriggerRejected, to key: String, _ writer: UserEvents) {
        if rejected.algo == .none {
            hub.publish(.user(key)) { writer.triggerRejected(rejected) }
        } else if let order = refused {
            hub.publish(.user(key)) { writer.algoUpdate(order, .REJECTED, reason: UsdmError(rejected.reason).message) }
        }
        refused = nil
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

    /// An account's margin calls of one command are one message.
    private func take(_ call: MarginCall) {
        guard let key = listenKeys.key(of: call.account) else { return }
        if let place = marginCalls.firstIndex(where: { $0.account == call.account }) {
            marginCalls[place].positions.append(call)
        } else {
            marginCalls.append(PendingMarginCall(account: call.account, key: key, positions: [call]))
        }
    }

    private func endCommand(_ writer: UserEvents) {
        flush(writer)
        for call in marginCalls { hub.publish(.user(call.key)) { writer.marginCall(call) } }
        marginCalls.removeAll(keepingCapacity: true)
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
