import CommandsAndEvents
import ExchangePorts
import Foundation
import GRDB
import Primitives
import RowStorage

/// The questions history answers, as SQL.
enum HistoryReads {
    static func orders(_ query: OrderHistoryQuery, _ database: Database) throws -> [Order] {
        var search = Search("orders", account: query.account, instrument: query.instrument)
        search.bound("created_at", from: query.from, to: query.to)
        search.forget(closedSince: query.closedSince, unfilledSince: query.unfilledSince)
        if let fromID = query.fromID {
            search.add("id >= ?", fromID.value)
            return try search.oldest(by: "id", limit: query.limit, database).compactMap(order)
        }
        return try search.latest(by: "created_at, id", limit: query.limit, database).compactMap(order)
    }

    static func order(
        of account: AccountID, on instrument: InstrumentID, _ reference: OrderReference, _ database: Database
    ) throws -> Order? {
        var search = Search("orders", account: account, instrument: instrument)
        switch reference {
        case .id(let id): search.add("id = ?", id.value)
        case .clientID(let text), .algoClientID(let text): search.add("client_id = ?", HistorySchema.blob(text))
        case .algo(let id): search.add("algo = ?", id.value)
        }
        // A client may use an id again once its order is closed: the latest is meant.
        return try search.latest(by: "id", limit: 1, database).first.flatMap(order)
    }

    static func forcedOrders(_ query: ForcedOrderQuery, _ database: Database) throws -> [Order] {
        var search = Search("orders", account: query.account, instrument: query.instrument)
        let causes = query.cause.map { [$0] } ?? ForcedOrderQuery.Cause.allCases
        // The first condition is the one that the index is made for.
        search.add("origin <> 0 AND origin IN (\(causes.map { String($0.origin.rawValue) }.joined(separator: ", ")))", [])
        search.bound("created_at", from: query.from, to: query.to)
        return try search.latest(by: "created_at, id", limit: query.limit, database).compactMap(order)
    }

    static func fills(_ query: FillHistoryQuery, _ database: Database) throws -> [FillRecord] {
        var search = Search("fills", account: query.account, instrument: query.instrument)
        search.bound("time", from: query.from, to: query.to)
        if let order = query.order { search.add("order_id = ?", order.value) }
        if let fromID = query.fromID {
            search.add("trade >= ?", fromID.value)
            let fills = try search.oldest(by: "trade, 1 - is_maker", limit: query.limit + 1, database).compactMap(fill)
            return fills.count > query.limit && !fills.isWhole(cutAt: query.limit) ? fills : Array(fills.prefix(query.limit))
        }
        let fills = try search.latest(by: "time, trade, 1 - is_maker", limit: query.limit + 1, database).compactMap(fill)
        return fills.count > query.limit && !fills.isWhole(cutAt: 1) ? fills : Array(fills.suffix(query.limit))
    }

    static func income(_ query: IncomeHistoryQuery, _ database: Database) throws -> [IncomeRecord] {
        var search = Search("income", account: query.account, instrument: query.instrument)
        if let kind = query.kind { search.add("kind = ?", kind.rawValue) }
        search.bound("time", from: query.from, to: query.to)
        guard let skipped = rowsBefore(page: query.page, of: query.limit) else { return [] }
        return try search.oldest(by: "time, id, kind", limit: query.limit, skipping: skipped, database).compactMap(income)
    }

    /// Nil for a page further away than can be counted.
    static func rowsBefore(page: Int, of limit: Int) -> Int? {
        let (rows, overflow) = max(0, page - 1).multipliedReportingOverflow(by: max(0, limit))
        return overflow ? nil : rows
    }

    // MARK: Rows

    static func order(_ row: Row) throws -> Order? {
        guard let clientID = ShortText(bytes: try row.checked("client_id") as Data),
            let side = Side(rawValue: try row.checked("side")),
            let positionSide = PositionSide(rawValue: try row.checked("position_side")),
            let priceMatch = PriceMatch(rawValue: try row.checked("price_match")), let origin = try origin(row),
            let status = OrderStatus(rawValue: try row.checked("status")),
            let selfTradePrevention = SelfTradePrevention(rawValue: try row.checked("self_trade_prevention"))
        else { return nil }
        return Order(
            id: OrderID(try row.checked("id")), clientID: clientID, account: AccountID(try row.checked("account")),
            instrument: InstrumentID(try row.checked("instrument")), side: side, positionSide: positionSide, kind: try kind(row),
            reduceOnly: try row.checked("reduce_only"), selfTradePrevention: selfTradePrevention, status: status,
            quantity: Quantity(raw: try row.checked("quantity")), filled: Quantity(raw: try row.checked("filled")),
            filledNotional: Money(raw: try row.checked("filled_notional")), amendments: try row.checked("amendments"),
            createdAt: Timestamp(milliseconds: try row.checked("created_at")),
            updatedAt: Timestamp(milliseconds: try row.checked("updated_at")), condition: try condition(row),
            goodTillDate: Timestamp(milliseconds: try row.checked("good_till_date")), priceMatch: priceMatch,
            algo: AlgoID(try row.checked("algo")), origin: origin)
    }

    /// Orders of the algo door are all of clients, and keep no origin.
    private static func origin(_ row: Row) throws -> OrderOrigin? {
        guard row.hasColumn("origin") else { return .client }
        return OrderOrigin(rawValue: try row.checked("origin"))
    }

    private static func condition(_ row: Row) throws -> Condition? {
        guard let number = try row.optional("condition_kind", UInt8.self), let kind = Condition.Kind(rawValue: number),
            let workingPrice = WorkingPrice(rawValue: try row.checked("working_price"))
        else { return nil }
        return Condition(
            kind, price: Price(raw: try row.checked("stop_price")), callback: Rate(raw: try row.checked("callback")),
            workingPrice: workingPrice, priceProtect: try row.checked("price_protect"),
            closesPosition: try row.checked("closes_position"),
            triggeredAt: Timestamp(milliseconds: try row.checked("triggered_at")))
    }

    private static func kind(_ row: Row) throws -> OrderKind {
        guard let price = try row.optional("price", Int64.self), let number = try row.optional("time_in_force", UInt8.self),
            let timeInForce = TimeInForce(rawValue: number)
        else { return .market }
        return .limit(price: Price(raw: price), timeInForce: timeInForce)
    }

    static func fill(_ row: Row) throws -> FillRecord? {
        guard let side = Side(rawValue: try row.checked("side")),
            let positionSide = PositionSide(rawValue: try row.checked("position_side"))
        else { return nil }
        return FillRecord(
            instrument: InstrumentID(try row.checked("instrument")), order: OrderID(try row.checked("order_id")), side: side,
            positionSide: positionSide,
            fill: Fill(
                trade: TradeID(try row.checked("trade")), price: Price(raw: try row.checked("price")),
                quantity: Quantity(raw: try row.checked("quantity")),
                isMaker: try row.checked("is_maker"), commission: Money(raw: try row.checked("commission")),
                commissionAsset: AssetID(try row.checked("commission_asset")),
                realizedProfit: Money(raw: try row.checked("realized_profit"))),
            time: Timestamp(milliseconds: try row.checked("time")))
    }

    static func income(_ row: Row) throws -> IncomeRecord? {
        guard let kind = IncomeKind(rawValue: try row.checked("kind")) else { return nil }
        return IncomeRecord(
            id: try row.checked("id"), instrument: try row.optional("instrument", UInt16.self).map { InstrumentID($0) },
            kind: kind,
            amount: Money(raw: try row.checked("amount")), asset: AssetID(try row.checked("asset")),
            trade: try row.optional("trade", Int64.self).map { TradeID($0) },
            time: Timestamp(milliseconds: try row.checked("time")))
    }
}

extension [FillRecord] {
    /// Whether the fills before and behind this place are of different trades.
    fileprivate func isWhole(cutAt index: Int) -> Bool {
        !indices.contains(index) || index == 0 || self[index - 1].fill.trade != self[index].fill.trade
    }
}

extension ForcedOrderQuery.Cause {
    fileprivate var origin: OrderOrigin {
        switch self {
        case .liquidation: .liquidation
        case .autoDeleveraging: .autoDeleveraging
        }
    }
}
