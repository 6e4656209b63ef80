import CommandsAndEvents
import ExchangePorts
import GRDB
import Primitives
import RowStorage

/// The past of an account as comma-separated values, oldest first, read and handed over a page at a time.
///
/// The columns are those of the exchange's own exports as people have them, with the ids of orders and trades behind. Times are
/// in UTC. No value contains a comma.
struct HistoryExport {
    let request: DownloadRequest
    let names: Names
    let rowsMax: Int

    private static let pageRows = 5_000

    func write(from history: HistoryStore, to sink: ([UInt8]) throws -> Void) throws {
        switch request.kind {
        case .income:
            try sink(line(["Date(UTC)", "Type", "Amount", "Asset", "Symbol", "Transaction ID"]))
            try writePages(of: "income", by: "time", history, sink, HistoryReads.income, line)
        case .orders:
            try sink(
                line([
                    "Date(UTC)", "Order ID", "Symbol", "Type", "Side", "Position Side", "Price", "Quantity", "Executed",
                    "Average Price", "Total", "Stop Price", "Time in Force", "Reduce Only", "Status", "Update Time(UTC)",
                ]))
            try writePages(of: "orders", by: "created_at", history, sink, HistoryReads.order, line)
        case .trades:
            try sink(
                line([
                    "Date(UTC)", "Symbol", "Side", "Price", "Quantity", "Amount", "Fee", "Fee Coin", "Realized Profit",
                    "Quote Asset", "Position Side", "Trade ID", "Order ID",
                ]))
            try writePages(of: "fills", by: "time", history, sink, HistoryReads.fill, line)
        }
    }

    /// Row ids follow time, and to go by them keeps every read short, however long the file gets.
    private func writePages<Record: Sendable>(
        of table: String, by column: String, _ history: HistoryStore, _ sink: ([UInt8]) throws -> Void,
        _ record: @escaping @Sendable (Row) throws -> Record?, _ line: (Record) -> [UInt8]
    ) throws {
        let sql = """
            SELECT rowid AS row_number, * FROM \(table) NOT INDEXED
            WHERE account = ? AND \(column) >= ? AND \(column) <= ? AND rowid > ? ORDER BY rowid LIMIT ?
            """
        let span: StatementArguments = [request.account.index, request.from.milliseconds, request.to.milliseconds]
        var last: Int64 = 0
        var left = rowsMax
        while left > 0 {
            let limit = min(left, Self.pageRows)
            let arguments = span + [last, limit]
            let page = try history.look { database in
                try Row.fetchAll(database.cachedStatement(sql: sql), arguments: arguments).map { row in
                    (number: try row.checked("row_number") as Int64, record: try record(row))
                }
            }
            try sink(page.reduce(into: []) { bytes, row in bytes += row.record.map(line) ?? [] })
            guard page.count == limit, let end = page.last else { return }
            last = end.number
            left -= limit
        }
    }

    // MARK: Lines

    private func line(_ values: [String]) -> [UInt8] { Array((values.joined(separator: ",") + "\n").utf8) }

    private func line(_ record: IncomeRecord) -> [UInt8] {
        line([
            CivilTime(record.time).text, record.kind.exportName, "\(record.amount)", name(record.asset),
            record.instrument.map(symbol) ?? "", String(record.id),
        ])
    }

    private func line(_ order: Order) -> [UInt8] {
        line([
            CivilTime(order.createdAt).text, String(order.id.value), symbol(order.instrument), order.exportType,
            order.side.exportName, order.positionSide.exportName, "\(order.price)", "\(order.quantity)", "\(order.filled)",
            "\(order.averagePrice)", "\(order.filledNotional)", "\(order.condition?.price ?? .zero)", order.timeInForce.exportName,
            String(order.reduceOnly), order.status.exportName, CivilTime(order.updatedAt).text,
        ])
    }

    private func line(_ record: FillRecord) -> [UInt8] {
        let fill = record.fill
        let amount = (try? fill.price.multiplied(by: fill.quantity, rounding: .down)) ?? .zero
        return line([
            CivilTime(record.time).text, symbol(record.instrument), record.side.exportName, "\(fill.price)", "\(fill.quantity)",
            "\(amount)", "\(fill.commission)", name(fill.commissionAsset), "\(fill.realizedProfit)",
            quoteAsset(record.instrument), record.positionSide.exportName, String(fill.trade.value), String(record.order.value),
        ])
    }

    private func symbol(_ id: InstrumentID) -> String { names.instruments.at(id.index)?.symbol ?? "" }
    private func quoteAsset(_ id: InstrumentID) -> String { names.instruments.at(id.index)?.quoteAsset ?? "" }
    private func name(_ id: AssetID) -> String { names.assets.at(id.index)?.name ?? "" }
}

extension Array {
    fileprivate func at(_ index: UInt16) -> Element? { indices.contains(Int(index)) ? self[Int(index)] : nil }
}
