/// A field that a verb takes: its name, and how its value is written in JSON. A bare name is that of a text.
struct OperatorField: Sendable, ExpressibleByStringLiteral {
    enum Kind: Sendable { case text, number, flag, texts }

    let name: String
    let kind: Kind

    init(stringLiteral name: StaticString) { self.init(name.description, .text) }

    static func number(_ name: String) -> OperatorField { OperatorField(name, .number) }
    /// True or false.
    static func flag(_ name: String) -> OperatorField { OperatorField(name, .flag) }
    /// A list of texts.
    static func texts(_ name: String) -> OperatorField { OperatorField(name, .texts) }

    private init(_ name: String, _ kind: Kind) {
        self.name = name
        self.kind = kind
    }
}
