extension FormParameters {
    /// The members of a JSON object as parameters: one that is null is not there.
    public init(_ members: [JSONValue.Member]) throws(Flaw) {
        if members.count > Self.entriesMax { throw .tooMany(members.count) }
        var names: Set<String> = []
        for member in members where !names.insert(member.name).inserted { throw .duplicate(member.name) }
        self.init(members.filter { $0.value != .null }.map { ($0.name, $0.value.parameterText) })
    }
}

extension JSONValue {
    /// The value as a parameter, and as what is signed: text without its quotes, everything else as it stands in the document.
    public var parameterText: String {
        switch self {
        case .string(let text): return text
        case .number(let digits): return digits
        case .bool(let flag): return flag ? "true" : "false"
        case .null: return "null"
        case .array, .object:
            var json = JSONWriter()
            json.value(self)
            return String(decoding: json.bytes, as: UTF8.self)
        }
    }
}
