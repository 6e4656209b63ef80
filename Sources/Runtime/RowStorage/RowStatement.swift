public import GRDB

/// A statement that is carried out for one row after the other, its values bound in place.
///
/// `StatementArguments` boxes every value and is built anew for every row: that costs as much as SQLite does.
public struct RowStatement {
    private let statement: Statement
    private var bound: CInt = 0

    public init(_ database: Database, _ sql: String) throws {
        statement = try database.cachedStatement(sql: sql)
        clear()
    }

    /// The value of the next parameter.
    public mutating func bind(_ value: some BinaryInteger) { bind(column: Int64(clamping: value)) }

    public mutating func bind(_ value: Bool) { bind(column: value ? 1 : 0 as Int64) }

    public mutating func bind(_ value: (some BinaryInteger)?) {
        if let value { bind(value) } else { bound += 1 }
    }

    public mutating func bind(column value: some StatementBinding) {
        bound += 1
        let code = value.bind(to: statement.sqliteStatement, at: bound)
        precondition(code == ResultCode.SQLITE_OK.rawValue, "a statement has a parameter for every column")
    }

    public mutating func execute() throws {
        try statement.execute()
        clear()
    }

    /// Parameters that are passed over are NULL.
    private mutating func clear() {
        statement.setUncheckedArguments(StatementArguments())
        bound = 0
    }
}
