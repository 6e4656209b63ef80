public import GRDB

extension Row {
    /// A column holds what it never should: the file is damaged.
    public struct Damaged: Error, CustomStringConvertible {
        let column: String
        public init(column: String) { self.column = column }
        public var description: String { "column \(column) holds what it cannot" }
    }

    /// The value of a column. GRDB's own subscript stops the program over a value of another kind.
    public func checked<Value: DatabaseValueConvertible>(_ column: String) throws -> Value {
        guard let value = try optional(column, Value.self) else { throw Damaged(column: column) }
        return value
    }

    public func optional<Value: DatabaseValueConvertible>(_ column: String, _: Value.Type) throws -> Value? {
        let stored = self[column] as DatabaseValue
        if stored.isNull { return nil }
        guard let value = Value.fromDatabaseValue(stored) else { throw Damaged(column: column) }
        return value
    }
}
