import CommandsAndEvents
import ExchangePorts
import Foundation
import GRDB
import Primitives

// What few rows are: conditional orders, amendments, isolated margin. Plain orders pay nothing for them.
extension HistorySchema {
    /// The columns of `orders` that most orders leave at their defaults.
    static func setTerms(of order: Order, _ database: Database) throws {
        try database.cachedStatement(
            sql: """
                UPDATE orders SET condition_kind = ?, stop_price = ?, callback = ?, working_price = ?, price_protect = ?,
                    closes_position = ?, triggered_at = ?, good_till_date = ?, price_match = ?, algo = ?, origin = ?
                WHERE account = ? AND instrument = ? AND id = ?
                """
        ).execute(
            arguments: terms(of: order)
                + [order.algo.value, order.origin.rawValue, order.account.index, order.instrument.index, order.id.value])
    }

    private static func terms(of order: Order) -> StatementArguments {
        let condition = order.condition
        return [
            condition?.kind.rawValue, condition?.price.raw, condition?.callback.raw, condition?.workingPrice.rawValue,
            condition?.priceProtect, condition?.closesPosition, condition?.triggeredAt.milliseconds,
            order.goodTillDate.milliseconds, order.priceMatch.rawValue,
        ]
    }

    static func upsert(_ record: AlgoOrderRecord, _ database: Database) throws {
        let order = record.order
        let statement = try database.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO algo_orders
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        var price: Int64?
        var timeInForce: UInt8?
        if case .limit(let limit, let term) = order.kind { (price, timeInForce) = (limit.raw, term.rawValue) }
        let whole: StatementArguments = [
            order.algo.value, record.wasRefused, order.account.index, order.instrument.index, order.id.value,
            blob(order.clientID), order.side.rawValue, order.positionSide.rawValue, price, timeInForce, order.reduceOnly,
            order.selfTradePrevention.rawValue, order.status.rawValue, order.quantity.raw, order.filled.raw,
            order.filledNotional.raw, order.amendments, order.createdAt.milliseconds, order.updatedAt.milliseconds,
        ]
        try statement.execute(arguments: whole + terms(of: order))
    }

    static func insertAmendment(
        of order: Order, from price: Price, _ quantity: Quantity, at time: Timestamp, _ database: Database
    ) throws {
        try database.cachedStatement(
            sql: "INSERT OR IGNORE INTO amendments VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        ).execute(arguments: [
            order.account.index, order.instrument.index, order.id.value, blob(order.clientID), price.raw, order.price.raw,
            quantity.raw, order.quantity.raw, order.priceMatch.rawValue, order.amendments, time.milliseconds,
        ])
    }

    static func set(_ amount: Money, of position: IsolatedPosition, _ database: Database) throws {
        let name: StatementArguments = [position.account.index, position.instrument.index, position.side.rawValue]
        if amount.isZero {
            try database.cachedStatement(
                sql: "DELETE FROM isolated_wallets WHERE account = ? AND instrument = ? AND position_side = ?"
            ).execute(arguments: name)
        } else {
            try database.cachedStatement(sql: "INSERT OR REPLACE INTO isolated_wallets VALUES (?, ?, ?, ?)")
                .execute(arguments: name + [amount.raw])
        }
    }

    static func insert(_ record: MarginChangeRecord, of account: AccountID, _ database: Database) throws {
        try database.cachedStatement(sql: "INSERT INTO margin_changes VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
            .execute(arguments: [
                account.index, record.instrument.index, record.side.rawValue, record.direction.rawValue, record.cause.rawValue,
                record.amount.raw, record.asset.index, record.time.milliseconds,
            ])
    }
}

extension Order {
    /// Whether it has something that most orders have not.
    var hasTerms: Bool {
        condition != nil || goodTillDate != .zero || priceMatch != .none || algo != .none || origin != .client
    }
}
