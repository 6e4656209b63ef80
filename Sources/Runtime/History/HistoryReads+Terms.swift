import CommandsAndEvents
import ExchangePorts
import Foundation
import GRDB
import Primitives
import RowStorage

extension HistoryReads {
    static func algoOrders(_ query: AlgoOrderHistoryQuery, _ database: Database) throws -> [AlgoOrderRecord] {
        var search = Search("algo_orders", account: query.account, instrument: query.instrument)
        search.bound("created_at", from: query.from, to: query.to)
        search.forget(closedSince: query.closedSince, unfilledSince: query.unfilledSince)
        guard let skipped = rowsBefore(page: query.page, of: query.limit) else { return [] }
        if let fromID = query.fromID {
            search.add("algo >= ?", fromID.value)
            return try search.oldest(by: "algo", limit: query.limit, skipping: skipped, database).compactMap(algoOrder)
        }
        return try search.latest(by: "created_at, algo", limit: query.limit, skipping: skipped, database).compactMap(algoOrder)
    }

    static func algoOrder(
        of account: AccountID, on instrument: InstrumentID?, _ reference: OrderReference, _ database: Database
    ) throws -> AlgoOrderRecord? {
        var search = Search("algo_orders", account: account, instrument: instrument)
        switch reference {
        case .algo(let id): search.add("algo = ?", id.value)
        case .id(let id): search.add("id = ?", id.value)
        case .clientID(let text), .algoClientID(let text): search.add("client_id = ?", HistorySchema.blob(text))
        }
        return try search.latest(by: "algo", limit: 1, database).first.flatMap(algoOrder)
    }

    static func amendments(_ query: AmendmentHistoryQuery, _ database: Database) throws -> [AmendmentRecord] {
        var search = Search("amendments", account: query.account, instrument: query.instrument)
        search.bound("time", from: query.from, to: query.to)
        if let order = query.order {
            search.add("order_id = ?", order.value)
        } else if let clientID = query.clientID {
            search.add(
                "order_id = (SELECT max(id) FROM orders WHERE account = ? AND instrument = ? AND client_id = ?)",
                [query.account.index, query.instrument.index, HistorySchema.blob(clientID)])
        }
        return try search.latest(by: "time, id", limit: query.limit, database).reversed().compactMap(amendment)
    }

    static func marginChanges(_ query: MarginChangeQuery, _ database: Database) throws -> [MarginChangeRecord] {
        var search = Search("margin_changes", account: query.account, instrument: query.instrument)
        search.bound("time", from: query.from, to: query.to)
        if let direction = query.direction { search.add("direction = ?", direction.rawValue) }
        return try search.latest(by: "time, rowid", limit: query.limit, database).compactMap(marginChange)
    }

    // MARK: Rows

    private static func algoOrder(_ row: Row) throws -> AlgoOrderRecord? {
        guard let order = try order(row) else { return nil }
        return AlgoOrderRecord(order: order, wasRefused: try row.checked("was_refused"))
    }

    private static func amendment(_ row: Row) throws -> AmendmentRecord? {
        guard let clientID = ShortText(bytes: try row.checked("client_id") as Data),
            let priceMatch = PriceMatch(rawValue: try row.checked("price_match"))
        else { return nil }
        return AmendmentRecord(
            id: try row.checked("id"), instrument: InstrumentID(try row.checked("instrument")),
            order: OrderID(try row.checked("order_id")), clientID: clientID,
            priceBefore: Price(raw: try row.checked("price_before")), priceAfter: Price(raw: try row.checked("price_after")),
            quantityBefore: Quantity(raw: try row.checked("quantity_before")),
            quantityAfter: Quantity(raw: try row.checked("quantity_after")), priceMatch: priceMatch,
            count: try row.checked("count"), time: Timestamp(milliseconds: try row.checked("time")))
    }

    private static func marginChange(_ row: Row) throws -> MarginChangeRecord? {
        guard let side = PositionSide(rawValue: try row.checked("position_side")),
            let direction = MarginChangeRecord.Direction(rawValue: try row.checked("direction")),
            let cause = MarginChangeRecord.Cause(rawValue: try row.checked("cause"))
        else { return nil }
        return MarginChangeRecord(
            instrument: InstrumentID(try row.checked("instrument")), side: side, direction: direction, cause: cause,
            amount: Money(raw: try row.checked("amount")), asset: AssetID(try row.checked("asset")),
            time: Timestamp(milliseconds: try row.checked("time")))
    }
}
