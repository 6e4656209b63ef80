import WireKit

/// The options of an operator's command line: `--name value`, `--name=value`, and `--name` alone for what is true.
struct OperatorOptions {
    private var given: [(name: String, value: String)] = []

    /// Takes the options out of the words.
    init(taking words: inout ArraySlice<String>) throws(OperatorUsageError) {
        var others: [String] = []
        while let word = words.popFirst() {
            guard word.hasPrefix("--"), word.utf8.count > 2 else {
                others.append(word)
                continue
            }
            let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = Self.camelCased(parts[0])
            if parts.count == 2 {
                given.append((name, String(parts[1])))
            } else if Self.flags.contains(name), words.first != "true", words.first != "false" {
                given.append((name, "true"))
            } else if let value = words.popFirst() {
                given.append((name, value))
            } else {
                throw .noValue(word)
            }
        }
        words = others[...]
    }

    /// Whether the verb takes every option there is.
    func fit(_ verb: OperatorVerb) -> Bool { firstUnknown(to: verb) == nil }

    func firstUnknown(to verb: OperatorVerb) -> String? {
        let known = verb.fields?.map(\.name) ?? []
        return given.first { !known.contains($0.name) }?.name
    }

    /// The fields in the order of the verb's table, each as its kind is written.
    func values(for verb: OperatorVerb) throws(OperatorUsageError) -> [(name: String, value: JSONValue)] {
        var values: [(name: String, value: JSONValue)] = []
        for field in verb.fields ?? [] {
            let texts = given.filter { $0.name == field.name }.map(\.value)
            if texts.isEmpty { continue }
            values.append((field.name, try Self.value(of: field, texts)))
        }
        return values
    }

    private static func value(of field: OperatorField, _ texts: [String]) throws(OperatorUsageError) -> JSONValue {
        if field.kind == .texts {
            return .array(texts.flatMap { $0.split(separator: ",") }.map { .string(String($0)) })
        }
        guard texts.count == 1 else { throw .repeated(field.name) }
        switch (field.kind, try? JSONValue(parsing: Array(texts[0].utf8))) {
        case (.number, .number(let digits)?): return .number(digits)
        case (.number, _): throw .wrongValue(field.name, texts[0], "a number")
        case (.flag, .bool(let flag)?): return .bool(flag)
        case (.flag, _): throw .wrongValue(field.name, texts[0], "true or false")
        case (.text, _), (.texts, _): return .string(texts[0])
        }
    }

    /// The fields that may stand without a value.
    private static let flags = Set(OperatorVerb.all.flatMap { $0.fields ?? [] }.filter { $0.kind == .flag }.map(\.name))

    /// `public-key` is `publicKey`.
    private static func camelCased(_ name: Substring) -> String {
        let words = name.split(separator: "-").map(String.init)
        return (words.first ?? "") + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }
}

/// A command line that stands for no request, with what to write instead.
public enum OperatorUsageError: Error, Hashable, CustomStringConvertible {
    case noVerb
    case unknownVerb(String)
    case sayMethod([String], String)
    case unknownOption(String, known: [String])
    case noValue(String)
    case repeated(String)
    case wrongValue(String, String, String)
    case bodyTwice

    public var description: String {
        switch self {
        case .noVerb: "say what to do, for example `contango operator GET /clock`; --help lists the verbs"
        case .unknownVerb(let path): "the operator API has no \(path); `contango operator --help` lists what it has"
        case .sayMethod(let methods, let path): "say \(methods.joined(separator: " or ")) before \(path), with what that takes"
        case .unknownOption(let name, let known):
            known.isEmpty
                ? "there is no option --\(name): this verb takes none"
                : "there is no option --\(name): this verb takes \(known.map { "--" + $0 }.joined(separator: ", "))"
        case .noValue(let option): "\(option) needs a value behind it"
        case .repeated(let name): "--\(name) can be given once"
        case .wrongValue(let name, let value, let kind): "--\(name) is \(kind), not '\(value)'"
        case .bodyTwice: "give either a JSON body or options, not both"
        }
    }
}
