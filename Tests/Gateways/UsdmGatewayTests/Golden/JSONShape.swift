import WireKit

/// Which names a document has, and of what JSON type their values are: `bids[][]:string`.
struct JSONShape {
    private(set) var entries: Set<String> = []

    init(_ value: JSONValue) { add(value, at: "") }

    /// Read from a table: entries with white space between them.
    init(_ table: String) { entries = Set(table.split(whereSeparator: \.isWhitespace).map(String.init)) }

    private mutating func add(_ value: JSONValue, at path: String) {
        switch value {
        case .object(let members):
            for member in members { add(member.value, at: path.isEmpty ? member.name : path + "." + member.name) }
        case .array(let items): for item in items { add(item, at: path + "[]") }
        case .null: entries.insert(path + ":null")
        case .bool: entries.insert(path + ":boolean")
        case .number: entries.insert(path + ":number")
        case .string: entries.insert(path + ":string")
        }
    }
}
