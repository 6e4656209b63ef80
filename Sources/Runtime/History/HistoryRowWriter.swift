import CommandsAndEvents
import ExchangePorts
import Foundation
import GRDB
import Primitives
import RowStorage

/// Writes rows within a transaction, each kind with a statement that is prepared once.
struct HistoryRowWriter {
    private let database: Database
    private var clients: RowStatement
    private var orders: RowStatement
    private var fills: RowStatement
    private var income: RowStatement

    init(_ database: Database) throws {
        self.database = database
        clients = try RowStatement(database, "INSERT OR IGNORE INTO clients VALUES (?)")
        orders = try RowStatement(
            database,
            """
            INSERT INTO orders (
                account, instrument, id, client_id, side, position_side, price, time_in_force, reduce_only,
                self_trade_prevention, status, quantity, filled, filled_notional, amendments, created_at, updated_at
            ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (account, instrument, id) DO UPDATE SET
                price = excluded.price, status = excluded.status, quantity = excluded.quantity, filled = excluded.filled,
                filled_notional = excluded.filled_notional, amendments = excluded.amendments, updated_at = excluded.updated_at
            """)
        fills = try RowStatement(database, "INSERT OR IGNORE INTO fills VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        income = try RowStatement(database, "INSERT OR IGNORE INTO income VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
    }

    mutating func write(_ row: HistoryRow) throws {
        switch row {
        case .client(let account):
            clients.bind(account.index)
            try clients.execute()
        case .asset(let id, let name):
            try database.execute(sql: "INSERT OR IGNORE INTO assets VALUES (?, ?)", arguments: [id.index, name])
        case .marginAsset(let asset, let instrument):
            try database.execute(
                sql: "INSERT OR REPLACE INTO margin_assets VALUES (?, ?)", arguments: [instrument.index, asset.index])
        case .order(let order):
            try write(order)
            if order.hasTerms || order.amendments > 0 { try HistorySchema.setTerms(of: order, database) }
        case .algoOrder(let record): try HistorySchema.upsert(record, database)
        case .amendment(let order, let price, let quantity, let time):
            try HistorySchema.insertAmendment(of: order, from: price, quantity, at: time, database)
        case .isolatedWallet(let position, let amount): try HistorySchema.set(amount, of: position, database)
        case .marginChange(let account, let record): try HistorySchema.insert(record, of: account, database)
        case .fill(let account, let record): try write(record, of: account)
        case .income(let account, let record): try write(record, of: account)
        }
    }

    private mutating func write(_ order: Order) throws {
        orders.bind(order.account.index)
        orders.bind(order.instrument.index)
        orders.bind(order.id.value)
        orders.bind(column: HistorySchema.blob(order.clientID))
        orders.bind(order.side.rawValue)
        orders.bind(order.positionSide.rawValue)
        var price: Int64?
        var timeInForce: UInt8?
        if case .limit(let limit, let term) = order.kind { (price, timeInForce) = (limit.raw, term.rawValue) }
        orders.bind(price)
        orders.bind(timeInForce)
        orders.bind(order.reduceOnly)
        orders.bind(order.selfTradePrevention.rawValue)
        orders.bind(order.status.rawValue)
        orders.bind(order.quantity.raw)
        orders.bind(order.filled.raw)
        orders.bind(order.filledNotional.raw)
        orders.bind(order.amendments)
        orders.bind(order.createdAt.milliseconds)
        orders.bind(order.updatedAt.milliseconds)
        try orders.execute()
    }

    private mutating func write(_ record: FillRecord, of account: AccountID) throws {
        let fill = record.fill
        fills.bind(account.index)
        fills.bind(record.instrument.index)
        fills.bind(fill.trade.value)
        fills.bind(record.order.value)
        fills.bind(record.side.rawValue)
        fills.bind(record.positionSide.rawValue)
        fills.bind(fill.price.raw)
        fills.bind(fill.quantity.raw)
        fills.bind(fill.isMaker)
        fills.bind(fill.commission.raw)
        fills.bind(fill.commissionAsset.index)
        fills.bind(fill.realizedProfit.raw)
        fills.bind(record.time.milliseconds)
        try fills.execute()
    }

    private mutating func write(_ record: IncomeRecord, of account: AccountID) throws {
        income.bind(account.index)
        income.bind(record.kind.rawValue)
        income.bind(record.id)
        income.bind(record.instrument?.index)
        income.bind(record.amount.raw)
        income.bind(record.asset.index)
        income.bind(record.trade?.value)
        income.bind(record.time.milliseconds)
        try income.execute()
    }
}
