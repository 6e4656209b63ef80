import CommandsAndEvents
import GRDB
import Primitives

/// A SELECT over one table that grows by conditions. Names come from the code above, values go in as arguments.
struct Search {
    private let table: String
    private var conditions = ["account = ?"]
    private var arguments: StatementArguments

    init(_ table: String, account: AccountID, instrument: InstrumentID?) {
        self.table = table
        arguments = [account.index]
        if let instrument { add("instrument = ?", instrument.index) }
    }

    mutating func add(_ condition: String, _ values: StatementArguments) {
        conditions.append(condition)
        arguments += values
    }

    mutating func add(_ condition: String, _ value: some DatabaseValueConvertible) {
        conditions.append(condition)
        arguments += [value]
    }

    /// Leaves out closed orders made before a time, and those without a fill made before another.
    mutating func forget(closedSince: Timestamp?, unfilledSince: Timestamp?) {
        let open = OrderStatus.allCases.filter(\.isOpen).map { String($0.rawValue) }.joined(separator: ", ")
        if let closedSince { add("(status IN (\(open)) OR created_at >= ?)", closedSince.milliseconds) }
        if let unfilledSince { add("(status IN (\(open)) OR filled > 0 OR created_at >= ?)", unfilledSince.milliseconds) }
    }

    /// Both ends belong to the span.
    mutating func bound(_ column: String, from: Timestamp?, to: Timestamp?) {
        if let from { add("\(column) >= ?", from.milliseconds) }
        if let to { add("\(column) <= ?", to.milliseconds) }
    }

    func oldest(by columns: String, limit: Int, skipping: Int = 0, _ database: Database) throws -> [Row] {
        try Row.fetchAll(
            database.cachedStatement(sql: "\(selection) ORDER BY \(columns) LIMIT ? OFFSET ?"),
            arguments: arguments + [max(0, limit), skipping])
    }

    /// The latest, oldest of them first.
    func latest(by columns: String, limit: Int, skipping: Int = 0, _ database: Database) throws -> [Row] {
        let descending = columns.split(separator: ",").map { $0 + " DESC" }.joined(separator: ",")
        return try Row.fetchAll(
            database.cachedStatement(sql: "\(selection) ORDER BY \(descending) LIMIT ? OFFSET ?"),
            arguments: arguments + [max(0, limit), skipping]
        ).reversed()
    }

    private var selection: String { "SELECT * FROM \(table) WHERE \(conditions.joined(separator: " AND "))" }
}
