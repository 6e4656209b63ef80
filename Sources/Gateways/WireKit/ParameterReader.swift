public import Primitives

/// What is wrong with a parameter. Each surface has its own codes and words for these.
public enum ParameterFault: Error, Hashable, Sendable {
    case missing(String)
    case empty(String)
    /// None of the values it may have.
    case unknownValue(String)
    case illegalCharacters(String, legal: String)
    case outOfRange(String)
    /// More decimals than any asset has.
    case tooPrecise(String)
    /// One of two must be sent.
    case neither(String, String)
    case notRequired(String)
}

/// A parameter as documentation lists it.
public struct ParameterDescription: Sendable, Hashable {
    public enum Kind: String, Sendable {
        case string = "STRING", integer = "LONG", decimal = "DECIMAL", enumeration = "ENUM", boolean = "BOOLEAN"
    }
    public var name: String
    public var kind: Kind
    public var required: Bool
    /// The values an enumeration may have.
    public var values: [String]
}

/// Reads the parameters of a request by name and type.
///
/// The same reading code runs without values to list what it asks for: that is where the documentation of an
/// endpoint's parameters comes from. A request type therefore reads all its parameters unconditionally.
public struct ParameterReader: Sendable {
    private let parameters: FormParameters?
    public private(set) var descriptions: [ParameterDescription] = []

    public init(_ parameters: FormParameters) { self.parameters = parameters }

    private init() { parameters = nil }

    /// What a request type reads.
    public static func describe<Request: WireRequest>(_: Request.Type) -> [ParameterDescription] {
        var reader = ParameterReader()
        _ = try? Request(from: &reader)
        return reader.descriptions
    }

    /// True while parameters are only listed: values are placeholders then, and rules between them do not apply.
    public var isDescribing: Bool { parameters == nil }

    // MARK: Text

    public mutating func text(_ name: String) throws(ParameterFault) -> String {
        guard let value = try raw(name, .string, required: true) else { return "" }
        return value
    }

    public mutating func optionalText(_ name: String) throws(ParameterFault) -> String? {
        try raw(name, .string, required: false)
    }

    // MARK: Integers

    public mutating func integer(_ name: String) throws(ParameterFault) -> Int64 {
        guard let value = try raw(name, .integer, required: true) else { return 0 }
        return try integer(value, name)
    }

    public mutating func optionalInteger(_ name: String) throws(ParameterFault) -> Int64? {
        guard let value = try raw(name, .integer, required: false) else { return nil }
        return try integer(value, name)
    }

    // MARK: Decimals

    public mutating func optionalDecimal<Value: FixedPoint>(_ name: String, as _: Value.Type = Value.self) throws(ParameterFault)
        -> Value?
    {
        guard let value = try raw(name, .decimal, required: false) else { return nil }
        do throws(DecimalTextError) {
            return try Value(value)
        } catch {
            switch error {
            case .malformed: throw .illegalCharacters(name, legal: #"^([0-9]{1,20})(\.[0-9]{1,20})?$"#)
            case .tooPrecise: throw .tooPrecise(name)
            case .outOfRange: throw .outOfRange(name)
            }
        }
    }

    public mutating func decimal<Value: FixedPoint>(_ name: String, as _: Value.Type = Value.self) throws(ParameterFault) -> Value {
        guard let value = try optionalDecimal(name, as: Value.self) else {
            if isDescribing {
                descriptions[descriptions.count - 1].required = true
                return .zero
            }
            throw .missing(name)
        }
        return value
    }

    // MARK: Enumerations and truth values

    public mutating func enumeration<Value: CaseIterable & RawRepresentable & Sendable>(
        _ name: String, _: Value.Type = Value.self
    ) throws(ParameterFault) -> Value where Value.RawValue == String {
        let text = try raw(name, .enumeration, required: true, values: { Value.allCases.map(\.rawValue) })
        guard let text else {
            guard let first = Value.allCases.first else { throw .missing(name) }
            return first
        }
        guard let value = Value(rawValue: text) else { throw .unknownValue(name) }
        return value
    }

    public mutating func optionalEnumeration<Value: CaseIterable & RawRepresentable & Sendable>(
        _ name: String, _: Value.Type = Value.self
    ) throws(ParameterFault) -> Value? where Value.RawValue == String {
        guard let text = try raw(name, .enumeration, required: false, values: { Value.allCases.map(\.rawValue) }) else {
            return nil
        }
        guard let value = Value(rawValue: text) else { throw .unknownValue(name) }
        return value
    }

    /// `true` and `false` in any case, as clients send them.
    public mutating func bool(_ name: String) throws(ParameterFault) -> Bool {
        try truthValue(raw(name, .boolean, required: true), name) ?? false
    }

    public mutating func optionalBool(_ name: String) throws(ParameterFault) -> Bool? {
        try truthValue(raw(name, .boolean, required: false), name)
    }

    private func truthValue(_ text: String?, _ name: String) throws(ParameterFault) -> Bool? {
        switch text?.lowercased() {
        case nil: return nil
        case "true": return true
        case "false": return false
        default: throw .unknownValue(name)
        }
    }

    private mutating func raw(
        _ name: String, _ kind: ParameterDescription.Kind, required: Bool, values: () -> [String] = { [] }
    ) throws(ParameterFault) -> String? {
        guard let parameters else {
            descriptions.append(ParameterDescription(name: name, kind: kind, required: required, values: values()))
            return nil
        }
        guard let value = parameters[name] else {
            if required { throw .missing(name) }
            return nil
        }
        if value.isEmpty { throw .empty(name) }
        return value
    }

    private func integer(_ text: String, _ name: String) throws(ParameterFault) -> Int64 {
        guard let value = Int64(text) else { throw .illegalCharacters(name, legal: "^[0-9]{1,20}$") }
        return value
    }
}
