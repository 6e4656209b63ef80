import WireKit

extension JSONValue {
    var text: String? { if case .string(let text) = self { text } else { nil } }
    var integer: Int64? { if case .number(let digits) = self { Int64(digits) } else { nil } }
    var items: [JSONValue] { if case .array(let items) = self { items } else { [] } }

    /// One member or element a line, so that differences read well. Levels of a book stay on one.
    func pretty(indent: String = "") -> String {
        let inner = indent + "  "
        switch self {
        case .array(let items) where !items.isEmpty && !items.allSatisfy(\.isPlain):
            return "[\n" + items.map { inner + $0.pretty(indent: inner) }.joined(separator: ",\n") + "\n\(indent)]"
        case .object(let members) where !members.isEmpty:
            let lines = members.map { "\(inner)\"\($0.name)\": \($0.value.pretty(indent: inner))" }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
        default:
            var json = JSONWriter()
            json.value(self)
            return String(decoding: json.bytes, as: UTF8.self)
        }
    }

    private var isPlain: Bool {
        switch self {
        case .array, .object: false
        default: true
        }
    }

    /// The same document with every text of `old` in it replaced.
    func replacing(_ old: String, with new: String) -> JSONValue {
        switch self {
        case .string(let text): .string(text == old ? new : text)
        case .array(let items): .array(items.map { $0.replacing(old, with: new) })
        case .object(let members): .object(members.map { .init(name: $0.name, value: $0.value.replacing(old, with: new)) })
        default: self
        }
    }
}
