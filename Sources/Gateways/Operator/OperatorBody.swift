import Primitives
import WireKit

/// What a request says: the fields of its body, a JSON object, and for `GET` those of its query, which are texts. There are
/// no others than the verb knows.
struct OperatorBody: Sendable {
    /// As it was sent.
    let text: String
    private let document: JSONValue

    /// No body is an object without fields. `fields` nil: any are known.
    init(_ bytes: [UInt8], query: [UInt8] = [], fields: [OperatorField]?) throws(OperatorError) {
        let body = bytes.isEmpty ? .object([]) : try Self.parsed(bytes)
        guard case .object(var members) = body else { throw .impossible("the body must be a JSON object") }
        members += try Self.members(ofQuery: query)
        document = .object(members)
        text = String(decoding: bytes, as: UTF8.self)
        let fields = fields?.map(\.name)
        var seen: Set<String> = []
        for member in members {
            if let fields, !fields.contains(member.name) { throw .unknownField(member.name, known: fields) }
            if !seen.insert(member.name).inserted { throw .impossible("'\(member.name)' is there twice") }
        }
    }

    private static func parsed(_ bytes: [UInt8]) throws(OperatorError) -> JSONValue {
        do throws(JSONValue.SyntaxError) {
            return try JSONValue(parsing: bytes)
        } catch {
            throw .impossible("the body is no JSON from line \(error.line), column \(error.column) on")
        }
    }

    private static func members(ofQuery query: [UInt8]) throws(OperatorError) -> [JSONValue.Member] {
        do throws(FormParameters.Flaw) {
            return try FormParameters(query: query, body: []).entries.map { .init(name: $0.name, value: .string($0.value)) }
        } catch {
            throw .impossible("the query cannot be read: \(error)")
        }
    }

    func has(_ name: String) -> Bool { document[name] != nil }

    func text(_ name: String) throws(OperatorError) -> String {
        guard let value = document[name] else { throw .missing(name) }
        guard case .string(let text) = value, !text.isEmpty else { throw .impossible("'\(name)' must be a text that is not empty") }
        return text
    }

    func flag(_ name: String) throws(OperatorError) -> Bool {
        guard let value = document[name] else { throw .missing(name) }
        guard case .bool(let flag) = value else { throw .impossible("'\(name)' must be true or false") }
        return flag
    }

    /// A whole number.
    func integer(_ name: String) throws(OperatorError) -> Int64 {
        guard let value = document[name] else { throw .missing(name) }
        guard case .number(let digits) = value, let integer = Int64(digits) else {
            throw .impossible("'\(name)' must be a whole number")
        }
        return integer
    }

    /// A JSON number, for what is neither an amount nor a price.
    func rate(_ name: String) throws(OperatorError) -> Rate {
        guard let value = document[name] else { throw .missing(name) }
        guard case .number(let digits) = value, let rate = try? Rate(digits) else {
            throw .impossible("'\(name)' must be a number with at most \(fixedPointDigits) decimals")
        }
        return rate
    }

    /// An amount or a price: a decimal as text, because JSON numbers lose digits on the way through many clients.
    func decimal<Value: FixedPoint>(_ name: String, as _: Value.Type = Value.self) throws(OperatorError) -> Value {
        let text = try text(name)
        do throws(DecimalTextError) {
            return try Value(text)
        } catch {
            throw .undecimal(name, error)
        }
    }

    func positive<Value: FixedPoint>(_ name: String, as _: Value.Type = Value.self) throws(OperatorError) -> Value {
        let value: Value = try decimal(name)
        if !value.isPositive { throw .impossible("'\(name)' must be above zero") }
        return value
    }

    /// A list of at most `limit` texts; nil when there is none.
    func texts(_ name: String, limit: Int) throws(OperatorError) -> [String]? {
        guard let value = document[name] else { return nil }
        guard case .array(let values) = value else { throw .impossible("'\(name)' must be a list of texts") }
        if values.count > limit { throw .impossible("'\(name)' holds more than \(limit) values") }
        var texts: [String] = []
        for value in values {
            guard case .string(let text) = value else { throw .impossible("'\(name)' must be a list of texts") }
            texts.append(text)
        }
        return texts
    }
}
