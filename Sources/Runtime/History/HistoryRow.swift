import CommandsAndEvents
import ExchangePorts
import Primitives

/// Something of a client account to remember.
enum HistoryRow: Sendable {
    case client(AccountID)
    case asset(AssetID, name: String)
    case marginAsset(AssetID, of: InstrumentID)
    case order(Order)
    case algoOrder(AlgoOrderRecord)
    indirect case amendment(Order, priceBefore: Price, quantityBefore: Quantity, time: Timestamp)
    case isolatedWallet(IsolatedPosition, Money)
    case marginChange(account: AccountID, MarginChangeRecord)
    case fill(account: AccountID, FillRecord)
    case income(account: AccountID, IncomeRecord)
}

/// A position that may keep a part of the wallet to itself.
struct IsolatedPosition: Hashable, Sendable {
    var account: AccountID
    var instrument: InstrumentID
    var side: PositionSide
}

/// The rows one batch of events leaves behind.
struct HistoryEntry: Sendable {
    var lastSequence: SequenceNumber
    var rows: [HistoryRow]

    /// The rows without the states of orders that later rows replace: an order that came and went is written once.
    var latestRows: [HistoryRow] {
        var last: [OrderName: Int] = [:]
        for (index, row) in rows.enumerated() {
            if let name = row.orderName { last[name] = index }
        }
        return rows.enumerated().filter { index, row in row.orderName.map { last[$0] == index } ?? true }.map(\.element)
    }
}

/// What a row about an order is found by. Orders of the algo door share the id zero until they trigger.
private enum OrderName: Hashable {
    case order(InstrumentID, OrderID)
    case algo(AlgoID)
}

extension HistoryRow {
    fileprivate var orderName: OrderName? {
        switch self {
        case .order(let order): .order(order.instrument, order.id)
        case .algoOrder(let record): .algo(record.order.algo)
        default: nil
        }
    }
}
