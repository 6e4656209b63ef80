public import GRDB

/// Takes the columns of a row one after the other, in the order of the query.
///
/// Finding columns by name costs more than SQLite does when thousands of rows are read.
public struct RowReader {
    private let row: Row
    private var position = 0

    public init(_ row: Row) { self.row = row }

    public mutating func next() throws -> Int64 {
        guard let value = try nextIfAny() else { throw Row.Damaged(column: "\(position)") }
        return value
    }

    /// Nil for NULL.
    public mutating func nextIfAny() throws -> Int64? {
        let stored = row[position] as DatabaseValue
        position += 1
        if stored.isNull { return nil }
        guard let value = Int64.fromDatabaseValue(stored) else { throw Row.Damaged(column: "\(position)") }
        return value
    }

    public mutating func next<Value: FixedWidthInteger>(_: Value.Type) throws -> Value {
        guard let value = Value(exactly: try next()) else { throw Row.Damaged(column: "\(position)") }
        return value
    }

    public mutating func next(_: Bool.Type) throws -> Bool { try next() as Int64 != 0 }
}
