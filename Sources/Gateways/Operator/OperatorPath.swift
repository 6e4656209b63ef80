import WireKit

/// The path of a verb below the root: `/keys/{apiKey}` takes any one segment for the part in braces.
struct OperatorPath: Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    private enum Segment: Sendable {
        case literal(String)
        case value(String)
    }

    let description: String
    private let segments: [Segment]

    init(stringLiteral text: StaticString) {
        description = text.description
        segments = text.description.split(separator: "/").map { segment in
            segment.first == "{" ? .value(String(segment.dropFirst().dropLast())) : .literal(String(segment))
        }
    }

    /// The whole path of which this is the end, when what is missing are words and it begins with one: `/advance` becomes
    /// `/clock/advance`. Nil when this is the end of another path.
    func completing(_ end: String) -> String? {
        var missing = ""
        for segment in segments {
            guard case .literal(let text) = segment else { return nil }
            if end == "/" + text || end.hasPrefix("/\(text)/") {
                let whole = missing + end
                return values(in: whole[...]) == nil ? nil : whole
            }
            missing += "/" + text
        }
        return nil
    }

    /// The values of the parts in braces, percent-decoded; nil when this is another path.
    func values(in path: Substring) -> [String: String]? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        guard parts.count == segments.count else { return nil }
        var values: [String: String] = [:]
        for (segment, part) in zip(segments, parts) {
            switch segment {
            case .literal(let text):
                if part != text { return nil }
            case .value(let name):
                guard let bytes = try? percentDecoded(Array(part.utf8)[...]), !bytes.isEmpty,
                    let text = String(validating: bytes, as: UTF8.self)
                else { return nil }
                values[name] = text
            }
        }
        return values
    }
}
