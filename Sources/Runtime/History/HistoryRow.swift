import CommandsAndEvents
import ExchangePorts
import Primitives

/// Something of a client account to remember.
enum HistoryRow: Sendable {
    case client(AccountID)
    case order(Order)
    case fill(account: AccountID, FillRecord)
    case income(account: AccountID, IncomeRecord)
}

/// The rows one batch of events leaves behind.
struct HistoryEntry: Sendable {
    var lastSequence: SequenceNumber
    var rows: [HistoryRow]

    /// The rows without the states of orders that later rows replace: an order that came and went is written once.
    var latestRows: [HistoryRow] {
        struct Name: Hashable {
            let instrument: InstrumentID
            let id: OrderID
        }
        var last: [Name: Int] = [:]
        for (index, row) in rows.enumerated() {
            if case .order(let order) = row { last[Name(instrument: order.instrument, id: order.id)] = index }
        }
        return rows.enumerated().filter { index, row in
            guard case .order(let order) = row else { return true }
            return last[Name(instrument: order.instrument, id: order.id)] == index
        }.map(\.element)
    }
}

/// Turns events into rows, keeping those of client accounts.
struct HistoryExtraction: Sendable {
    /// Income ids are `sequence × this + n`: the same however often history is rebuilt, and below 2⁵³ for the first
    /// hundred billion commands, so that JavaScript clients read them exactly.
    private static let incomeIDsPerCommand: Int64 = 1 << 16

    private(set) var clients: Set<AccountID>
    private(set) var lastSequence: SequenceNumber
    private var incomeSequence = SequenceNumber(0)
    private var incomeCount: Int64 = 0

    init(clients: Set<AccountID>, lastSequence: SequenceNumber) {
        self.clients = clients
        self.lastSequence = lastSequence
    }

    /// What of the batch is new; events up to `lastSequence` were seen before.
    mutating func rows(of batch: EventBatch) -> HistoryEntry {
        var rows: [HistoryRow] = []
        for stamped in batch.events where stamped.sequence > lastSequence { take(stamped, batch.time, into: &rows) }
        lastSequence = max(lastSequence, batch.lastSequence)
        return HistoryEntry(lastSequence: lastSequence, rows: rows)
    }

    private mutating func take(_ stamped: StampedEvent, _ time: Timestamp, into rows: inout [HistoryRow]) {
        switch stamped.event {
        case .accountOpened(let opened):
            guard opened.kind == .client else { return }
            clients.insert(opened.account)
            rows.append(.client(opened.account))
        case .order(let update):
            guard clients.contains(update.order.account) else { return }
            rows.append(.order(update.order))
            if case .trade(let fill) = update.execution { take(fill, of: update.order, stamped.sequence, time, into: &rows) }
        case .balance(let update):
            guard clients.contains(update.account), let kind = Self.incomeKind(update.reason), !update.change.isZero else {
                return
            }
            let id = nextIncomeID(stamped.sequence)
            rows.append(
                .income(
                    account: update.account,
                    IncomeRecord(
                        id: id, instrument: update.instrument, kind: kind, amount: update.change, asset: update.asset, trade: nil,
                        time: time)))
        default: return
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
        for (kind, amount) in [(IncomeKind.realizedProfit, fill.realizedProfit), (.commission, -fill.commission)]
        where !amount.isZero {
            rows.append(
                .income(
                    account: order.account,
                    IncomeRecord(
                        id: id, instrument: order.instrument, kind: kind, amount: amount, asset: fill.commissionAsset,
                        trade: fill.trade, time: time)))
        }
    }

    /// Profit and commission of fills come with the fills, so a balance that changed by an order is none of its own.
    private static func incomeKind(_ reason: BalanceReason) -> IncomeKind? {
        switch reason {
        case .deposit, .withdraw: .transfer
        case .funding: .fundingFee
        case .autoExchange: .autoExchange
        case .order, .marginTransfer, .marginTypeChange: nil
        }
    }

    private mutating func nextIncomeID(_ sequence: SequenceNumber) -> Int64 {
        if sequence != incomeSequence { (incomeSequence, incomeCount) = (sequence, 0) }
        defer { incomeCount += 1 }
        return Int64(truncatingIfNeeded: sequence.value) &* Self.incomeIDsPerCommand &+ incomeCount
    }
}
