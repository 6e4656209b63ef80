import CommandsAndEvents
import ExchangePorts
import Primitives

/// What history has to know of before to understand events: kept in its file, because they come only once.
struct KnownToHistory: Sendable {
    var clients: Set<AccountID> = []
    var assets: [String: AssetID] = [:]
    /// Profit and margin of an instrument are in this asset. Missing for what was listed before history kept it.
    var marginAssets: [InstrumentID: AssetID] = [:]
    /// Those that are not zero.
    var isolatedWallets: [IsolatedPosition: Money] = [:]
}

/// Turns events into rows, keeping those of client accounts.
struct HistoryExtraction: Sendable {
    /// Income ids are `sequence × this + n`: the same however often history is rebuilt, and below 2⁵³ for the first
    /// hundred billion commands, so that JavaScript clients read them exactly.
    private static let incomeIDsPerCommand: Int64 = 1 << 16

    private var known: KnownToHistory
    private(set) var lastSequence: SequenceNumber
    private var incomeSequence = SequenceNumber(0)
    private var incomeCount: Int64 = 0

    init(known: KnownToHistory, lastSequence: SequenceNumber) {
        self.known = known
        self.lastSequence = lastSequence
    }

    /// What of the batch is new; events up to `lastSequence` were seen before.
    mutating func rows(of batch: EventBatch) -> HistoryEntry {
        var rows: [HistoryRow] = []
        for listing in batch.listings { take(listing, into: &rows) }
        for stamped in batch.events where stamped.sequence > lastSequence { take(stamped, batch.time, into: &rows) }
        lastSequence = max(lastSequence, batch.lastSequence)
        return HistoryEntry(lastSequence: lastSequence, rows: rows)
    }

    /// Listings are taken again when they come again: they never change.
    private mutating func take(_ listing: Listing, into rows: inout [HistoryRow]) {
        switch listing {
        case .asset(let id, let asset):
            known.assets[asset.name] = id
            rows.append(.asset(id, name: asset.name))
        case .underlying: return
        case .instrument(let id, let instrument):
            guard let asset = known.assets[instrument.contract.marginAsset] else { return }
            known.marginAssets[id] = asset
            rows.append(.marginAsset(asset, of: id))
        }
    }

    private mutating func take(_ stamped: StampedEvent, _ time: Timestamp, into rows: inout [HistoryRow]) {
        switch stamped.event {
        case .accountOpened(let opened):
            guard opened.kind == .client else { return }
            known.clients.insert(opened.account)
            rows.append(.client(opened.account))
        case .order(let update):
            guard known.clients.contains(update.order.account) else { return }
            take(update, stamped.sequence, time, into: &rows)
        case .balance(let update):
            guard known.clients.contains(update.account), let kind = Self.incomeKind(update.reason), !update.change.isZero else {
                return
            }
            let id = nextIncomeID(stamped.sequence)
            rows.append(
                .income(
                    account: update.account,
                    IncomeRecord(
                        id: id, instrument: update.instrument, kind: kind, amount: update.change, asset: update.asset, trade: nil,
                        time: time)))
        case .position(let update):
            // Most positions are on cross margin and never were on any other.
            if update.isolatedWallet.isZero && known.isolatedWallets.isEmpty { return }
            guard known.clients.contains(update.account) else { return }
            take(update, time, into: &rows)
        default: return
        }
    }

    private mutating func take(
        _ update: OrderUpdate, _ sequence: SequenceNumber, _ time: Timestamp, into rows: inout [HistoryRow]
    ) {
        let order = update.order
        if order.algo != .none {
            rows.append(
                .algoOrder(AlgoOrderRecord(order: order, wasRefused: update.execution == .expired(.triggerRejected))))
        }
        // What waits behind the algo door is no order yet.
        if order.algo == .none || order.id.value != 0 {
            if case .order(let last)? = rows.last, last.id == order.id && last.instrument == order.instrument { rows.removeLast() }
            rows.append(.order(order))
        }
        switch update.execution {
        case .trade(let fill): take(fill, of: order, sequence, time, into: &rows)
        case .amended(let priceBefore, let quantityBefore):
            rows.append(.amendment(order, priceBefore: priceBefore, quantityBefore: quantityBefore, time: time))
        case .new, .canceled, .expired, .triggered: return
        }
    }

    private mutating func take(
        _ fill: Fill, of order: Order, _ sequence: SequenceNumber, _ time: Timestamp, into rows: inout [HistoryRow]
    ) {
        let record = FillRecord(
            instrument: order.instrument, order: order.id, side: order.side, positionSide: order.positionSide, fill: fill,
            time: time)
        rows.append(.fill(account: order.account, record))
        let id = nextIncomeID(sequence)
        let marginAsset = known.marginAssets[order.instrument] ?? fill.commissionAsset
        let profit = order.origin == .settlement ? IncomeKind.settlement : .realizedProfit
        for (kind, amount, asset) in [
            (profit, fill.realizedProfit, marginAsset), (IncomeKind.commission, -fill.commission, fill.commissionAsset),
        ] where !amount.isZero {
            rows.append(
                .income(
                    account: order.account,
                    IncomeRecord(
                        id: id, instrument: order.instrument, kind: kind, amount: amount, asset: asset, trade: fill.trade,
                        time: time)))
        }
    }

    /// The difference an isolated wallet makes to what it was is what moved. Funding, and changing the margin type, move
    /// none of it for the client's margin history.
    private mutating func take(_ update: PositionUpdate, _ time: Timestamp, into rows: inout [HistoryRow]) {
        let position = IsolatedPosition(account: update.account, instrument: update.instrument, side: update.side)
        let held = update.isolatedWallet
        let before = known.isolatedWallets[position] ?? .zero
        if held == before { return }
        known.isolatedWallets[position] = held.isZero ? nil : held
        rows.append(.isolatedWallet(position, held))
        guard let cause = Self.marginChangeCause(update.reason), let asset = known.marginAssets[update.instrument] else { return }
        rows.append(
            .marginChange(
                account: update.account,
                MarginChangeRecord(
                    instrument: update.instrument, side: update.side, direction: held > before ? .added : .taken, cause: cause,
                    amount: .clamping(abs(Int128(held.raw) - Int128(before.raw))), asset: asset, time: time)))
    }

    private static func marginChangeCause(_ reason: BalanceReason) -> MarginChangeRecord.Cause? {
        switch reason {
        case .marginTransfer: .client
        case .order: .trade
        case .deposit, .withdraw, .funding, .marginTypeChange, .autoExchange, .insuranceClear, .settlement: nil
        }
    }

    /// Profit and commission of fills come with the fills, so a balance that changed by an order, or by the settlement of a
    /// contract, is none of its own.
    private static func incomeKind(_ reason: BalanceReason) -> IncomeKind? {
        switch reason {
        case .deposit, .withdraw: .transfer
        case .funding: .fundingFee
        case .autoExchange: .autoExchange
        case .insuranceClear: .insuranceClear
        case .order, .settlement, .marginTransfer, .marginTypeChange: nil
        }
    }

    private mutating func nextIncomeID(_ sequence: SequenceNumber) -> Int64 {
        if sequence != incomeSequence { (incomeSequence, incomeCount) = (sequence, 0) }
        defer { incomeCount += 1 }
        return Int64(truncatingIfNeeded: sequence.value) &* Self.incomeIDsPerCommand &+ incomeCount
    }
}
