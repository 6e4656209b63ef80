public import GatewayKit
import WireKit

/// A request of the operator API, written on a command line.
///
///     PUT /clock {"mode":"manual"}       as the table of verbs has it
///     clock advance --ms 60000           the path as words, the fields as options
///     advance --ms 60000                 the first words may be left out where the last is enough
///
/// Which method is meant is read off the table of verbs: `GET` if it takes these fields, else the only other one that does.
/// `DELETE` has to be said.
public struct OperatorCommandLine: Sendable {
    public let method: HTTPRequest.Method
    /// Path and query, percent-encoded.
    public let target: String
    public let body: [UInt8]

    public init(_ words: [String]) throws(OperatorUsageError) {
        var words = words[...]
        let asked = words.first.flatMap { HTTPRequest.Method(rawValue: $0.uppercased()) }
        if asked != nil { words.removeFirst() }
        let options = try OperatorOptions(taking: &words)
        let json = words.last?.hasPrefix("{") == true ? words.popLast() : nil
        guard let first = words.first else { throw .noVerb }
        let isWritten = first.hasPrefix("/") && words.count == 1
        let path = isWritten ? first : words.map { "/" + Self.percentEncoded($0) }.joined()
        let parts = path.split(separator: "?", maxSplits: 1).map(String.init)
        let (verb, wholePath) = try Self.verb(asked, parts[0], options, hasBody: json != nil)

        method = verb.method
        let fields = try options.values(for: verb)
        if verb.method == .get {
            let query = parts.dropFirst() + fields.map { "\($0.name)=\(Self.percentEncoded($0.value.queryText))" }
            target = OperatorHTTP.root + wholePath + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
            body = []
        } else {
            if json != nil && !fields.isEmpty { throw .bodyTwice }
            target = OperatorHTTP.root + wholePath
            body = json.map { Array($0.utf8) } ?? (fields.isEmpty ? [] : Self.document(fields))
        }
    }

    /// Every verb with its options, a line for each.
    public static var verbs: [String] {
        OperatorVerb.all.map { verb in
            let options = verb.fields?.map { $0.kind == .texts ? "[--\($0.name) …]" : "[--\($0.name)]" } ?? ["'{…}'"]
            return ([verb.method.rawValue, verb.path.description] + options).joined(separator: " ")
        }
    }

    /// The verb that is meant, with the whole of its path.
    private static func verb(
        _ asked: HTTPRequest.Method?, _ path: String, _ options: OperatorOptions, hasBody: Bool
    ) throws(OperatorUsageError) -> (OperatorVerb, path: String) {
        var found = OperatorVerb.all.filter { $0.path.values(in: path[...]) != nil }.map { (verb: $0, path: path) }
        if found.isEmpty { found = OperatorVerb.all.compactMap { verb in verb.path.completing(path).map { (verb, $0) } } }
        if found.isEmpty { throw .unknownVerb(path) }
        let methods = found.map(\.verb.method.rawValue)
        found = found.filter { asked == nil ? $0.verb.method != .delete : $0.verb.method == asked }
        let fitting = found.filter { options.fit($0.verb) && !(hasBody && $0.verb.method == .get) }
        if let get = fitting.first(where: { $0.verb.method == .get }) { return get }
        if fitting.count == 1 { return fitting[0] }
        if found.count == 1, let unknown = options.firstUnknown(to: found[0].verb) {
            throw .unknownOption(unknown, known: found[0].verb.fields?.map(\.name) ?? [])
        }
        throw .sayMethod(methods, path)
    }

    private static func document(_ fields: [(name: String, value: JSONValue)]) -> [UInt8] {
        var json = JSONWriter(reservingCapacity: 128)
        json.value(.object(fields.map { .init(name: $0.name, value: $0.value) }))
        return json.bytes
    }

    private static func percentEncoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var encoded: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "~"), UInt8(ascii: ":"):
                encoded.append(byte)
            default: encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 0xF)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }
}

extension JSONValue {
    /// How a value stands in a query.
    fileprivate var queryText: String {
        switch self {
        case .string(let text), .number(let text): text
        case .bool(let flag): flag ? "true" : "false"
        case .array(let values): values.map(\.queryText).joined(separator: ",")
        case .null, .object: ""
        }
    }
}
